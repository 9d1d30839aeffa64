using System.CommandLine;
using Item2Vec.Cli.Logs;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Data.Options;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Cli.Plans;

/// <summary>The options of train that say what is known of the items and how it is learned; defaults are those of <see cref="MetadataOptions"/>.</summary>
internal sealed class ItemReadingOptions
{
    private static readonly MetadataOptions Defaults = new();

    private readonly Option<string?> table = CliOption.Text("--items", "FILE", "A table of the items with an id column: title, category and so on, shown with results");
    private readonly Option<string?> columns = CliOption.Text(
        "--metadata", "COLUMN,", "The columns that --variant meta learns with the items: of --items or, where it lacks them, of the log");

    private readonly Option<string> separator = CliOption.Word(
        "--metadata-separator", "TEXT", "What parts the values of an item that has several; 'none' takes each text as one value [default: |]").WithDefault("|");

    private readonly Option<bool> cold = CliOption.Flag(
        "--cold-items", "Items of --items that have too few events join the model with a vector made of their metadata");

    private readonly Option<MetadataOptions> weights = CliOption.Parsed<MetadataOptions>(
        "--meta-weights", "NAME=X,", "How much the losses of --variant meta count: ji, mi, jm, mm, im, the predicted before what predicts it [default: all 1]", ReadWeights).WithDefault(Defaults);

    private readonly Option<string> negatives = CliOption.Choice(
        "--meta-negatives", "Values compete with those of their column, or with items and all values [default: column]", "column", "shared").WithDefault("column");

    public ItemReadingOptions(Command command)
    {
        foreach (Option option in new Option[] { table, columns, separator, cold, weights, negatives }) command.Add(option);
    }

    public ItemReading Reading(CliContext context) => new()
    {
        Table = context.Value(table),
        Metadata = (context.Value(columns) ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        Separator = context.Value(separator) is not SessionReaderOptions.NoColumn and string text ? text : null,
        AddItems = context.Value(cold),
    };

    public TrainingOptions Into(TrainingOptions learning, CliContext context)
        => learning with { Metadata = context.Value(weights) with { SharedNegatives = context.Value(negatives) == "shared" } };

    /// <summary>Weights as they are typed: "ji=1,mi=0.5".</summary>
    public static string Shown(MetadataOptions options) => string.Join(',', options.Weights.Select(loss => $"{loss.Name}={Readable.Exact(loss.Weight)}"));

    private static bool ReadWeights(string text, out MetadataOptions value, out string expected)
    {
        expected = "weights from 0 to 100 such as mi=1,jm=0.5, of ji, mi, jm, mm and im";
        value = Defaults;
        foreach (string[] pair in text.Split(',').Select(part => part.Split('=', 2, StringSplitOptions.TrimEntries)))
        {
            if (pair.Length != 2 || !Defaults.Weights.Any(loss => loss.Name == pair[0])) return false;
            if (!CliOption.TryReadNumber(pair[1], out double weight) || weight is < 0 or > 100) return false;
            value = value.With(pair[0], weight);
        }

        return true;
    }
}
