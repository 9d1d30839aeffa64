using System.CommandLine;
using System.Globalization;
using Item2Vec.Cli.Options;
using Item2Vec.Maps;

namespace Item2Vec.Cli.Map;

/// <summary>How the items are laid out.</summary>
internal sealed class LayoutOptions
{
    private static readonly MapOptions Defaults = new();

    private readonly Option<string?> method;
    private readonly Option<double> perplexity;
    private readonly Option<int> neighbors;
    private readonly Option<double> distance;
    private readonly Option<int> epochs;
    private readonly Option<string?> clusterBy;
    private readonly Option<double> resolution;
    private readonly Option<int> minCluster;

    public LayoutOptions(Command command)
    {
        command.Add(method = NewMethod("How to lay out: t-SNE and UMAP keep neighbors together, PCA is quick and linear"));
        command.Add(perplexity = CliOption.Number(
            "--perplexity", $"t-SNE: neighbors that attract an item, about [default: {Text(Defaults.Perplexity)}]",
            $"a number from 1 to {MapOptions.MaxNeighbors}", value => value is >= 1 and <= MapOptions.MaxNeighbors)
            .WithDefault(Defaults.Perplexity));
        command.Add(neighbors = CliOption.Whole(
            "--neighbors", $"UMAP and clusters: neighbors of each item [default: {Defaults.Neighbors}]", 2, MapOptions.MaxNeighbors)
            .WithDefault(Defaults.Neighbors));
        command.Add(distance = CliOption.Number(
            "--min-distance", $"UMAP: how close items may come, 0 to 1 [default: {Text(Defaults.MinDistance)}]", "a number from 0 to 1",
            value => value is >= 0 and <= 1).WithDefault(Defaults.MinDistance));
        command.Add(epochs = CliOption.Whole(
            "--epochs", "Passes over all items [default: by the method and the number of items]", 1, 100_000).WithDefault(0));
        command.Add(clusterBy = CliOption.Word(
            "--cluster-by", "COLUMN", "Values of a column as clusters [default: those found in the graph of neighbors]")!);
        command.Add(resolution = CliOption.Number(
            "--cluster-resolution", $"More give more and smaller clusters, 0 none [default: {Text(Defaults.ClusterResolution)}]",
            "a number from 0 to 1000", value => value is >= 0 and <= 1000).WithDefault(Defaults.ClusterResolution));
        command.Add(minCluster = CliOption.Whole(
            "--min-cluster-size", $"Items that a cluster has at least [default: {Defaults.MinClusterSize}]", 1, int.MaxValue)
            .WithDefault(Defaults.MinClusterSize));
    }

    /// <summary>The method as an option.</summary>
    /// <param name="description">What it says, without the default.</param>
    public static Option<string?> NewMethod(string description) => CliOption.Choice(
        "--method", $"{description} [default: {Defaults.Method.ToString().ToLowerInvariant()}]",
        [.. Enum.GetNames<MapMethod>().Select(name => name.ToLowerInvariant())])!;

    /// <summary>The method that was given, or the default.</summary>
    public static MapMethod Method(CliContext context, Option<string?> option)
        => context.Value(option) is string given ? Enum.Parse<MapMethod>(given, ignoreCase: true) : Defaults.Method;

    public MapOptions From(CliContext context) => new()
    {
        Method = Method(context, method),
        Perplexity = context.Value(perplexity),
        Neighbors = context.Value(neighbors),
        MinDistance = context.Value(distance),
        Epochs = context.Value(epochs),
        ClusterBy = context.Value(clusterBy),
        ClusterResolution = context.Value(resolution),
        MinClusterSize = context.Value(minCluster),
        Seed = context.Value(GlobalOptions.Seed),
        Threads = context.Value(GlobalOptions.Threads),
    };

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
