using System.Runtime.Intrinsics;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Indexing.Search;

/// <summary>The exact score of a row: <c>query . row * scale[row] + biasWeight * bias[row]</c>.</summary>
/// <param name="Matrix">The rows.</param>
/// <param name="Scale">A factor for each row, or null for 1.</param>
/// <param name="Bias">A bias for each row, or null for 0.</param>
/// <param name="BiasWeight">The factor of the biases.</param>
internal readonly record struct RowScoring(EmbeddingMatrix Matrix, NativeBuffer<float>? Scale, NativeBuffer<float>? Bias, float BiasWeight)
{
    /// <summary>A row's score from its dot product with the query.</summary>
    public float Of(int row, float dot)
    {
        float score = Scale is null ? dot : dot * Scale[row];
        return Bias is null ? score : score + (BiasWeight * Bias[row]);
    }

    /// <summary>Turns the dot products of all rows into scores, equal to those of <see cref="Of"/>.</summary>
    public unsafe void Apply(Span<float> scores)
    {
        if (Scale is null && Bias is null) return;
        Vector256<float> weight = Vector256.Create(BiasWeight);
        int i = 0;
        fixed (float* start = scores)
        {
            for (; i <= scores.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                Vector256<float> some = Vector256.Load(start + i);
                if (Scale is not null) some *= Vector256.Load(Scale.Pointer + i);
                if (Bias is not null) some += weight * Vector256.Load(Bias.Pointer + i);
                some.Store(start + i);
            }
        }

        for (; i < scores.Length; i++) scores[i] = Of(i, scores[i]);
    }
}

/// <summary>
/// The score of a row by two dot products: <c>nextWeight * next + similarWeight * (similar * scale[row]) + priorWeight * prior[row]</c>.
/// </summary>
/// <param name="NextWeight">The factor of the dot product with an output vector.</param>
/// <param name="SimilarWeight">The factor of the cosine.</param>
/// <param name="Scale">The inverse length of each input vector.</param>
/// <param name="PriorWeight">The factor of the prior.</param>
/// <param name="Prior">The popularity prior of each row, or null for 0.</param>
internal readonly record struct BlendScoring(
    float NextWeight, float SimilarWeight, NativeBuffer<float> Scale, float PriorWeight, NativeBuffer<float>? Prior)
{
    /// <summary>A row's score from its dot products.</summary>
    public float Of(int row, float next, float similar)
    {
        float score = (NextWeight * next) + (SimilarWeight * (similar * Scale[row]));
        return Prior is null ? score : score + (PriorWeight * Prior[row]);
    }

    /// <summary>Turns the dot products of all rows into scores, which replace the first; equal to those of <see cref="Of"/>.</summary>
    public unsafe void Apply(Span<float> next, ReadOnlySpan<float> similar)
    {
        (Vector256<float> nextWeight, Vector256<float> similarWeight, Vector256<float> priorWeight)
            = (Vector256.Create(NextWeight), Vector256.Create(SimilarWeight), Vector256.Create(PriorWeight));
        int i = 0;
        fixed (float* first = next, second = similar[..next.Length])
        {
            for (; i <= next.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                Vector256<float> some = (nextWeight * Vector256.Load(first + i))
                    + (similarWeight * (Vector256.Load(second + i) * Vector256.Load(Scale.Pointer + i)));
                if (Prior is not null) some += priorWeight * Vector256.Load(Prior.Pointer + i);
                some.Store(first + i);
            }
        }

        for (; i < next.Length; i++) next[i] = Of(i, next[i], similar[i]);
    }
}

/// <summary>A result of a query.</summary>
/// <param name="Row">The item's row.</param>
/// <param name="Score">Higher is better.</param>
public readonly record struct ScoredRow(int Row, float Score);
