using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Quantization;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Indexing.Hnsw;

/// <summary>The graph over output vectors for <see cref="ItemIndex.Recommend"/>: by dot product, with popularity as a bias.</summary>
/// <remarks>
/// Two things make a graph for dot products effective. Output vectors share a direction, which adds the same to every item's score: they
/// are centered, which changes no order. And the weighted popularity is an additional coordinate while the graph is built (Bachrach et al.
/// 2014 treat biases so), so that items are linked as a typical query ranks them. It is spread over the codes' padding, where a query has
/// zeros: the search adds the true one.
/// </remarks>
internal static class NextGraph
{
    /// <summary>The weight of popularity in the links: the default of <see cref="RecommendOptions.PopularityWeight"/>.</summary>
    private const float LinkedWeight = 0.5f;

    /// <summary>Queries with a smaller weight of popularity are answered exactly: the links do not fit them.</summary>
    public const double MinWeight = 0.1;

    private const int MinPadding = 16;

    /// <summary>The share of the rows that are made as long as the one after them.</summary>
    private const double LevelQuantile = 0.95;

    public static HnswIndex Build(
        EmbeddingMatrix output, NativeBuffer<float>? prior, IndexOptions options, BaseGraph? kept, IProgress<int>? progress,
        CancellationToken cancel)
    {
        float[] mean = Mean(output);
        using EmbeddingMatrix centered = Extended(output, mean, null, output.Dimensions);
        CodeMatrix codes = Quantizer.Quantize(centered, null);
        CodeMatrix linked = codes;
        bool isBuilt = false;
        try
        {
            if (prior is not null) linked = LinkedCodes(output, mean, prior);
            HnswGraph graph = new HnswBuilder(linked, null, options).Build(progress, cancel, kept);
            isBuilt = true;
            return new HnswIndex(graph, codes, options with { Metric = Metric.Dot, Threads = 0 });
        }
        finally
        {
            if (linked != codes) linked.Data.Dispose();
            if (!isBuilt) codes.Data.Dispose();
        }
    }

    private static CodeMatrix LinkedCodes(EmbeddingMatrix output, float[] mean, NativeBuffer<float> prior)
    {
        int padding = CodeMatrix.StrideOf(output.Dimensions) - output.Dimensions;
        using EmbeddingMatrix extended = Extended(
            output, mean, prior, output.Dimensions + (padding < MinPadding ? padding + CodeMatrix.Lanes : padding));
        Level(extended, output.Dimensions);
        return Quantizer.Quantize(extended, null);
    }

    private static float[] Mean(EmbeddingMatrix matrix)
    {
        double[] sum = new double[matrix.Dimensions];
        for (int row = 0; row < matrix.Rows; row++)
        {
            ReadOnlySpan<float> vector = matrix.Row(row);
            for (int d = 0; d < vector.Length; d++) sum[d] += vector[d];
        }

        return Array.ConvertAll(sum, value => (float)(value / Math.Max(1, matrix.Rows)));
    }

    /// <summary>
    /// The rows minus their mean, followed by the popularity minus its mean in equal parts whose squares add up to its own.
    /// </summary>
    private static EmbeddingMatrix Extended(EmbeddingMatrix matrix, float[] mean, NativeBuffer<float>? prior, int dimensions)
    {
        EmbeddingMatrix extended = new(matrix.Rows, dimensions);
        double middle = 0;
        if (prior is not null)
            for (int row = 0; row < matrix.Rows; row++) middle += prior[row] / (double)matrix.Rows;
        int lanes = (dimensions - matrix.Dimensions) / 2;
        double part = LinkedWeight / Math.Sqrt(Math.Max(1, lanes));
        for (int row = 0; row < matrix.Rows; row++)
        {
            ReadOnlySpan<float> from = matrix.Row(row);
            Span<float> to = extended.Row(row);
            for (int d = 0; d < from.Length; d++) to[d] = from[d] - mean[d];
            if (prior is not null) to.Slice(from.Length, lanes).Fill((float)((prior[row] - middle) * part));
        }

        return extended;
    }

    /// <summary>
    /// Makes the shorter rows as long as the longest but a few, by coordinates that queries do not have, which changes no order (Bachrach
    /// et al. 2014). Otherwise the longest rows are everyone's neighbors, and the others no one's. Where all are as long as the longest,
    /// the added coordinates hide what tells them apart.
    /// </summary>
    /// <param name="rows">The rows, whose last coordinates are free.</param>
    /// <param name="dimensions">Those that are taken.</param>
    private static void Level(EmbeddingMatrix rows, int dimensions)
    {
        int lanes = (rows.Dimensions - dimensions) / 2;
        double[] squares = new double[rows.Rows];
        for (int row = 0; row < squares.Length; row++)
            foreach (float value in rows.Row(row)) squares[row] += (double)value * value;
        double[] sorted = [.. squares.Order()];
        double level = sorted.Length > 0 ? sorted[(int)(LevelQuantile * (sorted.Length - 1))] : 0;
        for (int row = 0; row < squares.Length; row++)
        {
            Span<float> of = rows.Row(row);
            if (squares[row] < level) of[^lanes..].Fill((float)Math.Sqrt((level - squares[row]) / lanes));
        }
    }
}

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
