using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Evaluation.Auditing;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Tests.Auditing;

/// <summary>A leaning that was planted is found, and none where labels are shuffled.</summary>
public sealed class AssociationTests
{
    private static readonly AuditOptions Options = new() { ListLength = 2, Walks = 10, Steps = 2, Permutations = 2000 };

    private static ItemSet Rows(string name, int first, int count) => new(name, [.. Enumerable.Range(first, count)]);

    [Fact]
    public void The_effect_is_the_difference_of_means_in_standard_deviations()
    {
        // A at 0 degrees, B at 180: s(w) = 2 cos(angle of w). X at cosines 1, 0.8 and 0.6, Y at -0.6, -0.8 and -1.
        float[] cosines = [1, 1, 1, -1, -1, -1, 1, 0.8f, 0.6f, -0.6f, -0.8f, -1];
        using ItemVectors vectors = PlantedModel.Of(
            [.. Enumerable.Repeat(1L, 12)], [.. cosines.Select(c => new[] { c, MathF.Sqrt(1 - (c * c)) })]);
        using Auditor auditor = new(vectors, Options);
        DirectionMetrics found = auditor.Direction(Rows("A", 0, 3), Rows("B", 3, 3), Rows("X", 6, 3), Rows("Y", 9, 3));
        AssociationTest test = found.Test!;
        Assert.Equal((1.6, -1.6), (Math.Round(test.MeanOfX, 6), Math.Round(test.MeanOfY, 6)));
        double variance = 2 * ((2.0 * 2) + (1.6 * 1.6) + (1.2 * 1.2)) / 5;
        Assert.Equal(3.2 / Math.Sqrt(variance), test.EffectSize, 1e-5);

        // Two of the twenty partitions part as far: 0.1, within four standard deviations of 2,000 draws.
        Assert.Equal(0.1, test.PValue, 4 * Math.Sqrt(0.1 * 0.9 / 2000));

        Assert.Equal(0, found.Mean, 1e-6);
        Assert.Equal([6, 7, 8, 9, 10], found.MostA.Select(one => one.Row));
        Assert.Equal(11, found.MostB[0].Row);
        Assert.Equal(1, found.MostA[0].Projection, 1e-6);
        Assert.Equal(6, found.Histogram.Sum());
    }

    [Fact]
    public void A_planted_leaning_is_found_and_none_among_shuffled_labels()
    {
        using ItemVectors vectors = Leaning();
        using Auditor auditor = new(vectors, Options);
        AssociationTest planted = auditor.Direction(Rows("A", 0, 20), Rows("B", 20, 20), Rows("X", 40, 30), Rows("Y", 70, 30)).Test!;
        Assert.True(planted.PValue < 0.01, $"p = {planted.PValue}");
        Assert.True(planted.EffectSize > 0.8, $"d = {planted.EffectSize}");
        Assert.Equal(1 / 2001.0, planted.PValue, 1e-12);

        // The same items, odd against even: a fixed seed, of which one in twenty would be a false alarm at this bound.
        ItemSet odd = new("odd", [.. Enumerable.Range(40, 60).Where(row => row % 2 == 1)]);
        ItemSet even = new("even", [.. Enumerable.Range(40, 60).Where(row => row % 2 == 0)]);
        Assert.True(auditor.Direction(Rows("A", 0, 20), Rows("B", 20, 20), odd, even).Test!.PValue > 0.05);
    }

