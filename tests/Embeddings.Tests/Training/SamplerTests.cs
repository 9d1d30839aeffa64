using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Training.Sampling;
using Item2Vec.Embeddings.Training.Schedule;

namespace Item2Vec.Embeddings.Tests.Training;

public class SamplerTests
{
    [Theory]
    [InlineData(-1.0)]
    [InlineData(0.0)]
    [InlineData(0.75)]
    [InlineData(1.0)]
    public void Negatives_follow_count_to_the_exponent(double exponent)
    {
        Vocabulary vocabulary = Zipf(200);
        using NegativeSampler sampler = new(Space(vocabulary, first: 1000), exponent);
        RandomSource random = new(11);
        const int draws = 2_000_000;
        int[] seen = new int[vocabulary.Count];
        int[] drawn = new int[draws];
        sampler.Draw(drawn, ref random);
        foreach (int row in drawn) seen[row - 1000]++;
        double[] weights = [.. Enumerable.Range(0, vocabulary.Count).Select(row => Math.Pow(vocabulary.CountOf(row), exponent))];
        double sum = weights.Sum();
        double chiSquare = weights.Select((weight, row) => Math.Pow(seen[row] - (draws * weight / sum), 2) / (draws * weight / sum)).Sum();

        // 199 degrees of freedom: mean 199, standard deviation 20. A true sampler passes 300 less than once in a million.
        Assert.InRange(chiSquare, 100, 300);
        Assert.True(seen[0] > 0, "the most popular item is a negative too");
    }

    [Fact]
    public void A_negative_is_never_the_positive_while_there_is_another_item()
    {
        using NegativeSampler sampler = new(Space(Zipf(2)), 0.75);
        NegativeStream stream = new(sampler);
        RandomSource random = new(3);
        TrainingWindow window = new(sharing: 10);
        int negatives = 0;
        for (int time = 0; time < 1000; time++)
        {
            window.Clear();
            window.AddPositive(0);
            window.AddInputGroup(1);
            stream.AddTo(window, 5, ref random);
            Assert.DoesNotContain(0, window.AllNegatives.ToArray());
            negatives += window.AllNegatives.Length;
        }

        // Each of the eight attempts misses row 0 with probability 0.37: the share left out is 0.63^8, 2.5 percent.
        Assert.InRange(negatives, 4750, 4990);
    }

    [Fact]
    public void Every_part_of_a_window_has_negatives_of_its_own()
    {
        using NegativeSampler sampler = new(Space(Zipf(1000)), 0);
        NegativeStream stream = new(sampler);
        RandomSource random = new(3);
        TrainingWindow window = new(sharing: 4);
        window.Clear();
        for (int row = 0; row < 10; row++) window.AddInputGroup(row);
        window.AddPositive(20);
        stream.AddTo(window, 5, ref random);
        Assert.Equal(3, window.PartCount);
        Assert.Equal([(0, 3), (3, 6), (6, 10)], Enumerable.Range(0, 3).Select(window.Part));
        Assert.All(Enumerable.Range(0, 3), part => Assert.Equal(5, window.Negatives(part).Length));
        Assert.NotEqual(window.Negatives(0).ToArray(), window.Negatives(1).ToArray());
    }

    [Fact]
    public void Frequent_items_are_kept_as_often_as_the_formula_says()
    {
        Vocabulary vocabulary = Zipf(50);
        const double threshold = 0.01;
        Subsampler subsampler = new(vocabulary, threshold);
        RandomSource random = new(7);
        foreach (int row in new[] { 0, 1, 5, 49 })
        {
            double share = vocabulary.CountOf(row) / (double)vocabulary.TotalCount;
            double expected = Math.Min(1, Math.Sqrt(threshold / share) + (threshold / share));
            int[] rows = [.. Enumerable.Repeat(row, 100_000)];
            int kept = subsampler.Sample(rows, [], new int[rows.Length], [], [], ref random);

            // Five standard deviations of a binomial: less than once in a million.
            Assert.Equal(expected, kept / 100_000.0, 5 * Math.Sqrt(Math.Max(expected * (1 - expected), 1e-12) / 100_000));
        }
    }

    [Fact]
    public void Weights_and_places_stay_with_their_events_when_others_are_dropped()
    {
        Subsampler subsampler = new(Zipf(50), 0.01);
        RandomSource random = new(7);
        int[] rows = [.. Enumerable.Range(0, 1000).Select(i => i % 50)];
        float[] weights = [.. rows.Select(row => row * 2f)];
        int[] keptRows = new int[rows.Length];
        float[] keptWeights = new float[rows.Length];
        int[] places = new int[rows.Length];
        int kept = subsampler.Sample(rows, weights, keptRows, keptWeights, places, ref random);
        Assert.InRange(kept, 1, 999);
        for (int i = 0; i < kept; i++) Assert.Equal((keptRows[i], keptRows[i] * 2f), (rows[places[i]], keptWeights[i]));
        Assert.Equal(places[..kept].Order(), places[..kept]);
        Assert.Equal(rows.Length, new Subsampler(Zipf(50), 0).Sample(rows, weights, keptRows, keptWeights, places, ref random));
        Assert.Equal(Enumerable.Range(0, rows.Length), places);
    }

    [Fact]
    public void The_learning_rate_falls_in_a_straight_line_to_its_floor()
    {
        LearningRateSchedule schedule = new(0.025, 1e-4, 1000);
        Assert.Equal(0.025, schedule.At(0), 1e-12);
        Assert.Equal(0.025 * 0.75, schedule.At(250), 0.025 * 0.001);
        Assert.Equal(0.025 * 0.5, schedule.At(500), 0.025 * 0.001);
        Assert.Equal(0.025 / 1001, schedule.At(1000), 1e-12);
        Assert.Equal(0.025 * 1e-4, schedule.At(5000), 1e-12);
    }

    private static Vocabulary Zipf(int items)
    {
        VocabularyBuilder builder = new();
        for (int row = 0; row < items; row++) builder.Add($"item {row}", 10_000 / (row + 1));
        return builder.Build();
    }

    private static NegativePool Space(Vocabulary vocabulary, int first = 0)
        => new(first, [.. Enumerable.Range(0, vocabulary.Count).Select(vocabulary.CountOf)]);
}
