using System.CommandLine;
using Item2Vec.Cli.Logs;
using Item2Vec.Cli.Options;
using Item2Vec.Data.Options;

namespace Item2Vec.Cli.Plans;

/// <summary>The options of train for the item table and its metadata.</summary>
internal sealed class ItemReadingOptions
{
    private readonly Option<string?> table = CliOption.Text(
        "--items", "FILE", "A table of the items with an id column: title, category and so on, shown with results");
    private readonly Option<string?> columns = CliOption.Text(
        "--metadata", "COLUMN,", "The columns that --variant meta learns with the items: of --items or, where it lacks them, of the log");

    private readonly Option<string> separator = CliOption.Word(
        "--metadata-separator",
        "TEXT",
        "Separator between multiple values; 'none' takes each text as one value [default: |]").WithDefault("|");

    private readonly Option<bool> cold = CliOption.Flag(
        "--cold-items", "Items of --items that have too few events join the model with a vector made of their metadata");

    public ItemReadingOptions(CliCommand command)
    {
        command.Add(table);
        command.AddUnder("Items", columns, separator, cold);
    }

    public ItemReading Reading(CliContext context) => new()
    {
        Table = context.Value(table),
        Metadata = context.Value(columns)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
        Separator = context.Value(separator) is not SessionReaderOptions.NoColumn and string text ? text : null,
        AddItems = context.Value(cold),
    };
}
