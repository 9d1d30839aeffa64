using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Tests.Training;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Metrics;
using Item2Vec.Evaluation.Splits;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Tests;

/// <summary>Models on the same cases: whose differences are known, and whose items differ.</summary>
public sealed class ComparisonTests
{
    private const int Sessions = 2000;

    /// <summary>Sessions of an item of their own and a target: a scorer finds those whose number it is told to.</summary>
    private static SplitCorpus Planted()
    {
        string[][] log = [.. Enumerable.Range(0, Sessions).Select(i => (string[])[$"q{i}", "target"]), ["target", "other", "target"]];
        Assert.True(CorpusSplit.TryParse("last", 1, out CorpusSplit? last));
        return last!.Split(SessionCorpus.FromSessions(log), 1);
    }

    private sealed class Finder(SplitCorpus split, Func<int, bool> finds) : IScorer
    {
        public void Score(ReadOnlySpan<int> history, Span<float> scores)
        {
            Vocabulary items = split.Training.Vocabulary;
            scores.Clear();
            string query = items[history[^1]];
            bool found = query[0] == 'q' && finds(int.Parse(query.AsSpan(1)));
            scores[items.RowOf("target")] = found ? 1 : -1;
        }
    }

    [Fact]
    public void A_small_difference_on_the_same_cases_is_found_although_the_intervals_overlap()
    {
        using SplitCorpus split = Planted();
        using Evaluator evaluator = new(split, new EvaluationOptions { Cutoffs = [1] });
        ModelResult better = evaluator.Measure("better", new Finder(split, i => i % 100 < 52));
        ModelResult worse = evaluator.Measure("worse", new Finder(split, i => i % 100 < 50));
        Assert.True(better.Metrics["hit@1"].Low < worse.Metrics["hit@1"].High);

        Estimate difference = evaluator.Compare(better, worse)["hit@1"];
        double expected = 40.0 / (Sessions + 1);
        Assert.Equal(expected, difference.Value, 1e-12);
        Assert.True(difference.Low > 0);

        // Two of a hundred cases differ, by one: the standard error of their mean, within the error of 1,000 resamples (four of its own).
        double width = 2 * 1.96 * Math.Sqrt(expected * (1 - expected) / (Sessions + 1));
        Assert.InRange(difference.High - difference.Low, width * 0.85, width * 1.15);
        Assert.Equal(-expected, evaluator.Compare(worse, better)["hit@1"].Value, 1e-12);
    }

    [Fact]
    public void Models_that_are_equally_good_on_other_cases_are_not_told_apart()
    {
        using SplitCorpus split = Planted();
        using Evaluator evaluator = new(split, new EvaluationOptions { Cutoffs = [1] });
        ModelResult even = evaluator.Measure("even", new Finder(split, i => i % 2 == 0));
        ModelResult odd = evaluator.Measure("odd", new Finder(split, i => i % 2 == 1));
        IReadOnlyDictionary<string, Estimate> differences = evaluator.Compare(even, odd);
        Assert.Equal(0, differences["mrr@1"].Value, 1e-12);
        Assert.InRange(0, differences["mrr@1"].Low, differences["mrr@1"].High);

        // Each case differs by one, either way.
        double width = 2 * 1.96 / Math.Sqrt(Sessions);
        Assert.InRange(differences["mrr@1"].High - differences["mrr@1"].Low, width * 0.85, width * 1.15);
        Assert.Equal(["hit@1", "recall@1", "precision@1", "mrr@1", "ndcg@1", "auc"], differences.Keys);
        Assert.Equal(new Estimate(0, 0, 0), evaluator.Compare(even, even)["hit@1"]);
    }

    [Fact]
    public void Only_what_an_evaluator_measured_is_compared()
    {
        using SplitCorpus split = Planted();
        using Evaluator evaluator = new(split, new EvaluationOptions { Cutoffs = [1] });
        ModelResult made = new("made", new Dictionary<string, Estimate>(), 0);
        Assert.Throws<ArgumentException>(() => evaluator.Compare(made, made));
    }

