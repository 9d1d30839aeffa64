using Item2Vec.Maps.Neighbors;

namespace Item2Vec.Maps.Clusters;

/// <summary>
/// A division of a graph's nodes into communities and its modularity, <c>sum over c of w_c / 2m - r (k_c / 2m)^2</c>: w_c is the weight
/// inside a community, counted from both ends, k_c that of all edges of its nodes, 2m that of all edges, r the resolution.
/// </summary>
internal sealed class Communities
{
    private readonly double[] strengths;

    /// <param name="graph">The graph.</param>
    /// <param name="inner">The weight inside each node, counted from both ends; null for none.</param>
    /// <param name="of">The community of each node, below the number of nodes; changed by moves.</param>
    /// <param name="resolution">More prefer smaller communities.</param>
    public Communities(SparseGraph graph, double[]? inner, int[] of, double resolution)
    {
        Graph = graph;
        Of = of;
        Resolution = resolution;
        Inner = inner ?? new double[graph.Count];
        strengths = new double[graph.Count];
        Totals = new double[graph.Count];
        for (int node = 0; node < graph.Count; node++)
        {
            double sum = Inner[node];
            foreach (float weight in graph.WeightsOf(node)) sum += weight;
            strengths[node] = sum;
            Totals[of[node]] += sum;
            Weight += sum;
        }
    }

    public SparseGraph Graph { get; }

    public double[] Inner { get; }

    /// <summary>The community of each node.</summary>
    public int[] Of { get; }

    public double Resolution { get; }

    /// <summary>The strength of each community: that of its nodes.</summary>
    public double[] Totals { get; }

    /// <summary>2m.</summary>
    public double Weight { get; }

    /// <summary>The weight of a node's edges.</summary>
    public double StrengthOf(int node) => strengths[node];

    /// <summary>
    /// What a node gains in a community that it is not in, as a weight: modularity changes by <c>2 / 2m</c> times the difference of two.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="community">The community.</param>
    /// <param name="links">The weight of its edges to the community.</param>
    public double Gain(int node, int community, double links) => links - (Resolution * strengths[node] * Totals[community] / Weight);

    /// <summary>Moves a node.</summary>
    public void Move(int node, int community)
    {
        Totals[Of[node]] -= strengths[node];
        Totals[community] += strengths[node];
        Of[node] = community;
    }

    /// <summary>The modularity.</summary>
    public double Modularity()
    {
        if (!(Weight > 0)) return 0;
        double inside = 0;
        for (int node = 0; node < Graph.Count; node++)
        {
            inside += Inner[node];
            ReadOnlySpan<int> others = Graph.Row(node);
            ReadOnlySpan<float> weights = Graph.WeightsOf(node);
            for (int i = 0; i < others.Length; i++)
                if (Of[others[i]] == Of[node]) inside += weights[i];
        }

        double expected = 0;
        foreach (double total in Totals) expected += total / Weight * (total / Weight);
        return (inside / Weight) - (Resolution * expected);
    }
}
