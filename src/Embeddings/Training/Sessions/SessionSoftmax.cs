using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Training.Sampling;
using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Embeddings.Training.Sessions;

/// <summary>
/// One thread's steps: raises the cosine of each prefix of a session and the item after it, and lowers that of the prefix and negatives.
/// </summary>
/// <param name="rows">The vectors of all items, shared by the threads; of any length, as only directions matter.</param>
/// <param name="squares">For each row the sum of its squared gradients, over dimensions (AdaGrad).</param>
/// <param name="sampler">Draws negatives.</param>
/// <param name="count">The number of negatives.</param>
internal sealed class SessionSoftmax(EmbeddingMatrix rows, float[] squares, NegativeSampler sampler, int count) : IDisposable
{
    /// <summary>The items of a history that matter: what is older weighs less than 3 %.</summary>
    private const int MaxHistory = 10;

    /// <summary>Prefixes, of one session or several, that share negatives: fetching and moving these costs more than using them.</summary>
    private const int SharedBy = 32;

    /// <summary>Added to the squares of a row, so that its first step is no longer than its gradient deserves.</summary>
    private const float FirstSquares = 1e-4f;

    /// <summary>Probabilities below this move nothing.</summary>
    private const float MinProbability = 1e-3f;

    private static readonly float[] Weights =
        [.. Enumerable.Range(0, MaxHistory).Select(age => (float)Math.Pow(SessionVectors.Decay, age))];

    private readonly EmbeddingMatrix negatives = new(count, rows.Dimensions);
    private readonly EmbeddingMatrix pushes = new(count, rows.Dimensions);
    private readonly EmbeddingMatrix own = new(3, rows.Dimensions);
    private readonly NativeBuffer<float> cosines = NativeBuffer<float>.Allocate(count + 4);
    private readonly int[] drawn = new int[count];
    private readonly bool[] isPushed = new bool[count];
    private int served;

    /// <summary>Learns from every prefix of a session.</summary>
    public void Learn(ReadOnlySpan<int> session, float rate, ref RandomSource random)
    {
        for (int target = 1; target < session.Length; target++)
        {
            if (served == 0) Draw(ref random);
            Step(session[Math.Max(0, target - MaxHistory)..target], session[target], rate);
            if (++served == SharedBy) Finish(rate);
        }
    }

    /// <summary>Moves the negatives that are in use; the next session has others.</summary>
    public void Finish(float rate)
    {
        for (int i = 0; i < count && served > 0; i++)
            if (isPushed[i]) Move(drawn[i], pushes.Row(i), 1, rate);
        served = 0;
    }

    public void Dispose()
    {
        negatives.Dispose();
        pushes.Dispose();
        own.Dispose();
        cosines.Dispose();
    }

    /// <summary>Draws negatives and copies their directions.</summary>
    private void Draw(ref RandomSource random)
    {
        sampler.Draw(drawn, ref random);
        for (int i = 0; i < count; i++)
        {
            isPushed[i] = false;
            SetDirection(drawn[i], negatives.Row(i));
        }
    }

    private void Step(ReadOnlySpan<int> history, int target, float rate)
    {
        Span<float> mean = own.Row(0);
        Span<float> wanted = own.Row(1);
        Span<float> pull = own.Row(2);
        float length = Mean(history, mean);
        if (length == 0) return;
        SetDirection(target, wanted);
        pull.Clear();
        float cosine = VectorOperations.Dot(mean, wanted);
        DotKernel.Default.Dots(own, 0, negatives, cosines);
        float probability = Softmax(cosine, target);

        // The gradient of the log-likelihood; the scale comes with each.
        const float scale = (float)SessionVectors.Scale;
        float missing = scale * (1 - probability);
        VectorOperations.AddScaled(missing, wanted, pull);
        for (int i = 0; i < count; i++)
        {
            float push = cosines[i];
            if (push < MinProbability) continue;
            VectorOperations.AddScaled(-scale * push, negatives.Row(i), pull);
            Span<float> pushed = pushes.Row(i);
            if (!isPushed[i]) pushed.Clear();
            isPushed[i] = true;
            VectorOperations.AddScaled(-scale * push, mean, pushed);
        }

        Move(target, mean, missing, rate);

        // Of the mean's direction, then of each of its parts.
        VectorOperations.AddScaled(-VectorOperations.Dot(mean, pull), mean, pull);
        for (int age = 0; age < history.Length; age++) Move(history[^(age + 1)], pull, Weights[age] / length, rate);
    }

    /// <summary>Turns the cosines of the negatives into probabilities; returns that of the target.</summary>
    private float Softmax(float cosine, int target)
    {
        const float scale = (float)SessionVectors.Scale;
        Span<float> all = cosines.Slice(0, count);

        // No cosine differs from another by more than 2, so nothing overflows.
        VectorOperations.ExpOfDifference(all, cosine, scale);
        float sum = 1;
        for (int i = 0; i < count; i++)
        {
            if (drawn[i] == target) all[i] = 0;
            sum += all[i];
        }

        foreach (ref float value in all) value /= sum;
        return 1 / sum;
    }

    /// <summary>The direction of the decayed sum of directions; returns the length that it had.</summary>
    private float Mean(ReadOnlySpan<int> history, Span<float> mean)
    {
        mean.Clear();
        for (int age = 0; age < history.Length; age++)
        {
            Span<float> row = rows.Row(history[^(age + 1)]);
            float square = VectorOperations.Dot(row, row);
            if (square > 0) VectorOperations.AddScaled(Weights[age] / MathF.Sqrt(square), row, mean);
        }

        float length = MathF.Sqrt(VectorOperations.Dot(mean, mean));
        for (int i = 0; i < mean.Length && length > 0; i++) mean[i] /= length;
        return length;
    }

    private void SetDirection(int row, Span<float> direction)
    {
        Span<float> vector = rows.Row(row);
        float square = VectorOperations.Dot(vector, vector);
        direction.Clear();
        if (square > 0) VectorOperations.AddScaled(1 / MathF.Sqrt(square), vector, direction);
    }

    /// <summary>Turns a row toward a gradient of its direction, times a factor.</summary>
    private void Move(int row, ReadOnlySpan<float> gradient, float factor, float rate)
    {
        Span<float> vector = rows.Row(row);
        float square = VectorOperations.Dot(vector, vector);
        if (square == 0) return;
        float along = VectorOperations.Dot(vector, gradient) / square;
        float across = Math.Max(0, VectorOperations.Dot(gradient, gradient) - (along * along * square));
        squares[row] += factor * factor * across / (square * vector.Length);
        float step = rate * factor / MathF.Sqrt(square * (squares[row] + FirstSquares));
        VectorOperations.AddScaled(-step * along, vector, vector);
        VectorOperations.AddScaled(step, gradient, vector);
    }
}
