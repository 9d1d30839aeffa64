using System.CommandLine;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Cli;

/// <summary>Which of an item's two vectors is meant.</summary>
internal static class MatrixOption
{
    public static Option<string> New()
        => CliOption.Choice("--matrix", "The input vector (what similar compares) or the output vector (what recommend scores) [default: input]", "input", "output")
            .WithDefault("input");

    /// <summary>Whether the output vectors are meant.</summary>
    /// <exception cref="Item2VecException">They are, and there are none.</exception>
    public static bool IsOutput(CliContext context, Option<string> option, ItemVectors vectors, RowKind kind = RowKind.Items)
    {
        if (context.Value(option) != "output") return false;
        if (vectors.HasOutput) return true;
        if (kind == RowKind.Users)
            throw new Item2VecException("--matrix output: users have no output vectors", "a user's vector is an input: it predicts items, nothing predicts it", ErrorCode.Usage);
        throw new Item2VecException("--matrix output: this model has no output vectors", "it was imported from a file that holds input vectors only", ErrorCode.Usage);
    }
}
