using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Indexing.Scoring;

/// <summary>
/// Builds the query vector: the decayed mean of a history and of likes, moved toward a user's vector, minus half the mean of the dislikes;
/// of raw vectors, or of unit vectors and normalized. In double precision; zero vectors stay zero.
/// </summary>
internal static class QueryBuilder
{
    /// <summary>
    /// The weight of dislikes: with unit vectors the direction of Qdrant's "average vector", twice the mean of the positives
    /// minus that of the negatives.
    /// </summary>
    private const double DislikeWeight = 0.5;

    /// <summary>A vector, raw or normalized.</summary>
    public static void Write(ReadOnlySpan<float> vector, bool unit, Span<double> sum, Span<float> query)
    {
        sum.Clear();
        Add(vector, 1, unit, sum);
        Write(sum, query);
    }

    /// <summary>Builds the query vector.</summary>
    /// <param name="asked">The query: a history, likes or a user.</param>
    /// <param name="model">The model with the input vectors.</param>
    /// <param name="decay">The weight of an item of the history as a share of the one after it.</param>
    /// <param name="unit">Whether to use unit vectors.</param>
    /// <param name="sum">Working memory, one number per dimension.</param>
    /// <param name="query">Receives the vector.</param>
    public static void Write(HistoryQuery asked, ScoringModel model, double decay, bool unit, Span<double> sum, Span<float> query)
    {
        int used = asked.History.Length + asked.Likes.Length;
        sum.Clear();
        if (asked.Fold == HistoryFold.Infer && !unit && !asked.History.IsEmpty)
            Add(model.Inference.Infer(asked.History.Span, asked.Weighting(decay)), 1, unit, sum);
        else
            AddMean(asked, model.Input.Matrix, decay, unit, sum);
        if (asked.User is float[] user)
        {
            double weight = used == 0 ? 1 : asked.UserWeight;
            if (unit && used > 1) Normalize(sum);
            for (int d = 0; d < sum.Length; d++) sum[d] *= 1 - weight;
            Add(user, weight, unit, sum);
            used++;
        }

        foreach (int row in asked.Dislikes.Span)
            Add(asked.VectorOf(row, model.Input.Matrix), -DislikeWeight / asked.Dislikes.Length, unit, sum);
        if (unit && used + asked.Dislikes.Length > 1) Normalize(sum);
        Write(sum, query);
    }

    /// <summary>Builds the sum of a query vector and of that of the last item of the history alone.</summary>
    /// <param name="asked">The query; without a history its own vector stands for the last item's.</param>
    /// <param name="model">The model with the input vectors.</param>
    /// <param name="decay">The weight of an item of the history as a share of the one after it.</param>
    /// <param name="unit">Whether to use unit vectors.</param>
    /// <param name="weight">The weight of the query vector.</param>
    /// <param name="lastWeight">The weight of that of the last item.</param>
    /// <param name="sum">Working memory, one number per dimension.</param>
    /// <param name="query">Receives the vector.</param>
    public static void Write(
        HistoryQuery asked, ScoringModel model, double decay, bool unit, double weight, double lastWeight, Span<double> sum,
        Span<float> query)
    {
        Write(asked, model, decay, unit, sum, query);
        if (asked.History.Length <= 1)
        {
            weight += lastWeight;
            lastWeight = 0;
        }

        if (weight == 1 && lastWeight == 0) return;
        for (int d = 0; d < sum.Length; d++) sum[d] *= weight;
        if (lastWeight != 0) Add(asked.VectorOf(asked.History.Span[^1], model.Input.Matrix), lastWeight, unit, sum);
        Write(sum, query);
    }

    /// <summary>
    /// Builds the query vector of session vectors from the items that have one: the direction of the decayed mean, and that of the last
    /// item alone, each with a weight. Without a history it is zero.
    /// </summary>
    /// <param name="asked">The query.</param>
    /// <param name="rows">The session vectors.</param>
    /// <param name="decay">The weight of an item of the history as a share of the one after it.</param>
    /// <param name="weight">The weight of the mean.</param>
    /// <param name="lastWeight">The weight of the last item alone.</param>
    /// <param name="sum">Working memory, one number per dimension.</param>
    /// <param name="query">Receives the vector.</param>
    public static void WriteSession(
        HistoryQuery asked, EmbeddingMatrix rows, double decay, double weight, double lastWeight, Span<double> sum, Span<float> query)
    {
        sum.Clear();
        ReadOnlySpan<int> history = asked.History.Span;
        double own = decay == 0 ? 0 : SessionVectors.Decay;
        foreach ((int at, double share) in new DecayedWeights(history.Length, asked.Weighting(own)))
            if (history[at] < rows.Rows) VectorOperations.AddScaled(share, rows.Row(history[at]), sum);
        Normalize(sum);
        for (int d = 0; d < sum.Length; d++) sum[d] *= SessionVectors.Scale * weight;
        if (!history.IsEmpty && history[^1] < rows.Rows)
            VectorOperations.AddScaled(SessionVectors.Scale * lastWeight, rows.Row(history[^1]), sum);
        Write(sum, query);
    }

    /// <summary>Items of the history weigh as in <see cref="DecayedWeights"/>, a like 1; divided by the sum of the weights.</summary>
    private static void AddMean(HistoryQuery asked, EmbeddingMatrix rows, double decay, bool unit, Span<double> sum)
    {
        ReadOnlySpan<int> history = asked.History.Span;
        double weights = asked.Likes.Length;
        foreach (int row in asked.Likes.Span) Add(asked.VectorOf(row, rows), 1, unit, sum);
        foreach ((int at, double weight) in new DecayedWeights(history.Length, asked.Weighting(decay)))
        {
            Add(asked.VectorOf(history[at], rows), weight, unit, sum);
            weights += weight;
        }

        for (int d = 0; d < sum.Length && weights > 0; d++) sum[d] /= weights;
    }

    private static void Add(ReadOnlySpan<float> vector, double weight, bool unit, Span<double> sum)
    {
        if (unit) Norms.AddUnit(vector, weight, sum);
        else VectorOperations.AddScaled(weight, vector, sum);
    }

    private static void Normalize(Span<double> sum)
    {
        double square = 0;
        foreach (double value in sum) square += value * value;
        double factor = square > 0 ? 1 / Math.Sqrt(square) : 0;
        for (int d = 0; d < sum.Length; d++) sum[d] *= factor;
    }

    private static void Write(ReadOnlySpan<double> sum, Span<float> query)
    {
        for (int d = 0; d < sum.Length; d++) query[d] = (float)sum[d];
    }
}