    [Fact]
    public void What_is_listed_and_used_is_placed_along_the_direction()
    {
        // i0 to i2 point up, i3 to i5 down; i6 leans down and was used most of the others, i7 leans up and is all that is ever listed
        // besides the ends.
        using ItemVectors vectors = PlantedModel.Of(
            [100, 100, 100, 100, 100, 100, 90, 10, 0],
            [[1, 0], [1, 0], [1, 0], [-1, 0], [-1, 0], [-1, 0], [-0.6f, 0.8f], [0.6f, 0.8f], [0, 1]],
            [[0, 0], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0], [0, 9], [0, 0]]);
        using Auditor auditor = new(vectors, Options with { ListLength = 1, PopularityWeight = 0, Scores = [ScoreMode.Next] });
        DirectionMetrics found = auditor.Direction(Rows("A", 0, 3), Rows("B", 3, 3));
        Assert.Equal(0, found.Mean, 1e-6);
        Assert.Equal(((10 * 0.6) - (90 * 0.6)) / 100, found.MeanOfUse, 1e-6);
        Assert.Equal(0.6, found.MeanOfLists[ScoreMode.Next], 1e-6);
        Assert.Null(found.Test);
    }

    [Fact]
    public void Items_of_two_sets_count_in_neither_and_small_sets_are_refused()
    {
        using ItemVectors vectors = Leaning();
        using Auditor auditor = new(vectors, Options);
        DirectionMetrics found = auditor.Direction(Rows("A", 0, 25), Rows("B", 20, 20), Rows("X", 30, 40), Rows("Y", 60, 40));
        Assert.Equal((20, 15), (found.A.Rows.Count, found.B.Rows.Count));
        Assert.Equal((20, 30), (found.Test!.ItemsOfX, found.Test.ItemsOfY));
        Assert.Contains(
            "'Y'",
            Assert.Throws<Item2VecException>(
                () => auditor.Direction(Rows("A", 0, 20), Rows("B", 20, 20), Rows("X", 40, 30), Rows("Y", 68, 4))).Message,
            StringComparison.Ordinal);
        Assert.Throws<Item2VecException>(() => auditor.Direction(Rows("A", 0, 2), Rows("B", 20, 20)));
    }

    [Fact]
    public void Sets_are_read_from_a_column_or_a_list()
    {
        using ItemVectors vectors = PlantedModel.Pairs(3).With("genre", "Drama|War", "War", null, "Drama", "War", "a=b");
        Assert.Equal([0, 1, 4], ItemSet.Of(vectors, "Genre=War", "|").Rows);
        Assert.Equal([1, 4], ItemSet.Of(vectors, "genre=War", null).Rows);
        Assert.Equal([5], ItemSet.Of(vectors, "genre=a=b", "|").Rows);
        Assert.Equal([0, 2], ItemSet.Of(vectors, "i2,i0,i2", "|").Rows);
        Assert.Contains(
            "War, Drama", Assert.Throws<Item2VecException>(() => ItemSet.Of(vectors, "genre=Horror", "|")).Hint, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => ItemSet.Of(vectors, "color=red", "|")).Code);
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<Item2VecException>(() => ItemSet.Of(vectors, "i1,i77", "|")).Code);
    }

    [Fact]
    public void Threads_change_nothing()
    {
        using ItemVectors vectors = Leaning();
        string[] told = [.. new[] { 1, 3 }.Select(threads =>
        {
            using Auditor auditor = new(vectors, Options with { Threads = threads, Lists = 500, Walks = 100 });
            IEnumerable<double> numbers =
                auditor.Scores.SelectMany(score => auditor.Metrics(score).Tenths.Append(auditor.Metrics(score).Diversity))
                    .Concat(auditor.Walks().SelectMany(walk => walk.Cosines.Append(walk.DistinctItems)))
                    .Append(auditor.Direction(Rows("A", 0, 20), Rows("B", 20, 20), Rows("X", 40, 30), Rows("Y", 70, 30)).Test!.PValue);
            return string.Join(' ', numbers.Select(number => number.ToString("R")));
        })];
        Assert.Equal(told[0], told[1]);
        Assert.True(told[0].Split(' ').Length > 20);
    }

    /// <summary>A hundred items of random vectors; the first coordinate pulls A and X one way, B and Y the other.</summary>
    private static ItemVectors Leaning()
    {
        Random random = new(5);
        float[][] input = [.. Enumerable.Range(0, 100).Select(row =>
        {
            float pull = row is < 20 or (>= 40 and < 70) ? 0.5f : -0.5f;
            return Enumerable.Range(0, 12).Select(i => (random.NextSingle() - 0.5f) + (i == 0 ? pull : 0)).ToArray();
        })];
        return PlantedModel.Of([.. Enumerable.Range(1, 100).Select(row => 101L - row)], input, input);
    }
}
