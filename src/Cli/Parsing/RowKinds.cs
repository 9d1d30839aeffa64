using System.CommandLine;
using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing;

namespace Item2Vec.Cli;

/// <summary>What a vector is of.</summary>
internal enum RowKind
{
    Items,
    Users,
    Metadata,
}

/// <summary>The kinds of vectors that a model may have, as the command line names them.</summary>
internal static class RowKinds
{
    private static readonly string[] Names = ["items", "users", "metadata"];

    /// <summary>An option that names a kind; without it the command decides.</summary>
    public static Option<string?> New(string name, string description) => CliOption.Choice(name, description, Names)!;

    /// <summary>The kind that was given, or <paramref name="otherwise"/>.</summary>
    public static RowKind From(CliContext context, Option<string?> option, RowKind otherwise)
        => context.Value(option) is string given ? (RowKind)Array.IndexOf(Names, given) : otherwise;

    /// <summary>What one of them is called in results.</summary>
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
