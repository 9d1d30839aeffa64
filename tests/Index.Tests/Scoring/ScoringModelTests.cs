using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Scoring;

/// <summary>What scorers borrow from a model comes back, and is freed with it.</summary>
public sealed class ScoringModelTests : IDisposable
{
    private readonly TestModel vectors = new(30);
    private readonly ItemVectors withPairs;

    public ScoringModelTests()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions([["item0", "item1"], ["item1", "item2"]]);
        withPairs = vectors.Vectors.With(CooccurrenceBuilder.Build(corpus));
    }

    public void Dispose()
    {
        withPairs.Dispose();
        vectors.Dispose();
    }

    public static TheoryData<string> Names() => [.. ScoreMode.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_search_that_fails_returns_its_working_memory(string score)
    {
        Assert.True(ScoreMode.TryParse(score, out ScoreMode? mode));
        using ScoringModel model = new(withPairs);
        VectorScorer scorer = mode.Create(model, beta: 0.5, decay: 0.8);
        ScoredRow[] found = new ScoredRow[5];
        Assert.Equal(5, scorer.Find(new HistoryQuery(new[] { 0, 1 }), null, new SearchOptions(), found));
        (SearchContext input, SearchContext output) = Contexts(model);
        HistoryQuery wrong = new(default) { Likes = new[] { 1 << 20 } };
        Assert.ThrowsAny<ArgumentException>(() => scorer.Find(wrong, null, new SearchOptions(), found));
        Assert.Equal((input, output), Contexts(model));
    }

    [Fact]
    public void Scores_that_are_kept_for_the_next_batch_are_freed_with_the_model()
    {
        ScoringModel model = new(withPairs);
        VectorScorer scorer = ScoreMode.Blend.Create(model, beta: 0, decay: 0.8);
        using EmbeddingMatrix scores = new(2, withPairs.Count);
        scorer.ScoreMany([new[] { 0 }, new[] { 1, 2 }], scores);
        EmbeddingMatrix kept = model.RentScores(1);
        Assert.Equal(2, kept.Rows);
        model.Return(kept);
        model.Dispose();
        Assert.True(kept.Data.Memory.IsFreed);
    }

    /// <summary>The contexts that the next search gets.</summary>
    private static (SearchContext Input, SearchContext Output) Contexts(ScoringModel model)
    {
        (SearchContext input, SearchContext output) = (model.Input.Rent(), model.RequireOutput().Rent());
        model.Input.Return(input);
        model.RequireOutput().Return(output);
        return (input, output);
    }
}
