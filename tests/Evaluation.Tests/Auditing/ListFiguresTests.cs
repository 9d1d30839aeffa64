using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Evaluation.Auditing;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Tests.Auditing;

/// <summary>Popularity and concentration of lists, by hand.</summary>
public sealed class ListFiguresTests
{
    private static readonly AuditOptions Options =
        new() { ListLength = 2, PopularityWeight = 0, Scores = [ScoreMode.Next], Walks = 10, Steps = 3 };

    [Fact]
    public void An_audit_frees_its_unit_vectors()
    {
        using ItemVectors vectors = PlantedModel.HeadOnly();
        Auditor auditor = new(vectors, Options);
        NativeMemoryHandle unit = auditor.Unit.Data.Memory;
        auditor.Dispose();
        Assert.True(unit.IsFreed);
    }

    [Fact]
    public void Lists_of_the_head_alone_are_told_as_such()
    {
        using ItemVectors vectors = PlantedModel.HeadOnly();
        using Auditor auditor = new(vectors, Options);
        ListMetrics found = auditor.Metrics(ScoreMode.Next);

        // Each of the ten lists holds two items: i0 in nine, i1 in nine, i2 in those of i0 and i1.
        Assert.Equal(((9 * 50) + (9 * 40) + (2 * 10)) / 20.0, found.MeanPopularity, 1e-12);
        Assert.Equal(2 / 20.0, found.TailShare, 1e-12);
        Assert.Equal(0.3, found.Coverage, 1e-12);
        Assert.Equal(((5 * 2) + (7 * 9) + (9 * 9)) / (10.0 * 20), found.Gini, 1e-12);
        Assert.Equal((-0.9 * Math.Log2(0.45)) - (0.1 * Math.Log2(0.1)), found.Entropy, 1e-12);
        Assert.Equal([0.45, 0.45, 0.1, 0, 0, 0, 0, 0, 0, 0], found.Tenths);

        ListMetrics use = auditor.Use()!;
        Assert.Equal(140, auditor.UsedEvents);
        Assert.Equal((2500 + 1600 + 100 + 81 + 64 + 49 + 36 + 25 + 16 + 1) / 140.0, use.MeanPopularity, 1e-12);
        Assert.Equal(50 / 140.0, use.TailShare, 1e-12);
        Assert.Equal(1, use.PopularityCorrelation, 1e-12);
        Assert.Equal(50 / 140.0, use.Tenths[0], 1e-12);
        Assert.True(found.MeanPopularity > use.MeanPopularity && found.PopularityCorrelation > 0.5);
    }

    [Fact]
    public void A_log_tells_of_use_instead_of_the_models_counts()
    {
        using ItemVectors vectors = PlantedModel.HeadOnly();
        using SessionCorpus log = SessionCorpus.FromSessions([["i9", "i9", "i9", "i0", "unheard", "unheard"]]);
        using Auditor auditor = new(vectors, Options, log);
        Assert.Equal((4, 2), (auditor.UsedEvents, auditor.UnknownEvents));

        // Now i9 and i0 are the head of two: i1 in nine and i2 in two of the lists are the tail.
        Assert.Equal(11 / 20.0, auditor.Metrics(ScoreMode.Next).TailShare, 1e-12);
        Assert.Equal(0.75, auditor.Use()!.Tenths[0], 1e-12);
    }

    [Fact]
    public void A_sample_of_lists_is_drawn_by_use()
    {
        // i0 has nine tenths of all events; its list is i1 and i2, so i1 is in nearly every list and i0 in few.
        using ItemVectors vectors = PlantedModel.Of(
            [900, 50, 30, 20], [[1, 0], [1, 0], [1, 0], [1, 0]], [[4, 0], [3, 0], [2, 0], [1, 0]]);
        using Auditor auditor = new(vectors, Options with { Lists = 1000 });
        Assert.Equal((1000, true), (auditor.Lists, auditor.IsSample));

        // Of 2,000 places 1,000 times 0.95 for i1; the bound is four standard deviations of the draw.
        double share = auditor.Metrics(ScoreMode.Next).Tenths[1] * 2;
        Assert.InRange(share, 0.95 - (4 * Math.Sqrt(0.95 * 0.05 / 1000)), 0.95 + (4 * Math.Sqrt(0.95 * 0.05 / 1000)));
    }

    [Fact]
    public void Draws_follow_counts_and_never_meet_an_unused_item()
    {
        Consumption consumption = new([5, 0, 3, 0, 2, 0]);
        RandomSource random = new(7);
        int[] drawn = new int[6];
        for (int i = 0; i < 10_000; i++) drawn[consumption.Draw(ref random)]++;
        Assert.Equal([0, 0, 0], new[] { drawn[1], drawn[3], drawn[5] });

        // Four standard deviations: one false alarm in 5,000 seeds a row.
        foreach ((int row, double share) in new[] { (0, 0.5), (2, 0.3), (4, 0.2) })
            Assert.Equal(share, drawn[row] / 10_000.0, 4 * Math.Sqrt(share * (1 - share) / 10_000));
    }

    [Fact]
    public void Rank_correlation_gives_equal_numbers_their_mean_rank()
    {
        Assert.Equal([1, 2.5, 2.5, 4], RankCorrelation.Ranks([10, 20, 20, 30]));

        // 1 - 6 * sum d^2 / (n (n^2 - 1)) without ties.
        Assert.Equal(1 - (6 * 2 / (4.0 * 15)), RankCorrelation.Of([1, 2, 3, 4], [1, 3, 2, 4]), 1e-12);
        Assert.Equal(-1, RankCorrelation.Of([1, 2, 3], [9, 8, -5]), 1e-12);
        Assert.True(double.IsNaN(RankCorrelation.Of([1, 2, 3], [4, 4, 4])));
    }

    [Fact]
    public void A_model_without_counts_is_audited_without_use()
    {
        using ItemVectors vectors = PlantedModel.Of([0, 0, 0], [[1, 0], [0, 1], [1, 1]]);
        using Auditor auditor = new(vectors, new AuditOptions { ListLength = 1 });
        Assert.Null(auditor.Use());
        Assert.Equal([ScoreMode.Similar], auditor.Scores);
        ListMetrics found = auditor.Metrics(ScoreMode.Similar);
        Assert.True(double.IsNaN(found.MeanPopularity) && double.IsNaN(found.TailShare) && double.IsNaN(found.Tenths[0]));

        // i2 is the nearest of both others.
        Assert.Equal(2 / 3.0, found.Coverage, 1e-12);
    }

    [Fact]
    public void What_cannot_be_audited_is_refused()
    {
        using ItemVectors vectors = PlantedModel.Pairs(3);
        Item2VecException tooLong = Assert.Throws<Item2VecException>(() => new Auditor(vectors, new AuditOptions { ListLength = 6 }));
        Assert.Contains("6 items", tooLong.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.Usage, tooLong.Code);
        Assert.Contains("output", Assert.Throws<Item2VecException>(() => new Auditor(vectors, Options)).Message, StringComparison.Ordinal);
        using SessionCorpus other = SessionCorpus.FromSessions([["x", "y"]]);
        Assert.Equal(
            ErrorCode.BadData,
            Assert.Throws<Item2VecException>(() => new Auditor(vectors, new AuditOptions { ListLength = 2 }, other)).Code);
        Assert.Equal(
            8,
            new AuditOptions
            {
                ListLength = 0, Lists = -1, PopularityWeight = -1, HeadShare = 1, Walks = 0, MinGroupSize = 1, Permutations = 5,
                Resamples = 5
            }
                .Problems().Count);
    }
}
