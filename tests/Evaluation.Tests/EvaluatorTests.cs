using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Tests.Training;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Metrics;
using Item2Vec.Evaluation.Splits;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Tests;

public sealed class EvaluatorTests
{
    /// <summary>Scores that a test writes down.</summary>
    private sealed class Fixed(Func<int[], float[]> scores) : IScorer
    {
        public void Score(ReadOnlySpan<int> history, Span<float> target) => scores(history.ToArray()).CopyTo(target);
    }

    private static SplitCorpus Split(string[][] log, string split = "last")
    {
        Assert.True(CorpusSplit.TryParse(split, 1, out CorpusSplit? parsed));
        return parsed!.Split(SessionCorpus.FromSessions(log), 1);
    }

    private static Evaluator Of(SplitCorpus split, EvaluationOptions options) => new(split, options with { Resamples = 100 });

    private static double Value(ModelResult result, string metric) => result.Metrics[metric].Value;

    /// <summary>Five training items a to e, rows 0 to 4; held out: b after a, c after d, "new" after e, e after e.</summary>
    private static readonly string[][] Log =
        [["a", "a", "a", "a", "b"], ["b", "b", "b", "d", "c"], ["c", "c", "d", "e", "new"], ["e", "e"]];

    private static float[] ByItem(SplitCorpus split, params (string Item, float Score)[] scores)
    {
        float[] all = new float[split.Training.Vocabulary.Count];
        foreach ((string item, float score) in scores) all[split.Training.Vocabulary.RowOf(item)] = score;
        return all;
    }

    [Fact]
    public void Ranks_unknown_targets_and_self_repeats_count_as_the_rules_say()
    {
        using SplitCorpus split = Split(Log);

        // After a: b is second of b c d e. After d: c is first. The item just used has the highest score and is no candidate.
        IScorer ranker = new Fixed(
            history => ByItem(split, [("a", 5), ("c", 4), ("b", 3), ("d", 2), ("e", 1), (split.Training.Vocabulary[history[^1]], 9)]));
        EvaluationOptions options = new() { Cutoffs = [1, 3] };

        using Evaluator dropped = Of(split, options);
        EvaluationResult asked = dropped.Result([]);
        Assert.Equal(
            (3, 3, 5, 1, 0, 1),
            (asked.Cases, asked.Sessions, asked.Items, asked.CasesWithUnknownTarget, asked.CasesWithoutHistory, asked.SelfRepeats));
        ModelResult result = dropped.Measure("fixed", ranker);

        // After d, a stands above c: rank 2, too.
        Assert.Equal(0, Value(result, "hit@1"));
        Assert.Equal(2 / 3.0, Value(result, "hit@3"), 1e-12);
        Assert.Equal((0.5 + 0.5) / 3, Value(result, "mrr@3"), 1e-12);
        Assert.Equal(2 / Math.Log2(3) / 3, Value(result, "ndcg@3"), 1e-12);
        Assert.Equal((2 / 3.0 + 2 / 3.0) / 3, Value(result, "auc"), 1e-12);

        Assert.Equal(3 / 4.0, Value(Of(split, options with { Repeats = RepeatRule.Hit }).Measure("fixed", ranker), "hit@3"), 1e-12);

        // Ranked: the item just used stands first, so that the others come one later, and the repeat is found.
        ModelResult ranked = Of(split, options with { Repeats = RepeatRule.Rank }).Measure("fixed", ranker);
        Assert.Equal(0.25, Value(ranked, "hit@1"), 1e-12);
        Assert.Equal(((1 / 3.0) + (1 / 3.0) + 1) / 4, Value(ranked, "mrr@3"), 1e-12);
    }

    [Fact]
    public void Lists_hold_the_best_candidates_the_more_frequent_of_equals_first()
    {
        using SplitCorpus split = Split(Log);
        ModelResult result = Of(split, new EvaluationOptions { Cutoffs = [2] }).Measure("zero", new Fixed(_ => new float[5]));

        // a and b (counts 4 and 3) after d and e; b and then c (2) after a.
        Assert.Equal((3.5 + 3.5 + 2.5) / 3, Value(result, "popularity@2"), 1e-12);
        Assert.Equal(0.6, Value(result, "coverage@2"), 1e-12);

        // Listed 2, 3, 1, 0, 0 times.
        Assert.Equal(((-4 * 0) + (-2 * 0) + (0 * 1) + (2 * 2) + (4 * 3)) / 30.0, Value(result, "gini@2"), 1e-12);
    }

