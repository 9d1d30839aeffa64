using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Tests.Training;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Evaluation.Baselines;
using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Splits;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Evaluation.Tests;

/// <summary>A baseline and a scorer are each a class and a line of their registry: found by name and evaluated like the others.</summary>
public sealed class ExtensionTests
{
    private static readonly BaselineRegistry Baselines = BaselineRegistry.BuiltIn.With(new RarityBaseline());
    private static readonly ScoreMode ByRow = new("by-row", (model, _, decay) => new RowScorer(model, decay));

    private static SplitCorpus Split()
    {
        Assert.True(CorpusSplit.TryParse("last", 1, out CorpusSplit? split));
        return split!.Split(SessionCorpus.FromSessions(PlantedCorpus.Sessions(200)), 1);
    }

    [Fact]
    public void A_baseline_is_found_by_name_and_measured()
    {
        Assert.True(Baselines.TryParse("rarity", out IReadOnlyList<IBaseline> chosen));
        IBaseline baseline = Assert.Single(chosen);
        Assert.Equal([.. BaselineRegistry.BuiltIn.Names, "rarity"], Baselines.Names);
        Assert.False(BaselineRegistry.BuiltIn.TryParse("rarity", out _));

        using SplitCorpus split = Split();
        EvaluationOptions options = new() { Resamples = 100 };
        IScorer scorer = baseline.Fit(new BaselineData(split.Training, options.HistoryDecay, 5, 1, 1), CancellationToken.None);
        using Evaluator evaluator = new(split, options);
        Assert.InRange(evaluator.Measure(baseline.Name, scorer).Metrics["hit@20"].Value, 0, 1);
    }

    [Fact]
    public void A_scorer_is_evaluated_and_searched_with_the_same_order()
    {
        using SplitCorpus split = Split();
        using ItemVectors vectors = ItemTrainer.Train(split.Training, new TrainingOptions { Dimensions = 4, Epochs = 1, Threads = 1 });
        using ScoringModel model = new(vectors);
        VectorScorer scorer = ByRow.Create(model, 0, 1);
        using Evaluator evaluator = new(split, new EvaluationOptions { Resamples = 100 });
        using ModelScorer evaluated = evaluator.Scorer(ByRow, vectors, 0);
        Assert.InRange(evaluator.Measure("by-row", evaluated).Metrics["hit@20"].Value, 0, 1);

        ScoredRow[] found = new ScoredRow[3];
        Assert.Equal(3, scorer.Find(new HistoryQuery(new[] { 0 }), filter: null, new SearchOptions(), found));
        float[] scores = new float[vectors.Count];
        evaluated.Score([0], scores);
        Assert.Equal(Enumerable.Range(0, vectors.Count).OrderByDescending(row => scores[row]).Take(3), found.Select(one => one.Row));

        using ItemIndex index = ItemIndex.Build(vectors);
        Assert.Equal(
            found.Select(one => vectors.Vocabulary[one.Row]),
            index.Recommend([vectors.Vocabulary[0]], 3, new RecommendOptions { Score = ByRow }).Select(one => one.Item));
    }

    /// <summary>Rare items first.</summary>
    private sealed class RarityBaseline : IBaseline
    {
        public string Name => "rarity";

        public string? Unsupported(SessionCorpus training) => null;

        public IScorer Fit(BaselineData data, CancellationToken cancellationToken) => new Rare(data.Training.Vocabulary);

        private sealed class Rare(Vocabulary items) : IScorer
        {
            public void Score(ReadOnlySpan<int> history, Span<float> scores)
            {
                for (int row = 0; row < items.Count; row++) scores[row] = -items.CountOf(row);
            }
        }
    }

    /// <summary>The last rows of the vocabulary first.</summary>
    private sealed class RowScorer(ScoringModel model, double decay) : VectorScorer(model, decay)
    {
        public override void ScoreAll(ReadOnlySpan<HistoryQuery> queries, EmbeddingMatrix scores)
        {
            for (int query = 0; query < queries.Length; query++)
                for (int row = 0; row < Model.Vectors.Count; row++) scores.Row(query)[row] = row;
        }

        public override int Find(HistoryQuery query, RowFilter? filter, SearchOptions search, Span<ScoredRow> found)
        {
            int count = Math.Min(found.Length, Model.Vectors.Count);
            for (int i = 0; i < count; i++) found[i] = new ScoredRow(Model.Vectors.Count - 1 - i, Model.Vectors.Count - 1 - i);
            return count;
        }
    }
}
