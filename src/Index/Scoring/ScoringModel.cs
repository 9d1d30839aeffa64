using System.Collections.Concurrent;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Training.Inference;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Learning;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing.Scoring;

/// <summary>
/// The data that scorers use from a model, with the graphs of an index if there are any. Thread-safe; the vectors stay the caller's.
/// </summary>
internal sealed class ScoringModel : IDisposable
{
    private readonly Lazy<NativeBuffer<float>?> prior;
    private readonly Lazy<NativeBuffer<float>> halfSquares;
    private readonly Lazy<VectorInference> inference;
    private readonly Lazy<float[]?> popularity;
    private readonly Lazy<MatrixSearch?> session;
    private readonly Lazy<ColdRows?> cold;
    private readonly CooccurrenceTable? cooccurrences;
    private readonly ConcurrentBag<BlendFeatures> idleFeatures = [];
    private readonly ConcurrentBag<EmbeddingMatrix> idleScores = [];

    /// <param name="vectors">The model.</param>
    /// <param name="cooccurrences">The co-occurrences of its items, or null for those that the model keeps.</param>
    public ScoringModel(ItemVectors vectors, CooccurrenceTable? cooccurrences = null)
        : this(vectors, null, null, load: false)
        => this.cooccurrences = cooccurrences;

    /// <param name="vectors">The model.</param>
    /// <param name="inputGraph">The graph of the input vectors, or null; freed with this.</param>
    /// <param name="outputGraph">That of the output vectors, or null.</param>
    /// <param name="load">Whether vectors and graphs are copied into process memory.</param>
    public ScoringModel(ItemVectors vectors, HnswIndex? inputGraph, HnswIndex? outputGraph, bool load)
    {
        Vectors = vectors;
        Input = new MatrixSearch(vectors.Input, inputGraph, load, vectors.Vocabulary.Room);
        if (vectors.Output is EmbeddingMatrix matrix) Output = new MatrixSearch(matrix, outputGraph, load, vectors.Vocabulary.Room);
        session = new Lazy<MatrixSearch?>(() => SessionSearchOf(load));
        prior = new Lazy<NativeBuffer<float>?>(() => PopularityPrior.Of(vectors));
        halfSquares = new Lazy<NativeBuffer<float>>(() => NegativeHalfSquares.Of(vectors));
        inference = new Lazy<VectorInference>(() => new VectorInference(vectors));
        cold = new Lazy<ColdRows?>(() => ColdRows.Of(vectors));
        popularity = new Lazy<float[]?>(() => CurrentPopularity.Of(vectors));
    }

    public ItemVectors Vectors { get; }

    public MatrixSearch Input { get; }

    public MatrixSearch? Output { get; }

    /// <summary>What has been learned from events since the training, or null; set before the first query.</summary>
    public LearnedSessions? Learned { get; set; }

    /// <summary>The session vectors; null if the model has none.</summary>
    public MatrixSearch? Session => session.Value;

    /// <summary>The items without events; null if there are none.</summary>
    public ColdRows? Cold => cold.Value;

    /// <summary>The metric of input vectors.</summary>
    public Metric Metric => Input.Index?.Options.Metric ?? Metric.Cosine;

    /// <summary>See <see cref="PopularityPrior"/>; null if counts are unknown.</summary>
    public NativeBuffer<float>? Prior => prior.Value;

    public NativeBuffer<float> HalfSquares => halfSquares.Value;

    public VectorInference Inference => inference.Value;

    /// <summary>See <see cref="CurrentPopularity"/>; null if counts are unknown.</summary>
    public Func<int, float>? Popularity
    {
        get
        {
            if (Learned?.Popularity(0) is not null) return row => Learned.Popularity(row)!.Value;
            float[]? shares = popularity.Value;
            return shares is null ? null : row => row < shares.Length ? shares[row] : 0;
        }
    }

