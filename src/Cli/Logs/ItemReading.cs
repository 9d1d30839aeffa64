using Item2Vec.Cli.Options;
using Item2Vec.Data;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Variants;

namespace Item2Vec.Cli.Logs;

/// <summary>The options of a table of items: titles, attributes and metadata.</summary>
internal sealed class ItemReading
{
    public required string? Table { get; init; }

    /// <summary>The metadata columns to learn; empty if the variant learns only items.</summary>
    public required IReadOnlyList<string> Metadata { get; init; }

    /// <summary>Separates several values, or null.</summary>
    public required string? Separator { get; init; }

    public required bool AddItems { get; init; }

    /// <summary>Finds errors before the log is read.</summary>
    public void Check(VariantDefinition variant, int threads)
    {
        bool learns = variant.Needs.HasFlag(VariantNeeds.Metadata);
        if (learns && Metadata.Count == 0)
        {
            throw new Item2VecException(
                $"--variant {variant.Name} learns metadata of the items, and none is named",
                "name its columns: --metadata category,brand", ErrorCode.Usage);
        }

        if (!learns && (Metadata.Count > 0 || AddItems))
        {
            string other = VariantRegistry.BuiltIn.All.First(one => one.Needs.HasFlag(VariantNeeds.Metadata)).Name;
            throw new Item2VecException(
                $"{(AddItems ? "--cold-items needs" : "--metadata is for")} --variant {other}, and the variant is '{variant.Name}'",
                $"add --variant {other}, or leave it out", ErrorCode.Usage);
        }

        if (AddItems && Table is null)
            throw new Item2VecException("--cold-items needs a table of the items", "give one with --items FILE", ErrorCode.Usage);
        if (Table is null) return;
        if (!Table.AsSpan().ContainsAny('*', '?', '[') && !File.Exists(Table))
            throw new Item2VecException($"--items {Table}: there is no such file", code: ErrorCode.InputMissing);
        ItemTable.Check(Table, new ItemTableOptions { Threads = threads });
    }

    /// <summary>Reads attributes and metadata of the items of a corpus.</summary>
    /// <returns>The attributes, and the corpus with its metadata if any is learned.</returns>
    public (ItemAttributes Attributes, SessionCorpus Corpus) Read(
        CliContext context, SessionCorpus corpus, IReadOnlyList<string> inputs, ReadReport log, SessionReaderOptions options,
        CancellationToken cancel)
    {
        Vocabulary items = corpus.Vocabulary;
        ItemAttributes attributes = ItemAttributes.None;
        if (Table is not null)
        {
            ItemTableResult read = ItemTable.ReadWithReport(
                Table, items, new ItemTableOptions { Threads = options.Threads, AddItems = AddItems }, cancel);
            ReadingNotes.AboutItems(context, Table, read);
            (items, attributes) = (read.Items, read.Attributes);
        }

        if (Metadata.Count == 0) return (attributes, corpus);
        string[] ofLog = [.. Metadata.Where(name => attributes.IndexOf(name) < 0)];
        if (ofLog.Length > 0)
        {
            string itemColumn = log.Columns.FirstOrDefault(choice => choice.Role == ColumnRole.Item)?.Column ?? string.Empty;
            attributes = attributes.And(EventAttributes.Read(inputs, items, ofLog, itemColumn, options, cancel));
        }

        ItemMetadata metadata = ItemMetadata.Of(items, attributes, Metadata, Separator);
        ReadingNotes.AboutMetadata(context, metadata);
        return (metadata.Attributes, corpus.With(metadata));
    }

    /// <summary>Extends attributes to items that joined after them; these lack attributes that only the log has.</summary>
    public ItemAttributes ReadJoined(Vocabulary items, ItemAttributes known, int threads, CancellationToken cancel)
    {
        ItemAttributes all = known.PaddedTo(items.Count);
        bool joined = known.Names.Count > 0 && !ReferenceEquals(all, known);
        return Table is null || !joined ? all : ItemTable.Read(Table, items, new ItemTableOptions { Threads = threads }, cancel).And(all);
    }
}
