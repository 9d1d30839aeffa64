using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Formats;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;

namespace Item2Vec.Cli.Queries;

/// <summary>The kind of a vector.</summary>
internal enum RowKind
{
    Items,
    Users,
    Metadata,
}

/// <summary>The kinds of vectors that a model may have, by their names on the command line.</summary>
internal static class RowKinds
{
    private static readonly string[] Names = ["items", "users", "metadata"];

    /// <summary>An option that names a kind; by default the command decides.</summary>
    public static Option<string?> New(string name, string description) => CliOption.Choice(name, description, Names)!;

    /// <summary>The kind that was given, or <paramref name="otherwise"/>.</summary>
    public static RowKind From(CliContext context, Option<string?> option, RowKind otherwise)
        => context.Value(option) is string given ? (RowKind)Array.IndexOf(Names, given) : otherwise;

    /// <summary>The noun for one of them in results.</summary>
    public static string Noun(RowKind kind) => kind switch
    {
        RowKind.Users => "user",
        RowKind.Metadata => "metadata",
        _ => "item",
    };

    /// <summary>The index over a model's vectors of a kind.</summary>
    /// <exception cref="Item2VecException">The model has none.</exception>
    public static ItemIndex Of(ItemIndex index, RowKind kind) => kind switch
    {
        RowKind.Users => index.RequireUsers(),
        RowKind.Metadata => index.RequireMetadata(),
        _ => index,
    };
}

/// <summary>Selects one of an item's two vectors.</summary>
internal static class MatrixOption
{
    /// <param name="both">Whether both can be selected.</param>
    public static Option<string> New(bool both = false)
        => CliOption.Choice(
            "--matrix",
            "The input vector (what similar compares) or the output vector (what recommend scores)"
                + (both ? ", or both where the format has a place for each [default: input]" : " [default: input]"),
            both ? ["input", "output", "both"] : ["input", "output"])
            .WithDefault("input");

    /// <summary>Whether the output vectors are selected.</summary>
    /// <exception cref="Item2VecException">They are, but the model has none.</exception>
    public static bool IsOutput(CliContext context, Option<string> option, ItemVectors vectors, RowKind kind = RowKind.Items)
        => Side(context, option, vectors, kind) == VectorSide.Output;

    /// <summary>The selected vectors.</summary>
    /// <exception cref="Item2VecException">Output vectors are selected, but the model has none.</exception>
    public static VectorSide Side(CliContext context, Option<string> option, ItemVectors vectors, RowKind kind)
    {
        string matrix = context.Value(option);
        if (matrix == "input") return VectorSide.Input;
        if (vectors.HasOutput) return matrix == "both" ? VectorSide.Both : VectorSide.Output;
        if (kind == RowKind.Users)
        {
            throw new Item2VecException(
                $"--matrix {matrix}: users have no output vectors",
                "a user's vector is an input: it predicts items, nothing predicts it", ErrorCode.Usage);
        }

        throw new Item2VecException(
            $"--matrix {matrix}: this model has no output vectors",
            "it was imported from a file that holds input vectors only", ErrorCode.Usage);
    }
}
