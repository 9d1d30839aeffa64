namespace Item2Vec.Indexing.Hnsw;

/// <summary>Describes a graph.</summary>
/// <param name="Options">How it was built.</param>
/// <param name="LevelCounts">The number of items on each level or above, level 0 first.</param>
/// <param name="Links">The links of level 0; counted when it is first asked for, which throws where the index has been disposed.</param>
/// <param name="Bytes">The bytes of links and codes.</param>
public sealed record GraphInfo(IndexOptions Options, IReadOnlyList<int> LevelCounts, Lazy<long> Links, long Bytes)
{
    internal static GraphInfo Of(HnswIndex index, Func<HnswGraph, long> countLinks)
        => new(index.Options, index.Graph.LevelCounts, new Lazy<long>(() => countLinks(index.Graph)), index.Bytes);
}
