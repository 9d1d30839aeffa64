using System.CommandLine;
using Item2Vec.Embeddings;
using Item2Vec.Indexing;

namespace Item2Vec.Cli;

/// <summary>The options of queries that values of metadata are part of.</summary>
internal static class MetadataQueryOptions
{
    private const string Values = "metadata";

    public static Option<string[]> Metadata() => CliOption.Several(
        "--metadata", "COLUMN=VALUE,", "Metadata instead of an item, such as brand=Acme: a category, or several values of an item that is not in the model");

    /// <summary>Makes a command ask about one or the other.</summary>
    public static void RequireOne(Command command, Option<string[]> items, Option<string[]> metadata) => command.Validators.Add(result =>
    {
        bool item = result.GetResult(items) is not null;
        bool values = result.GetResult(metadata) is not null;
        if (item && values) result.AddError("--item and --metadata are two questions: give one of them");
        if (!item && !values) result.AddError("Option '--item' is required.");
    });

    public static Option<string> Among()
        => CliOption.Choice("--among", "What to show: items, or values of metadata [default: items]", "items", Values).WithDefault("items");

    public static Option<string> Rows() => CliOption.Choice("--rows", "What to write: items, or values of metadata [default: items]", "items", Values).WithDefault("items");

    public static Option<bool> WithEvents() => CliOption.Flag("--with-events", "Only items that have events, none that train --cold-items placed by their metadata");

    /// <summary>What may be found: all, or only items that have events.</summary>
    public static ItemFilter? Filter(CliContext context, Option<bool> withEvents, ItemFilter? filter, ItemVectors vectors)
        => !context.Value(withEvents) || vectors.ColdItems == 0 ? filter : filter?.And(ItemFilter.WithEvents(vectors)) ?? ItemFilter.WithEvents(vectors);

    public static bool AmongMetadata(CliContext context, Option<string> among) => context.Value(among) == Values;

    /// <summary>The values of --metadata, of which one may hold commas itself.</summary>
    public static string[] Read(string[] given, ItemVectors vectors) => ItemList.Read(given, MetadataQuery.MetadataOf(vectors).Vocabulary);

    /// <summary>Answers one question about values.</summary>
    public static Answer Ask(ItemIndex index, string[] values, bool amongMetadata, int count, SearchOptions search)
        => new(values, amongMetadata ? index.MetadataOf(values, count, search) : index.SimilarToMetadata(values, count, search))
        {
            IsList = true,
            Noun = amongMetadata ? Values : "item",
        };

    /// <summary>The metadata nearest to an item.</summary>
    public static Answer Ask(ItemIndex index, string item, int count, SearchOptions search) => new([item], index.MetadataOf(item, count, search)) { Noun = Values };
}
