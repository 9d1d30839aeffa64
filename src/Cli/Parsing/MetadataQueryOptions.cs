using System.CommandLine;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Cli;

/// <summary>The options of queries that values of metadata are part of.</summary>
internal static class MetadataQueryOptions
{
    public static Option<string[]> Metadata() => CliOption.Several(
        "--metadata", "COLUMN=VALUE,", "Metadata instead of an item, such as brand=Acme: a category, or several values of an item that is not in the model");

    public static Option<bool> WithEvents() => CliOption.Flag("--with-events", "Only items that have events, none that train --cold-items or --content placed");

    /// <summary>What may be found: all, or only items that have events.</summary>
    public static ItemFilter? Filter(CliContext context, Option<bool> withEvents, ItemFilter? filter, ItemVectors vectors)
        => !context.Value(withEvents) || vectors.ColdItems == 0 ? filter : filter?.And(ItemFilter.WithEvents(vectors)) ?? ItemFilter.WithEvents(vectors);

    /// <summary>The values of --metadata, of which one may hold commas itself.</summary>
    public static string[] Read(string[] given, ItemVectors vectors) => ItemList.Read(given, MetadataQuery.MetadataOf(vectors).Vocabulary);

    /// <summary>Answers one question about values, which are not among their own neighbours.</summary>
    public static Answer Query(ItemIndex index, string[] given, ItemIndex candidates, int count, SearchOptions search)
    {
        string[] values = Read(given, index.Vectors);
        float[] vector = MetadataQuery.Of(index.Vectors, values).Vector();
        if (candidates == index.Metadata) search = search with { Exclude = [.. search.Exclude, .. values] };
        return new Answer(values, candidates.Nearest(vector, count, search)) { IsList = true };
    }
}
