using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;

namespace Item2Vec.Maps.Pages;

/// <summary>All that a page shows: a description as JSON, and sections by row.</summary>
internal sealed class MapContent
{
    /// <summary>The sections of places and clusters, from which a layout can be read again.</summary>
    public const string Positions = "positions", Clusters = "clusters";

    private MapContent(byte[] meta, IReadOnlyList<MapSection> sections, int count)
    {
        Meta = meta;
        Sections = sections;
        Count = count;
    }

    /// <summary>The description, UTF-8 without anything that ends an element of HTML.</summary>
    public byte[] Meta { get; }

    public IReadOnlyList<MapSection> Sections { get; }

    /// <summary>The number of items shown.</summary>
    public int Count { get; }

    /// <summary>How many of an index's items a page shows.</summary>
    public static int CountOf(ItemIndex index, int maxItems) => maxItems == 0 ? index.Count : Math.Min(index.Count, maxItems);

    /// <summary>Collects what a page shows.</summary>
    /// <param name="index">The index of the map.</param>
    /// <param name="layout">The places of its first items.</param>
    /// <param name="options">What to show.</param>
    /// <param name="isLive">Whether a service answers; then there are neither neighbors nor vectors.</param>
    /// <param name="threads">Threads that find neighbors.</param>
    /// <param name="progress">Receives how many items have their neighbors.</param>
    /// <param name="cancel">Cancels the operation.</param>
    public static MapContent Of(
        ItemIndex index, MapLayout layout, MapPageOptions options, bool isLive, int threads, IProgress<int>? progress,
        CancellationToken cancel)
    {
        ItemVectors vectors = index.Vectors;
        int count = layout.Count;
        using Lease held = vectors.Acquire();
        List<MapSection> sections = [MapSection.Of<ushort>(Positions, layout.Positions)];
        if (layout.ClusterOf.Length > 0) sections.Add(MapSection.Of<ushort>(Clusters, layout.ClusterOf));
        Vocabulary items = vectors.Vocabulary;
        if (items.TotalCount > 0)
            sections.Add(MapSection.Of<uint>(
                "counts", [.. Enumerable.Range(0, count).Select(row => (uint)Math.Min(uint.MaxValue, items.CountOf(row)))]));
        sections.Add(MapSection.OfTexts("ids", count, row => items.Utf8(row).ToArray()));
        ItemAttributes attributes = vectors.Attributes;
        if (attributes.TitleColumn is not null)
            sections.Add(MapSection.OfTexts("titles", count, row => Encoding.UTF8.GetBytes(attributes.Title(row) ?? string.Empty)));
        (IReadOnlyList<MapColumn> columns, IReadOnlyList<string> leftOut) = MapColumn.Of(attributes, count);
        for (int i = 0; i < columns.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            sections.Add(columns[i].Numbers is float[] numbers
                ? MapSection.Of<float>($"column{i}", numbers)
                : MapSection.Of<ushort>($"column{i}", columns[i].Codes!));
        }

        bool hasVectors = !isLive && (options.Vectors ?? (long)count * vectors.Dimensions <= MapPageOptions.MaxDefaultNumbers);
        if (!isLive && options.Neighbors > 0)
        {
            CheckLength((long)count * options.Neighbors, "neighbors", "list fewer neighbors, or show fewer items");
            AddNeighbors(sections, MapNeighborhoods.Find(index, count, options.Neighbors, threads, progress, cancel));
        }

        if (hasVectors)
        {
            CheckLength((long)count * vectors.Dimensions, "vectors", "leave them out, or show fewer items");
            MapVectors rounded = MapVectors.Of(vectors, count);
            sections.Add(MapSection.Of<sbyte>("vectors", rounded.Codes));
            sections.Add(MapSection.Of<float>("scales", rounded.Scales));
        }

        MapDescription description = new(index, layout, options, columns, leftOut)
        {
            IsLive = isLive,
            HasVectors = hasVectors,
            Sections = [.. sections.Select(section => section.Name)],
        };
        return new MapContent(description.ToJson(), sections, count);
    }

    private static void AddNeighbors(List<MapSection> sections, MapNeighborhoods found)
    {
        sections.Add(MapSection.Of<uint>("neighbors", found.Rows));
        sections.Add(MapSection.Of<float>("scores", found.Scores));
        if (found.Sessions.Length == 0) return;
        sections.Add(MapSection.Of<uint>("together", found.Together));
        sections.Add(MapSection.Of<uint>("shared", found.Shared));
        sections.Add(MapSection.Of<uint>("sessions", found.Sessions));
    }

    private static void CheckLength(long length, string what, string hint)
    {
        if (length > Array.MaxLength / sizeof(float))
            throw new Item2VecException($"the {what} of so many items are too much for one page", hint, ErrorCode.Usage);
    }
}
