namespace Item2Vec.Indexing.Hnsw;

/// <summary>A graph to update, and the mapping of its rows.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Sources">For each row of the new matrix the row of the graph with the same vector, or -1 for one to be inserted.</param>
internal sealed record BaseGraph(HnswGraph Graph, int[] Sources)
{
    /// <summary>Above this share of deleted or replaced rows, a graph is rebuilt: most of its links would need repair.</summary>
    private const double MaxLost = 0.2;

    /// <summary>Whether updating the graph gives the same quality as rebuilding it, with less work.</summary>
    public bool IsWorthIt
    {
        get
        {
            int stay = Sources.Count(row => row >= 0);

            // A level has a share of 1/M of the one below: the top level of a graph that has outgrown its levels has at least M^2 rows.
            bool hasLevels = Graph.TopLevel > 0 && Graph.LevelCounts[^1] <= Math.Max(64, Graph.M * Graph.M);
            return hasLevels && Graph.Nodes - stay <= Graph.Nodes * MaxLost && Sources.Length - stay <= stay;
        }
    }
}
