using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Terminal;
using Item2Vec.Data;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Cli.Attributes;

/// <summary>item2vec attributes set: sets attributes of a trained model's items from a table.</summary>
internal sealed class AttributesSetCommand : CliCommand
{
    private readonly Argument<string[]> inputs;
    private readonly Option<string?> itemColumn;
    private readonly Option<string?> columns;
    private readonly Option<bool> replace;
    private readonly Option<string> model;

    public AttributesSetCommand()
        : base("set", "Set attributes of a trained model's items from a table; a service that watches the model takes them at once")
    {
        inputs = new Argument<string[]>("items")
        {
            HelpName = "ITEMS",
            Description = "The table: .parquet, .csv, .tsv or .jsonl (also .gz), one row per item; the model may come before it",
            Arity = new ArgumentArity(1, 2),
        };
        Add(inputs);
        itemColumn = Added(CliOption.Text("--item-column", "NAME", "The column with the item's id [default: detected by name]"));
        columns = Added(CliOption.Text("--columns", "COLUMN,", "The attributes to set [default: all other columns of the table]"));
        replace = Added(CliOption.Flag(
            "--replace", "The table is complete: items without a row in it lose their values of these attributes"));
        model = Added(ModelOption.New());
    }

    public override IReadOnlyList<string> Examples
        => ["item2vec attributes set items.csv", "item2vec attributes set item2vec-model stock.parquet --columns in_stock --replace"];

    protected override int Run(CliContext context)
    {
        string[] given = context.Parsed.GetRequiredValue(inputs);
        if (given.Length > 1 && context.Parsed.GetResult(model) is { Implicit: false })
            throw new Item2VecException(
                "the model is named twice", "leave out --model, or the first of the two arguments", ErrorCode.Usage);
        (string path, string table) = given.Length > 1 ? (given[0], given[1]) : (context.Value(model), given[0]);
        using Interruption interruption = new(Interruption.Grace);
        return interruption.Run(cancel => Set(context, path, table, cancel), () => $"the attributes of {path} are as they were");
    }

    private int Set(CliContext context, string path, string table, CancellationToken cancel)
    {
        string[]? kept = context.Value(columns)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        ItemTableOptions options = new()
        {
            ItemColumn = context.Value(itemColumn), Columns = kept, Threads = context.Value(GlobalOptions.Threads),
        };

        // Read before the model is held, so that a training need not wait for a table.
        using ModelDirectory opened = ModelDirectory.Open(path);
        ItemTableResult read = ItemTable.ReadWithReport(table, opened.Vectors.Vocabulary, options, cancel);
        if (read.Attributes.Names.Count == 0)
            throw new Item2VecException(
                $"{table} has no column besides {read.Report.ItemColumn}", "add the attributes to set", ErrorCode.Usage);
        if (read.Report.Matched == 0)
            throw new Item2VecException(
                $"no item of {table} is in the model {path} (column {read.Report.ItemColumn})",
                "name the column with the ids: --item-column NAME");
        ModelAttributes.Set(path, vectors =>
        {
            // A training has replaced the model meanwhile: its items have other rows.
            if (!SameItems(vectors.Vocabulary, opened.Vectors.Vocabulary))
                read = ItemTable.ReadWithReport(table, vectors.Vocabulary, options, cancel);
            return vectors.Attributes.With(read.Attributes, context.Value(replace) ? null : read.Described);
        });
        WriteNotes(context, path, table, read);
        context.PrintForTools(new AttributesSetReport(path, read));
        return ExitCode.Ok;
    }

    private static bool SameItems(Vocabulary left, Vocabulary right)
    {
        if (left.Count != right.Count) return false;
        for (int row = 0; row < left.Count; row++)
            if (left[row] != right[row]) return false;
        return true;
    }

    private static void WriteNotes(CliContext context, string path, string table, ItemTableResult read)
    {
        ItemTableReport report = read.Report;
        context.WriteNote(
            $"read {table}: {Readable.Count(report.Rows, "row")}, {Readable.Count(report.Matched)} of "
                + $"{Readable.Count(report.Matched + report.Unmatched, "item")} of the model described by "
                + string.Join(", ", read.Attributes.Names));
        if (report.NotInVocabulary > 0)
            context.WriteNote($"  skipped  {Readable.Count(report.NotInVocabulary, "row")} of items that are not in the model");
        if (report.Duplicates > 0)
            context.WriteNote($"  skipped  {Readable.Count(report.Duplicates, "row")} of items that an earlier row describes");
        if (report.EmptyItems > 0) context.WriteNote($"  skipped  {Readable.Count(report.EmptyItems, "row")} without an id");
        context.WriteNote($"wrote {Path.Combine(path, ModelAttributes.File)}");
    }
}