    [Theory]
    [InlineData("similar")]
    [InlineData("next")]
    [InlineData("blend")]
    public void A_model_ranks_its_own_items_whatever_another_has(string name)
    {
        Assert.True(ScoreMode.TryParse(name, out ScoreMode? score));
        string[][] log = [.. PlantedCorpus.Sessions(300)];

        // The smaller model lacks the items of every third session's end; the larger one has them in another order.
        using ItemVectors small = Train([.. log.Take(200).Select(session => session.Where(item => !item.EndsWith('3')).ToArray())]);
        using ItemVectors large = Train([.. log.Reverse().Take(250)]);
        using SessionCorpus asked = SessionCorpus.FromSessions([.. log.Skip(250).Append(["unheard", "unseen"])]);
        EvaluationOptions options = new() { Protocol = Protocol.Recent, Repeats = RepeatRule.Rank, Cutoffs = [1, 10], Threads = 2 };
        using SplitCorpus alone = ModelSplit.Of(ModelSplit.All, asked, [small]);
        using SplitCorpus both = ModelSplit.Of(ModelSplit.All, asked, [large, small]);
        using Evaluator evaluatorAlone = new(alone, options);
        using Evaluator evaluatorOfBoth = new(both, options);
        using ModelScorer expected = evaluatorAlone.Scorer(score!, small, 0.5), actual = evaluatorOfBoth.Scorer(score!, small, 0.5);
        Assert.True(large.Count > small.Count);
        ModelResult one = evaluatorAlone.Measure("small", expected);
        ModelResult other = evaluatorOfBoth.Measure("small", actual);
        Assert.InRange(one.Metrics["hit@10"].Value, 0.2, 0.9);
        foreach (string metric in (string[])["hit@1", "hit@10", "mrr@10", "ndcg@10", "auc"])
            Assert.Equal(one.Metrics[metric].Value, other.Metrics[metric].Value, 1e-6);

        // Misses of what the small one lacks cost it what the large one wins.
        using ModelScorer ofLarge = evaluatorOfBoth.Scorer(score!, large, 0.5);
        Assert.True(evaluatorOfBoth.Compare(evaluatorOfBoth.Measure("large", ofLarge), other)["hit@10"].Low > 0);
        Assert.Equal(evaluatorAlone.Cases, evaluatorOfBoth.Cases);
    }

    [Fact]
    public void Items_of_no_model_are_left_out_by_the_published_protocol_and_a_split_says_what_is_asked()
    {
        using ItemVectors model = Train([.. PlantedCorpus.Sessions(100)]);
        string a = model.Vocabulary[0], b = model.Vocabulary[1];
        using SessionCorpus asked = SessionCorpus.FromSessions([[a, "unheard", b], [b], [a, b, a]]);
        using SplitCorpus all = ModelSplit.Of(ModelSplit.All, asked, [model]);
        using Evaluator published = new(all, new EvaluationOptions { Protocol = Protocol.Published });
        Assert.Equal((3, 1), (published.Cases, published.Result([]).UnknownEvents));

        Assert.True(CorpusSplit.TryParse("last", 1, out CorpusSplit? last));
        using SplitCorpus ends = ModelSplit.Of("last", asked, [model], last);
        using Evaluator ofEnds = new(ends);
        Assert.Equal((2, 0), (ofEnds.Cases, ofEnds.Result([]).CasesWithUnknownTarget));
    }

    private static ItemVectors Train(string[][] sessions)
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions(sessions);
        ItemVectors vectors = ItemTrainer.Train(
            corpus, new TrainingOptions { Dimensions = 8, Epochs = 4, Subsampling = 0, Threads = 1, Window = 3 });
        return vectors.With(CooccurrenceBuilder.Build(corpus, null, default));
    }
}
