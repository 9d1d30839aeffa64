using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Training.Sampling;
using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Embeddings.Training.Sessions;

/// <summary>
/// One thread's steps: raises the cosine of each prefix of a session and the item after it, and lowers that of the prefix and negatives.
/// </summary>
/// <remarks>
/// Prefixes come in blocks, whose cosines and gradients are three products of matrices. Histories of a block overlap, and each of its
/// prefixes moves their rows by a gradient of the vectors at the start of the block.
/// </remarks>
/// <param name="rows">The vectors of all items, shared by the threads; of any length, as only directions matter.</param>
/// <param name="squares">For each row the sum of its squared gradients, over dimensions (AdaGrad).</param>
/// <param name="sampler">Draws negatives.</param>
/// <param name="count">The number of negatives.</param>
internal sealed class SessionSoftmax(EmbeddingMatrix rows, float[] squares, NegativeSampler sampler, int count) : IDisposable
{
    /// <summary>The items of a history that matter: what is older weighs less than 3 %.</summary>
    private const int MaxHistory = 10;

    /// <summary>Prefixes, of one session or several, that make a block: they share negatives, and rows move at its end.</summary>
    private const int BlockSize = 32;

    /// <summary>Added to the squares of a row, so that its first step is no longer than its gradient deserves.</summary>
    private const float FirstSquares = 1e-4f;

    private const float Scale = (float)SessionVectors.Scale;

    private static readonly float[] Weights =
        [.. Enumerable.Range(0, MaxHistory).Select(age => (float)Math.Pow(SessionVectors.Decay, age))];

    private readonly EmbeddingMatrix means = new(BlockSize, rows.Dimensions);
    private readonly EmbeddingMatrix wanted = new(BlockSize, rows.Dimensions);
    private readonly EmbeddingMatrix pulls = new(BlockSize, rows.Dimensions);
    private readonly EmbeddingMatrix negatives = new(count, rows.Dimensions);
    private readonly EmbeddingMatrix pushes = new(count, rows.Dimensions);

    /// <summary>For each prefix and negative the cosine, then what it pushes.</summary>
    private readonly EmbeddingMatrix factors = new(BlockSize, count);
    private readonly Prefix[] prefixes = [.. Enumerable.Range(0, BlockSize).Select(_ => new Prefix(new int[MaxHistory]))];
    private readonly int[] drawn = new int[count];
    private int used;

    /// <summary>Learns from every prefix of a session.</summary>
    public void Learn(ReadOnlySpan<int> session, float rate, ref RandomSource random)
    {
        for (int target = 1; target < session.Length; target++)
        {
            if (used == 0) Draw(ref random);
            Take(session[Math.Max(0, target - MaxHistory)..target], session[target]);
            if (used == BlockSize) Finish(rate);
        }
    }

    /// <summary>Moves the rows of the block; the next session has another.</summary>
    public void Finish(float rate)
    {
        if (used == 0) return;
        ProductKernel.Default.Products(means, used, negatives, factors);
        for (int place = 0; place < used; place++) prefixes[place].Missing = Softmax(place);
        for (int place = 0; place < used; place++) pulls.PaddedRow(place).Clear();
        for (int i = 0; i < count; i++) pushes.PaddedRow(i).Clear();
        SumKernel.Default.AddRows(factors, used, negatives, pulls);
        SumKernel.Default.AddColumns(factors, used, means, pushes);
        for (int i = 0; i < count; i++) Move(drawn[i], pushes.PaddedRow(i), 1, rate);
        for (int place = 0; place < used; place++) Step(place, rate);
        used = 0;
    }

    public void Dispose()
    {
        means.Dispose();
        wanted.Dispose();
        pulls.Dispose();
        negatives.Dispose();
        pushes.Dispose();
        factors.Dispose();
    }

    /// <summary>Draws negatives and copies their directions.</summary>
    private void Draw(ref RandomSource random)
    {
        sampler.Draw(drawn, ref random);
        for (int i = 0; i < count; i++) SetDirection(drawn[i], negatives.PaddedRow(i));
    }