    [Fact]
    public void Each_protocol_gives_what_it_says()
    {
        string[][] log = [["a", "b"], ["c", "b", "a"], ["d", "a", "b", "c"]];
        using SplitCorpus split = Split([.. log, ["a", "b", "x", "d", "c"]], "time:0.25");
        Assert.Equal(["a", "b", "d"], Given(Protocol.LastItem));
        Assert.Equal(["a", "ab", "abd"], Given(Protocol.Prefix));
        Assert.Equal(["a", "ab", "abd"], Given(Protocol.Recent));
        Assert.Equal(["a", "b", "c", "d"], Given(Protocol.ItemToItem));

        string[] Given(Protocol protocol)
        {
            SortedSet<string> given = new(StringComparer.Ordinal);
            Of(split, new EvaluationOptions { Protocol = protocol, Threads = 1 }).Measure("spy", new Fixed(history =>
            {
                given.Add(string.Concat(history.Select(row => split.Training.Vocabulary[row])));
                return new float[split.Training.Vocabulary.Count];
            }));
            return [.. given];
        }
    }

    [Fact]
    public void The_published_protocol_leaves_unknown_items_out_first_and_ranks_the_item_just_used()
    {
        // Of the last session x, y and the second x are of no training event; rare is, but too seldom to be learned.
        string[][] log = [["a", "b", "a", "b"], ["c", "a", "c", "rare"], ["b", "c", "b", "a"], ["x", "a", "y", "a", "x", "c", "rare", "b"]];
        Assert.True(CorpusSplit.TryParse("time:0.25", 1, out CorpusSplit? parsed));
        using SplitCorpus split = parsed!.Split(SessionCorpus.FromSessions(log), 2);
        List<string> given = [];
        using Evaluator evaluator = Of(
            split, new EvaluationOptions { Protocol = Protocol.Published, Cutoffs = [1], Threads = 1 });
        ModelResult result = evaluator.Measure("spy", new Fixed(history =>
        {
            given.Add(string.Concat(history.Select(row => split.Training.Vocabulary[row])));
            return ByItem(split, ("a", 3), ("b", 2), ("c", 1));
        }));

        // a, a, c, rare, b: each but the first is a case, the repeated a is found and rare is a miss.
        Assert.Equal(["a", "aa", "aac"], given.Distinct().Order(StringComparer.Ordinal));
        EvaluationResult asked = evaluator.Result([]);
        Assert.Equal((4, 1, 1, 3), (asked.Cases, asked.CasesWithUnknownTarget, asked.SelfRepeats, asked.UnknownEvents));
        Assert.Equal(0.25, Value(result, "hit@1"), 1e-12);

        // Recent asks about the unknown items, too, and not about the repeat.
        using Evaluator recent = Of(split, new EvaluationOptions { Protocol = Protocol.Recent, Cutoffs = [1] });
        Assert.Equal((6, 3, 0), (recent.Cases, recent.Result([]).CasesWithUnknownTarget, recent.Result([]).UnknownEvents));
    }

