using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Evaluation.Auditing;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Tests.Auditing;

/// <summary>Walks along recommendations on models whose loops are known.</summary>
public sealed class WalkTests
{
    private static readonly AuditOptions Options = new() { ListLength = 1, Walks = 50, Steps = 6 };

    [Fact]
    public void Items_that_name_each_other_are_a_loop_of_two()
    {
        using ItemVectors vectors = PlantedModel.Pairs(4);
        using Auditor auditor = new(vectors, Options);
        WalkMetrics walk = auditor.Walks()[0];
        Assert.Equal((ScoreMode.Similar, WalkKind.First), (walk.Score, walk.Kind));
        Assert.Equal((2.0, 1.0, 2.0), (walk.DistinctItems, walk.Returned, walk.LoopLength));
        Assert.All(walk.Cosines, cosine => Assert.Equal(1, cosine, 1e-6));
        Assert.Equal(6, walk.Cosines.Count);
        Assert.Equal(1, walk.ItemsReached, 1e-12);
    }

    [Fact]
    public void A_walk_over_a_ring_sees_every_item_before_it_comes_back()
    {
        // i0 -> i1 -> i2 -> i3 -> i0 by the next score; neighbors on the ring are at right angles.
        float[][] axes = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]];
        using ItemVectors vectors = PlantedModel.Of([1, 1, 1, 1], axes, [axes[3], axes[0], axes[1], axes[2]]);
        using Auditor auditor = new(vectors, Options with { PopularityWeight = 0, Scores = [ScoreMode.Next] });
        WalkMetrics walk = auditor.Walks()[0];
        Assert.Equal((4.0, 1.0, 4.0), (walk.DistinctItems, walk.Returned, walk.LoopLength));
        Assert.Equal([0, 0, 0, 1, 0, 0], walk.Cosines.Select(cosine => Math.Round(cosine, 6)));
    }

    [Fact]
    public void Any_of_the_list_goes_further_than_the_first()
    {
        using ItemVectors vectors = PlantedModel.Pairs(4);
        using Auditor auditor = new(vectors, Options with { ListLength = 7, Walks = 400 });
        IReadOnlyList<WalkMetrics> walks = auditor.Walks();
        Assert.Equal([WalkKind.First, WalkKind.Any, WalkKind.Drawn], walks.Select(walk => walk.Kind));

        // All seven others are as likely: 8 (1 - ...) distinct of 7 places without standing still, and one in seven next items is the twin,
        // of cosine 1.
        double expected = 8 * (1 - Math.Pow(6 / 7.0, 6) * (7 / 8.0));
        Assert.InRange(walks[1].DistinctItems, expected - 0.35, expected + 0.35);
        Assert.InRange(walks[1].Cosines[0], (1 / 7.0) - 0.07, (1 / 7.0) + 0.07);
    }

    [Fact]
    public void Sessions_are_followed_as_they_went()
    {
        using ItemVectors vectors = PlantedModel.Of([5, 5, 5, 5, 5], [[1, 0], [0, 1], [1, 1], [-1, 0], [0, -1]]);
        using SessionCorpus log = SessionCorpus.FromSessions([["i0", "i1", "i2"], ["i0", "i1", "i2"], ["i0", "i0", "unheard"]]);
        AuditLog known = new(log, vectors.Vocabulary);
        Dictionary<int, int> after = [];
        for (int draw = 0; draw < 400; draw++)
        {
            RandomSource random = RandomSource.For(1, 2, draw);
            int next = known.After(0, ref random);
            after[next] = after.GetValueOrDefault(next) + 1;
            Assert.Equal(2, known.After(1, ref random));
            Assert.Equal(-1, known.After(2, ref random));
            Assert.Equal(-1, known.After(4, ref random));
        }

        // Of four events of i0 two go on to i1; one repeats it and one is followed by what the model does not know. Four standard
        // deviations.
        Assert.Equal([-1, 1], after.Keys.Order());
        Assert.InRange(after[1], 160, 240);
        using Auditor auditor = new(vectors, Options, log);
        Assert.Equal(WalkKind.Used, auditor.Walks()[^1].Kind);
    }
}
