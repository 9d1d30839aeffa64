using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Training.Sessions;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Scoring;

/// <summary>What session vectors add to the blend.</summary>
public sealed class SessionScoreTests : IDisposable
{
    private const int Items = 30;
    private readonly TestModel model = new(Items);
    private readonly SessionVectors learned;
    private readonly CooccurrenceTable pairs;
    private readonly ItemIndex index;

    public SessionScoreTests()
    {
        Random random = new(3);
        SessionCorpusBuilder builder = new(model.Vectors.Vocabulary);
        for (int session = 0; session < 60; session++)
        {
            for (int step = 0; step < 5; step++) builder.Append(random.Next(Items));
            builder.EndSession();
        }

        using SessionCorpus corpus = builder.Build();
        learned = SessionVectorTrainer.Train(corpus, new() { Dimensions = model.Vectors.Dimensions, Epochs = 1, Threads = 1 });
        double[] weights = new double[BlendWeights.Names.Count];
        (weights[Place("session")], weights[Place("sessionLast")]) = (1.5, -0.5);
        using CooccurrenceTable counted = CooccurrenceBuilder.Build(corpus);
        using CooccurrenceTable with = counted.With(learned.Share());
        pairs = with.With(new BlendWeights(weights));
        index = ItemIndex.Build(model.Vectors.With(pairs));
    }

    private static int Place(string name) => BlendWeights.Names.ToList().IndexOf(name);

    public void Dispose()
    {
        index.Dispose();
        learned.Dispose();
        model.Dispose();
    }

    [Theory]
    [InlineData(true, 7)]
    [InlineData(false, 7)]
    [InlineData(true, 7, 9, 11)]
    [InlineData(false, 7, 9, 11)]
    public void The_score_is_the_cosine_of_the_decayed_mean_and_of_the_last_item(bool exact, params int[] history)
    {
        (double Weight, int Row)[] ages = [.. history.Reverse().Select((row, age) => (Math.Pow(SessionVectors.Decay, age), row))];
        float[] mean = TestModel.Sum([.. ages.Select(one => (one.Weight, learned.Vector(one.Row)))]);
        TestModel.AssertSame(
            model.Rank(Score, 10, history),
            index.Recommend(
                [.. history.Select(row => $"item{row}")], 10,
                new RecommendOptions { Score = ScoreMode.Blend, Exact = exact, Decay = 0.3 }));

        double Score(int row)
        {
            float[] last = learned.Vector(history[^1]);
            return SessionVectors.Scale
                * ((1.5 * TestModel.Cosine(mean, learned.Vector(row))) - (0.5 * TestModel.Cosine(last, learned.Vector(row))));
        }
    }

    [Fact]
    public void Items_that_joined_later_score_nothing()
    {
        using TestModel more = new(Items + 3);
        using ItemIndex later = ItemIndex.Build(more.Vectors.With(pairs));
        Neighbor[] all = later.Recommend(["item7"], Items + 3, new RecommendOptions { Score = ScoreMode.Blend, Exact = true });
        Assert.All(all.Where(one => int.Parse(one.Item[4..]) >= Items), one => Assert.Equal(0, one.Score, 1e-6));
        Neighbor[] asked = later.Recommend([$"item{Items}"], 5, new RecommendOptions { Score = ScoreMode.Blend, Exact = true });
        Assert.All(asked, one => Assert.Equal(0, one.Score, 1e-6));
    }
}
