using System.CommandLine;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli;

/// <summary>The options of train about content; defaults are those of <see cref="ContentOptions"/>.</summary>
internal sealed class ContentOptionSet
{
    private static readonly ContentOptions Defaults = new();

    private readonly Option<string[]> files = CliOption.Several("--content", "FILE", "Vectors of the items' content (item2vec encode): items without sessions join the model, rare ones are drawn towards their content");
    private readonly Option<string> map = CliOption.Choice("--content-map", "How content becomes a place among the items: that of the items nearest by content, or ridge regression by itself, with a hidden layer, or with one learned from pairs [default: knn]", "knn", "ridge", "mlp", "pairwise").WithDefault("knn");
    private readonly Option<int> minCount = CliOption.Whole("--content-min-count", $"The fewest events of an item that this is learned from [default: {Defaults.MinCount}]", 1, int.MaxValue).WithDefault(Defaults.MinCount);
    private readonly Option<bool> noBlend = CliOption.Flag("--no-blend", "Leave items that have sessions where their sessions put them; saves the second training that how far to trust them is learned from");

    public ContentOptionSet(Command command)
    {
        foreach (Option option in new Option[] { files, map, minCount, noBlend }) command.Add(option);
    }

    /// <summary>What to do with content, or null where there is none.</summary>
    public ContentJob? Job(CliContext context)
    {
        if (context.Value(files) is { Length: > 0 } given)
        {
            return new ContentJob(given, new ContentOptions
            {
                Map = Enum.Parse<ContentMapKind>(context.Value(map), ignoreCase: true),
                MinCount = context.Value(minCount),
                Blend = !context.Value(noBlend),
                Seed = context.Value(GlobalOptions.Seed),
            });
        }

        if (new Option[] { map, minCount, noBlend }.FirstOrDefault(option => context.Parsed.GetResult(option) is { Implicit: false }) is Option alone)
            throw new Item2VecException($"{alone.Name} is for --content, and no content is given", "give vectors of it with --content, or leave it out", ErrorCode.Usage);
        return null;
    }
}
