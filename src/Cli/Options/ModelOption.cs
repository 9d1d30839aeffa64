using System.CommandLine;
using Item2Vec.Indexing;

namespace Item2Vec.Cli.Options;

/// <summary>The model that a command reads.</summary>
internal static class ModelOption
{
    /// <summary>Where <c>train</c> writes and queries read by default.</summary>
    public const string Default = "item2vec-model";

    public static Option<string> New()
        => CliOption.Word("--model", "DIR", $"The model [default: {Default}]", "-m").WithDefault(Default);

    public static ItemIndex Open(CliContext context, Option<string> option) => ItemIndex.Open(context.Value(option));
}