    /// <summary>Whether an item may be in an answer: one that has joined has no place until it stands beside others.</summary>
    public bool IsPlaced(int row) => Vectors.Vocabulary.Room?.IsPlaced(row) != false;

    /// <summary>Whether it has what <see cref="ScoreMode.Blend"/> needs.</summary>
    public bool CanBlend => Output is not null && Cooccurrences is not null;

    /// <summary>The session vectors, with zeros for items that joined the model later.</summary>
    private MatrixSearch? SessionSearchOf(bool load)
    {
        if (Cooccurrences?.SessionVectors is not { Rows: EmbeddingMatrix learned }) return null;
        if (learned.Rows == Vectors.Capacity) return new MatrixSearch(learned, null, load);
        using EmbeddingMatrix padded = new(Vectors.Capacity, learned.Dimensions);
        for (int row = 0; row < learned.Rows; row++) learned.Row(row).CopyTo(padded.Row(row));
        return new MatrixSearch(padded, null, load: true, Vectors.Vocabulary.Room);
    }

    private CooccurrenceTable? Cooccurrences => cooccurrences ?? Vectors.Cooccurrences;

    /// <exception cref="Item2VecException">There are none.</exception>
    public MatrixSearch RequireOutput() => Output ?? throw new Item2VecException(
        "the model has no output vectors, which say what comes next", "ask for similar items instead: Score = similar", ErrorCode.Usage)
    {
        Option = nameof(RecommendOptions.Score),
    };

    /// <exception cref="Item2VecException">There are none.</exception>
    public CooccurrenceTable RequireCooccurrences() => Cooccurrences ?? throw new Item2VecException(
        "the model keeps no pairs of items", "train it anew; Neighbors says how many pairs are kept", ErrorCode.Usage)
    {
        Option = nameof(CooccurrenceOptions.Neighbors),
    };

    public BlendFeatures RentFeatures()
        => idleFeatures.TryTake(out BlendFeatures? features) ? features : new BlendFeatures(
            RequireCooccurrences(), Vectors.Vocabulary, Learned);

    public void Return(BlendFeatures features) => idleFeatures.Add(features);

    /// <summary>A matrix with a column for each item and at least this many rows, which hold anything.</summary>
    public EmbeddingMatrix RentScores(int queries)
    {
        if (idleScores.TryTake(out EmbeddingMatrix? scores))
        {
            if (scores.Rows >= queries) return scores;
            scores.Dispose();
        }

        return new EmbeddingMatrix(queries, Vectors.Capacity);
    }

    public void Return(EmbeddingMatrix scores) => idleScores.Add(scores);

    /// <summary>Called when no query is in progress.</summary>
    public void Dispose()
    {
        Input.Dispose();
        Output?.Dispose();
        if (session.IsValueCreated) session.Value?.Dispose();
        while (idleScores.TryTake(out EmbeddingMatrix? scores)) scores.Dispose();
        if (prior.IsValueCreated) prior.Value?.Dispose();
        if (halfSquares.IsValueCreated) halfSquares.Value.Dispose();
        if (inference.IsValueCreated) inference.Value.Dispose();
    }
}

/// <summary>
/// <c>-|x|^2 / 2</c> for each row: with it <c>q . x - |x|^2 / 2 = (|q|^2 - |q - x|^2) / 2</c>, so that distances are searched like dot
/// products.
/// </summary>
internal static class NegativeHalfSquares
{
    /// <summary>From the inverse lengths in a file: no vector is read.</summary>
    public static NativeBuffer<float> Of(ItemVectors vectors)
    {
        NativeBuffer<float> inverse = vectors.InverseNorms;
        NativeBuffer<float> squares = NativeBuffer<float>.Allocate(inverse.Length);
        for (long row = 0; row < inverse.Length; row++)
        {
            double length = inverse[row] > 0 ? 1 / (double)inverse[row] : 0;
            squares[row] = (float)(-0.5 * length * length);
        }

        return squares;
    }
}
