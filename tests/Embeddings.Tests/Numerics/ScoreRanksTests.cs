using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Tests.Numerics;

public sealed class ScoreRanksTests
{
    /// <summary>Few distinct numbers, so that many are equal; also what is no candidate.</summary>
    private static float[] Scores(int count)
    {
        Random random = new(count);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(10) == 0 ? float.NegativeInfinity : random.Next(7) / 3f)];
    }

    [Fact]
    public void Counts_are_those_of_a_plain_loop()
    {
        for (int count = 0; count < 70; count++)
        {
            float[] scores = Scores(count);
            foreach (float bound in (float[])[0, 1 / 3f, 2, 5, -1])
                Assert.Equal(
                    (scores.Count(score => score > bound), scores.Count(score => score == bound)), ScoreRanks.Count(scores, bound));
        }
    }

    [Fact]
    public void The_best_are_those_of_a_sort_with_the_lower_row_first_among_equals()
    {
        for (int count = 1; count < 200; count += 13)
        {
            float[] scores = Scores(count);
            TopK best = new(10);
            ScoreRanks.Offer(scores, best);
            int[] expected =
                [.. Enumerable.Range(0, count).Where(row => float.IsFinite(scores[row])).OrderByDescending(row => scores[row]).Take(10)];
            Assert.Equal(expected, best.Take().Where(found => float.IsFinite(found.Score)).Select(found => found.Row));
        }
    }

    [Fact]
    public void Sums_over_vectors_are_those_of_a_plain_loop()
    {
        Random random = new(1);
        for (int length = 0; length < 40; length++)
        {
            float[] x = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle())];
            float[] y = [.. Enumerable.Range(0, length + 3).Select(_ => random.NextSingle())];
            Assert.Equal(x.Zip(y, (a, b) => a * b).Sum(), VectorOperations.Dot(x, y), 1e-4);
            float[] sum = [.. y];
            VectorOperations.AddScaled(3, x, sum);
            for (int i = 0; i < sum.Length; i++) Assert.Equal(i < length ? y[i] + (3 * x[i]) : y[i], sum[i], 1e-5);
        }
    }
}