    /// <summary>Adds a prefix and its target to the block.</summary>
    private void Take(ReadOnlySpan<int> history, int target)
    {
        float length = Mean(history, means.PaddedRow(used));
        if (length == 0) return;
        SetDirection(target, wanted.PaddedRow(used));
        Prefix prefix = prefixes[used++];
        history.CopyTo(prefix.History);
        (prefix.Events, prefix.Target, prefix.Length) = (history.Length, target, length);
    }

    /// <summary>
    /// Turns the cosines of a prefix and the negatives into what each of them pushes, the gradient of the log-likelihood; returns what the
    /// target pulls.
    /// </summary>
    private float Softmax(int place)
    {
        Span<float> all = factors.Row(place);
        int target = prefixes[place].Target;

        // No cosine differs from another by more than 2, so nothing overflows.
        VectorOperations.ExpOfDifference(all, VectorOperations.Dot(means.PaddedRow(place), wanted.PaddedRow(place)), Scale);
        float sum = 1;
        for (int i = 0; i < count; i++)
        {
            if (drawn[i] == target) all[i] = 0;
            sum += all[i];
        }

        float push = -Scale / sum;
        foreach (ref float value in all) value *= push;
        return Scale * (1 - (1 / sum));
    }

    /// <summary>Moves the target of a prefix and its history.</summary>
    private void Step(int place, float rate)
    {
        Prefix prefix = prefixes[place];
        Span<float> mean = means.PaddedRow(place);
        Span<float> pull = pulls.PaddedRow(place);
        VectorOperations.AddScaled(prefix.Missing, wanted.PaddedRow(place), pull);
        Move(prefix.Target, mean, prefix.Missing, rate);

        // Of the mean's direction, then of each of its parts.
        VectorOperations.AddScaled(-VectorOperations.Dot(mean, pull), mean, pull);
        for (int age = 0; age < prefix.Events; age++)
            Move(prefix.History[prefix.Events - 1 - age], pull, Weights[age] / prefix.Length, rate);
    }

    /// <summary>The direction of the decayed sum of directions; returns the length that it had.</summary>
    private float Mean(ReadOnlySpan<int> history, Span<float> mean)
    {
        mean.Clear();
        for (int age = 0; age < history.Length; age++)
        {
            Span<float> row = rows.PaddedRow(history[^(age + 1)]);
            float square = VectorOperations.Dot(row, row);
            if (square > 0) VectorOperations.AddScaled(Weights[age] / MathF.Sqrt(square), row, mean);
        }

        float length = MathF.Sqrt(VectorOperations.Dot(mean, mean));
        if (length > 0) VectorOperations.Combine(0, mean, 1 / length, mean);
        return length;
    }

    private void SetDirection(int row, Span<float> direction)
    {
        Span<float> vector = rows.PaddedRow(row);
        float square = VectorOperations.Dot(vector, vector);
        direction.Clear();
        if (square > 0) VectorOperations.AddScaled(1 / MathF.Sqrt(square), vector, direction);
    }

    /// <summary>Turns a row toward a gradient of its direction, times a factor.</summary>
    private void Move(int row, ReadOnlySpan<float> gradient, float factor, float rate)
    {
        Span<float> vector = rows.PaddedRow(row);
        float square = VectorOperations.Dot(vector, vector);
        if (square == 0) return;
        float along = VectorOperations.Dot(vector, gradient) / square;
        float across = Math.Max(0, VectorOperations.Dot(gradient, gradient) - (along * along * square));
        squares[row] += factor * factor * across / (square * rows.Dimensions);
        float step = rate * factor / MathF.Sqrt(square * (squares[row] + FirstSquares));
        VectorOperations.Combine(step, gradient, 1 - (step * along), vector);
    }

    /// <summary>A prefix of the block.</summary>
    /// <param name="History">Its items, as many as there are events.</param>
    private sealed record Prefix(int[] History)
    {
        public int Events { get; set; }

        public int Target { get; set; }

        /// <summary>The length of the sum whose direction is its mean.</summary>
        public float Length { get; set; }

        /// <summary>What its target pulls.</summary>
        public float Missing { get; set; }
    }
}
