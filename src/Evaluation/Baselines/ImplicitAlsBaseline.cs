using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Baselines;

/// <summary>
/// Matrix factorization of sessions x items by alternating least squares, with items missing from a session as weak negatives.
/// </summary>
/// <remarks>
/// Hu, Koren and Volinsky 2008 with the weights of Rendle et al. 2021:
/// <c>sum over seen (1 - x.y)^2 + a sum over all (x.y)^2 + lambda sum (n + a m) |x|^2</c>, n the number of a row's entries and m the rows
/// of the other side. Each row is solved by a few steps of conjugate gradients (Takacs et al. 2011). A history is folded in as a new
/// session.
/// </remarks>
internal sealed class ImplicitAlsBaseline : IBaseline
{
    private const int Factors = 64;
    private const int Rounds = 12;
    private const int Steps = 4;
    private const float Regularization = 0.02f;

    /// <summary>
    /// The total weight of all unseen items of a session, as a multiple of its seen ones. A multiple suits both small and large catalogs.
    /// </summary>
    private const double UnobservedShare = 5;
    private const float InitialScale = 0.1f;

    public string Name => "implicit-als";

    public string? Unsupported(SessionCorpus training) => null;

    public IScorer Fit(BaselineData data, CancellationToken cancellationToken)
    {
        int[][] sessionsOf = data.Index.SessionsOfItems();
        int[][] itemsOf = [.. Enumerable.Range(0, data.Index.Sessions).Select(session => Distinct(data.Index.Session(session)))];
        double density = itemsOf.Sum(of => (double)of.Length) / Math.Max(1, itemsOf.Length) / Math.Max(1, sessionsOf.Length);
        float unobservedWeight = (float)Math.Min(1, UnobservedShare * density);
        EmbeddingMatrix items = new(sessionsOf.Length, Factors);
        EmbeddingMatrix sessions = new(itemsOf.Length, Factors);
        RandomSource random = new((ulong)data.Seed);
        for (int row = 0; row < items.Rows; row++)
            foreach (ref float value in items.Row(row)) value = (random.NextFloat() - 0.5f) * InitialScale;
        for (int round = 0; round < Rounds; round++)
        {
            Solve(new FixedSide(items, unobservedWeight), itemsOf, sessions, data, cancellationToken);
            Solve(new FixedSide(sessions, unobservedWeight), sessionsOf, items, data, cancellationToken);
        }

        sessions.Dispose();
        return new Scorer(new FixedSide(items, unobservedWeight));
    }

    private static void Solve(
        FixedSide known, int[][] entries, EmbeddingMatrix wanted, BaselineData data, CancellationToken cancellationToken)
        => Parallel.For(0, wanted.Rows, data.Parallel(cancellationToken), row => known.Solve(entries[row], wanted.Row(row), Steps));

    private static int[] Distinct(ReadOnlySpan<int> items)
    {
        int[] copy = items.ToArray();
        Array.Sort(copy);
        return [.. copy.Distinct()];
    }

    /// <summary>The side that is fixed while rows of the other are solved.</summary>
    private sealed class FixedSide
    {
        /// <summary><c>a Y^T Y</c>.</summary>
        private readonly float[][] gram = [.. Enumerable.Range(0, Factors).Select(_ => new float[Factors])];

        private readonly float unobservedWeight;

        public FixedSide(EmbeddingMatrix rows, float unobservedWeight)
        {
            Rows = rows;
            this.unobservedWeight = unobservedWeight;
            for (int row = 0; row < rows.Rows; row++)
            {
                ReadOnlySpan<float> vector = rows.Row(row);
                for (int i = 0; i < Factors; i++) VectorOperations.AddScaled(unobservedWeight * vector[i], vector, gram[i]);
            }
        }

        public EmbeddingMatrix Rows { get; }

        /// <summary>
        /// Improves the solution of <c>(a Y^T Y + sum y y^T + lambda (n + a m) I) x = sum y</c>, sums over the entries, starting at x.
        /// </summary>
        public void Solve(ReadOnlySpan<int> entries, Span<float> x, int steps)
        {
            float ridge = Regularization * (entries.Length + (unobservedWeight * Rows.Rows));
            Span<float> residual = stackalloc float[Factors];
            Span<float> direction = stackalloc float[Factors];
            Span<float> product = stackalloc float[Factors];
            Multiply(entries, ridge, x, product);
            foreach (int entry in entries) VectorOperations.AddScaled(1, Rows.Row(entry), residual);
            VectorOperations.AddScaled(-1, product, residual);
            residual.CopyTo(direction);
            float error = VectorOperations.Dot(residual, residual);
            for (int step = 0; step < steps && error > 1e-12f; step++)
            {
                Multiply(entries, ridge, direction, product);
                float length = error / VectorOperations.Dot(direction, product);
                VectorOperations.AddScaled(length, direction, x);
                VectorOperations.AddScaled(-length, product, residual);
                float next = VectorOperations.Dot(residual, residual);
                for (int i = 0; i < Factors; i++) direction[i] = residual[i] + (next / error * direction[i]);
                error = next;
            }
        }

        private void Multiply(ReadOnlySpan<int> entries, float ridge, ReadOnlySpan<float> x, Span<float> product)
        {
            for (int i = 0; i < Factors; i++) product[i] = VectorOperations.Dot(gram[i], x) + (ridge * x[i]);
            foreach (int entry in entries)
            {
                ReadOnlySpan<float> vector = Rows.Row(entry);
                VectorOperations.AddScaled(VectorOperations.Dot(vector, x), vector, product);
            }
        }
    }

    private sealed class Scorer(FixedSide items) : IBatchScorer
    {
        /// <summary>Steps from zero after which more make no difference.</summary>
        private const int FoldInSteps = 16;

        public void Score(ReadOnlySpan<int> history, Span<float> scores)
        {
            using EmbeddingMatrix result = new(1, items.Rows.Rows);
            ScoreMany([history.ToArray()], result);
            result.Row(0).CopyTo(scores);
        }

        public void ScoreMany(ReadOnlySpan<ReadOnlyMemory<int>> histories, EmbeddingMatrix scores)
        {
            using EmbeddingMatrix queries = new(histories.Length, items.Rows.Dimensions);
            for (int i = 0; i < histories.Length; i++) items.Solve(Distinct(histories[i].Span), queries.Row(i), FoldInSteps);
            ScoreProduct.Compute(items.Rows, queries, histories.Length, scores);
        }
    }
}