    [Fact]
    public void Sessions_without_two_known_items_give_nothing_to_ask()
    {
        using SplitCorpus split = Split([["a", "b"], ["a", "b"], ["b", "a"], ["x", "a", "y"]], "time:0.25");
        Assert.Contains(
            "no held-out session has two items",
            Assert.Throws<Item2VecException>(() => Of(split, new EvaluationOptions { Protocol = Protocol.Published })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_rest_of_the_session_and_the_company_of_an_item_are_several_targets()
    {
        using SplitCorpus split = Split([["a", "b", "c", "d"], ["a", "b", "c", "d"], ["d", "a", "b", "a", "c", "x"]], "time:0.34");
        IScorer alphabetical = new Fixed(_ => ByItem(split, ("a", 4), ("b", 3), ("c", 2), ("d", 1)));

        // After d the rest is {a, b, c, x}; after a {b, c, x}; after b {a, c, x}; after a {c, x}; after c {x}: the item just used is none.
        ModelResult rest = Of(split, new EvaluationOptions { Cutoffs = [2], PredictRest = true }).Measure("rest", alphabetical);
        Assert.Equal(((2 / 4.0) + (2 / 3.0) + (2 / 3.0) + (1 / 2.0) + 0) / 5, Value(rest, "recall@2"), 1e-12);
        Assert.Equal((1 + 1 + 1 + 0.5 + 0) / 5, Value(rest, "precision@2"), 1e-12);

        // Four known items ask, each for the three others and x.
        using Evaluator pairs = Of(split, new EvaluationOptions { Cutoffs = [2], Protocol = Protocol.ItemToItem });
        Assert.Equal(4, pairs.Cases);
        Assert.Equal(0.5, Value(pairs.Measure("pairs", alphabetical), "recall@2"), 1e-12);
    }

    [Fact]
    public void Cases_are_sliced_by_how_often_the_target_was_trained()
    {
        using SplitCorpus split = Split(Log);
        IScorer ranker = new Fixed(_ => ByItem(split, ("b", 9), ("c", 1)));
        ModelResult result = Of(split, new EvaluationOptions { Cutoffs = [1], ColdCounts = [0, 2] }).Measure("fixed", ranker);
        Assert.Equal([("target count 0", 1, 0.0), ("target count 1 to 2", 1, 0.0), ("target count 3 or more", 1, 1.0)],
            result.Slices.Select(slice => (slice.Key, slice.Value.Cases, slice.Value.Metrics["hit@1"].Value)));
    }

    [Fact]
    public void A_sample_of_cases_is_of_whole_sessions()
    {
        string[][] log = [.. PlantedCorpus.Sessions(200)];
        using SplitCorpus split = Split(log, "sessions:0.5");
        using Evaluator all = Of(split, new EvaluationOptions { Protocol = Protocol.Prefix });
        using Evaluator some = Of(split, new EvaluationOptions { Protocol = Protocol.Prefix, MaxCases = 100 });
        Assert.True(all.Cases > 300);
        Assert.InRange(some.Cases, 100, 110);
    }

    [Fact]
    public void A_trained_model_is_measured_as_similar_and_recommend_answer_for_any_number_of_threads()
    {
        using SplitCorpus split = Split([.. PlantedCorpus.Sessions(800)]);
        using ItemVectors vectors = ItemTrainer.Train(
            split.Training, new TrainingOptions { Dimensions = 16, Epochs = 8, Subsampling = 0, Threads = 1 });
        EvaluationOptions options = new() { Cutoffs = [10], Resamples = 100, Protocol = Protocol.Recent };
        using Evaluator one = new(split, options with { Threads = 1 }, vectors);
        using Evaluator three = new(split, options with { Threads = 3 }, vectors);
        Func<Evaluator, ModelScorer>[] scorers = [at => at.Similar(vectors), at => at.Next(vectors, 0.5)];
        foreach (Func<Evaluator, ModelScorer> of in scorers)
        {
            using ModelScorer first = of(one), second = of(three);
            ModelResult expected = one.Measure("model", first);
            Assert.Equal(expected.Metrics, three.Measure("model", second).Metrics);

            // Ten of twelve items of a topic, nine of ten times the right one.
            Assert.InRange(Value(expected, "hit@10"), 0.6, 0.95);
            Assert.InRange(Value(expected, "diversity@10"), 0.01, 0.5);
        }

        float[] scores = new float[vectors.Count];
        using ModelScorer similar = one.Similar(vectors);
        similar.Score([3, 5], scores);
        int best = Enumerable.Range(0, scores.Length).OrderByDescending(row => scores[row]).First(row => row is not 3 and not 5);
        Assert.Equal(scores[best], Cosine(vectors, 0.8, 3, 5, best), 1e-5);
    }

    [Fact]
    public void An_evaluator_frees_its_unit_vectors()
    {
        using SplitCorpus split = Split([.. PlantedCorpus.Sessions(20)]);
        using ItemVectors vectors = ItemTrainer.Train(
            split.Training, new TrainingOptions { Dimensions = 8, Epochs = 1, Threads = 1, Subsampling = 0 });
        Evaluator evaluator = new(split, null, vectors);
        NativeMemoryHandle unit = evaluator.Likeness!.Data.Memory;
        evaluator.Dispose();
        Assert.True(unit.IsFreed);
    }

    private static double Cosine(ItemVectors vectors, double decay, int older, int newer, int item)
    {
        double[] a = Unit(older), b = Unit(newer), c = Unit(item);
        double[] mean = [.. Enumerable.Range(0, a.Length).Select(i => (decay * a[i]) + b[i])];
        return mean.Zip(c, (x, y) => x * y).Sum() / Math.Sqrt(mean.Sum(x => x * x));

        double[] Unit(int row)
        {
            float[] vector = vectors.Vector(row);
            double length = Math.Sqrt(vector.Sum(x => (double)x * x));
            return Array.ConvertAll(vector, x => x / length);
        }
    }
}
