using Item2Vec.Embeddings;

namespace Item2Vec.Indexing;

/// <summary>Answers queries over item vectors: what is similar, what comes next, which item completes an analogy.</summary>
/// <remarks>
/// Immutable and thread-safe. Answers are exact, sorted by falling score; equal scores come in order of row (the more frequent item first).
/// Disposing it while queries run lets them finish; later ones throw <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed class ItemIndex : IDisposable
{
    private ItemIndex(ItemVectors vectors) => Vectors = vectors;

    /// <summary>The vectors that the index answers from.</summary>
    public ItemVectors Vectors { get; }

    /// <summary>The number of items.</summary>
    public int Count => Vectors.Count;

    /// <summary>The length of a vector.</summary>
    public int Dimensions => Vectors.Dimensions;

    /// <summary>An index over vectors in memory, which stay the caller's: the index does not dispose them.</summary>
    public static ItemIndex Build(ItemVectors vectors) => throw new NotImplementedException();

    /// <summary>Opens an <c>.i2v</c> file or a model directory. The file is mapped, not read: a million items open in milliseconds.</summary>
    /// <param name="path">The file or the directory.</param>
    /// <param name="verify">Whether to read all data and compare it with its checksums.</param>
    /// <exception cref="Item2VecException">There is no such file or model, or it is broken, or a newer version wrote it.</exception>
    public static ItemIndex Open(string path, bool verify = false) => throw new NotImplementedException();

    /// <summary>Writes the vectors and what the index added to an <c>.i2v</c> file.</summary>
    /// <exception cref="Item2VecException">The file cannot be written (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public void Save(string path) => throw new NotImplementedException();

    /// <summary>The items whose input vectors have the largest cosine with the item's; the item itself is left out.</summary>
    /// <exception cref="Item2VecException">The item is unknown (<see cref="ErrorCode.NotFound"/>).</exception>
    public Neighbor[] Similar(string item, int count = 10, SearchOptions? options = null) => throw new NotImplementedException();

    /// <summary>The items closest to the mean of the items' unit vectors; the items themselves are left out.</summary>
    /// <exception cref="Item2VecException">An item is unknown (<see cref="ErrorCode.NotFound"/>).</exception>
    public Neighbor[] Similar(IReadOnlyList<string> items, int count = 10, SearchOptions? options = null) => throw new NotImplementedException();

    /// <summary>The items closest to an expression such as <c>king - man + woman</c> (see <see cref="VectorExpression"/>); its items are left out.</summary>
    /// <exception cref="Item2VecException">The text is not an expression (<see cref="ErrorCode.Usage"/>) or an item is unknown (<see cref="ErrorCode.NotFound"/>).</exception>
    public Neighbor[] Analogy(string expression, int count = 10, SearchOptions? options = null) => throw new NotImplementedException();

    /// <inheritdoc cref="Analogy(string, int, SearchOptions?)"/>
    public Neighbor[] Analogy(VectorExpression expression, int count = 10, SearchOptions? options = null) => throw new NotImplementedException();

    /// <summary>The items whose input vectors have the largest cosine with a vector.</summary>
    /// <param name="vector"><see cref="Dimensions"/> finite numbers.</param>
    /// <param name="count">The most items to return.</param>
    /// <param name="options">How to answer; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The vector has another length or holds a number that is not finite.</exception>
    public Neighbor[] Nearest(ReadOnlySpan<float> vector, int count = 10, SearchOptions? options = null) => throw new NotImplementedException();

    /// <summary>What comes next after a history: <c>in_q . out_j + beta * log P(j)</c>.</summary>
    /// <param name="history">The items, oldest first.</param>
    /// <param name="count">The most items to return.</param>
    /// <param name="options">How to score; null takes the defaults.</param>
    /// <exception cref="Item2VecException">An item is unknown (<see cref="ErrorCode.NotFound"/>), or the model has no output vectors (<see cref="ErrorCode.Usage"/>).</exception>
    /// <remarks>
    /// <c>in_q</c> is the mean of the history's input vectors weighted by <see cref="RecommendOptions.Decay"/> to the power of the age (0 for the last item);
    /// <c>P(j)</c> is the share of item j in count to the power of the training's <see cref="TrainingOptions.NegativeExponent"/>
    /// (after Levy and Goldberg 2014: with beta 1 this ranks by <c>log P(j | q)</c>).
    /// </remarks>
    public Neighbor[] Recommend(IReadOnlyList<string> history, int count = 10, RecommendOptions? options = null) => throw new NotImplementedException();

    /// <summary>Known items that are spelt like a text, closest first: what an unknown item may have meant.</summary>
    public string[] ClosestItems(string text, int count = 3) => throw new NotImplementedException();

    /// <summary>A copy of an item's input vector, <see cref="Dimensions"/> numbers.</summary>
    /// <exception cref="Item2VecException">The item is unknown (<see cref="ErrorCode.NotFound"/>).</exception>
    public float[] Vector(string item) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
