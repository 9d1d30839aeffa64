using System.CommandLine;
using Item2Vec.Embeddings;

namespace Item2Vec.Cli;

/// <summary>Which of an item's two vectors is meant.</summary>
internal static class MatrixOption
{
    public static Option<string> New()
        => CliOption.Choice("--matrix", "The input vector (what similar compares) or the output vector (what recommend scores) [default: input]", "input", "output")
            .WithDefault("input");

    /// <summary>The option of a command that can write users too.</summary>
    public static Option<string> NewWithUsers()
        => CliOption.Choice("--matrix", "The items' input vectors (what similar compares) or output vectors (what recommend scores), or the users' vectors [default: input]", "input", "output", "users")
            .WithDefault("input");

    /// <summary>Whether the users' vectors are meant.</summary>
    public static bool IsUsers(CliContext context, Option<string> option) => context.Value(option) == "users";

    /// <summary>Whether the output vectors are meant.</summary>
    /// <exception cref="Item2VecException">They are, and the model has none.</exception>
    public static bool IsOutput(CliContext context, Option<string> option, ItemVectors vectors)
    {
        if (context.Value(option) != "output") return false;
        if (vectors.HasOutput) return true;
        throw new Item2VecException("--matrix output: this model has no output vectors", "it was imported from a file that holds input vectors only", ErrorCode.Usage);
    }
}
