using CsCheck;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Tests.Numerics;

public sealed class TopKTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(500)]
    [InlineData(600)]
    public void It_keeps_what_sorting_would_put_first(int capacity)
    {
        Random random = new(1);
        for (int round = 0; round < 50; round++)
        {
            // Few different scores, so that most of them are equal.
            (int Row, float Score)[] all = [.. Enumerable.Range(0, 500).Select(row => (row, (float)random.Next(20)))];
            random.Shuffle(all);
            TopK best = new(capacity);
            foreach ((int row, float score) in all) best.Offer(row, score);
            Assert.Equal(all.OrderByDescending(found => found.Score).ThenBy(found => found.Row).Take(capacity), best.Take());
        }
    }

    [Fact]
    public void Merging_parts_equals_one_pass()
    {
        TopK whole = new(5);
        TopK left = new(5);
        TopK right = new(5);
        for (int row = 0; row < 100; row++)
        {
            whole.Offer(row, row * 7 % 13);
            (row < 40 ? left : right).Offer(row, row * 7 % 13);
        }

        right.Merge(left);
        Assert.Equal(whole.Take(), right.Take());
    }

    [Fact]
    public void However_a_stream_is_cut_into_parts_the_best_of_it_are_kept()
    {
        Gen<float> scores = Gen.OneOf<float>(
            Gen.OneOf(0f, -0f, 1f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon),
            Gen.Int[-3, 3].Select(score => (float)score),
            Gen.Float);
        Property.Holds(Gen.Select(Gen.Int[1, 12], Gen.Int[1, 4], scores.Array[0, 60]), stream =>
        {
            (int capacity, int parts, float[] all) = stream;
            TopK[] best = [.. Enumerable.Range(0, parts).Select(_ => new TopK(capacity))];
            for (int row = all.Length - 1; row >= 0; row--) best[row % parts].Offer(row, all[row]);
            foreach (TopK part in best[1..]) best[0].Merge(part);
            Assert.Equal(
                all.Select((score, row) => (Row: row, Score: score)).Where(one => !float.IsNaN(one.Score))
                    .OrderByDescending(one => one.Score).ThenBy(one => one.Row).Take(capacity),
                best[0].Take());
        });
    }

    [Fact]
    public void Not_a_number_is_never_kept()
    {
        TopK best = new(3);
        best.Offer(0, float.NaN);
        best.Offer(1, float.NegativeInfinity);
        best.Offer(2, float.PositiveInfinity);
        Assert.Equal([(2, float.PositiveInfinity), (1, float.NegativeInfinity)], best.Take());
    }
}
