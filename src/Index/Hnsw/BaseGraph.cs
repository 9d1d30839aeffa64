namespace Item2Vec.Indexing.Hnsw;

/// <summary>A graph whose links are kept where rows stay, and what became of its rows.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Sources">For each row of the new matrix the row of the graph that has the same vector, or -1 for one that is to be linked anew.</param>
internal sealed record BaseGraph(HnswGraph Graph, int[] Sources)
{
    /// <summary>Beyond this share of its rows removed or replaced, a graph is built anew: its links would be more mended than made.</summary>
    private const double MaxLost = 0.2;

    /// <summary>Whether adding to the graph is as good as building it anew, and less work.</summary>
    public bool IsWorthIt
    {
        get
        {
            int stay = Sources.Count(row => row >= 0);

            // A level has a share of 1/M of the one below: the top one of a graph that has outgrown its levels has M^2 rows or more.
            bool hasLevels = Graph.TopLevel > 0 && Graph.LevelCounts[^1] <= Math.Max(64, Graph.M * Graph.M);
            return hasLevels && Graph.Nodes - stay <= Graph.Nodes * MaxLost && Sources.Length - stay <= stay;
        }
    }
}
