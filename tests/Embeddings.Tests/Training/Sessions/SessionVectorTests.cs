using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Training.Sessions;
using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Embeddings.Tests.Training.Sessions;

/// <summary>Vectors that whole sessions teach.</summary>
public sealed class SessionVectorTests
{
    private const int Circle = 40;

    private static readonly SessionVectorOptions Quick = new() { Dimensions = 24, Epochs = 12, Negatives = 16, Threads = 1 };

    /// <summary>Sessions that go around a circle of items, from anywhere, and a second circle that they never leave either.</summary>
    private static SessionCorpus Walks(int sessions = 600)
    {
        Random random = new(5);
        return SessionCorpus.FromSessions(Enumerable.Range(0, sessions).Select(_ =>
        {
            string circle = random.Next(2) == 0 ? "a" : "b";
            int at = random.Next(Circle);
            return Enumerable.Range(0, 4 + random.Next(4)).Select(step => $"{circle}{(at + step) % Circle}").ToArray();
        }));
    }

    /// <summary>The rows by the cosine of the decayed mean of a history and their vectors, without those of the history.</summary>
    private static int[] Ranked(SessionVectors vectors, params int[] history)
    {
        double[] mean = new double[vectors.Dimensions];
        double weight = 1;
        foreach (int row in history.Reverse())
        {
            float[] vector = vectors.Vector(row);
            for (int d = 0; d < mean.Length; d++) mean[d] += weight * vector[d];
            weight *= SessionVectors.Decay;
        }

        return [.. Enumerable.Range(0, vectors.Count).Except(history)
            .OrderByDescending(row => vectors.Vector(row).Zip(mean).Sum(pair => pair.First * pair.Second))];
    }

    [Fact]
    public void The_mean_of_a_session_points_to_what_comes_next()
    {
        using SessionCorpus corpus = Walks();
        using SessionVectors vectors = SessionVectorTrainer.Train(corpus, Quick);
        int found = 0;
        for (int at = 0; at < Circle; at++)
        {
            int[] walk = [.. Enumerable.Range(at, 4).Select(step => corpus.Vocabulary.RowOf($"a{step % Circle}"))];
            if (Ranked(vectors, walk[..3]).Take(3).Contains(walk[3])) found++;
        }

        // By chance 3 of 77.
        Assert.InRange(found, Circle * 3 / 4, Circle);
    }

    [Fact]
    public void Vectors_have_length_one_and_one_thread_repeats_them_bit_for_bit()
    {
        using SessionCorpus corpus = Walks(100);
        using SessionVectors one = SessionVectorTrainer.Train(corpus, Quick with { Epochs = 2 });
        using SessionVectors again = SessionVectorTrainer.Train(corpus, Quick with { Epochs = 2 });
        using SessionVectors other = SessionVectorTrainer.Train(corpus, Quick with { Epochs = 2, Seed = 2 });
        for (int row = 0; row < one.Count; row++)
        {
            Assert.Equal(one.Vector(row), again.Vector(row));
            Assert.Equal(1, one.Vector(row).Sum(value => (double)value * value), 1e-5);
        }

        Assert.NotEqual(one.Vector(0), other.Vector(0));
    }

    [Fact]
    public void Threads_learn_the_same_together()
    {
        using SessionCorpus corpus = Walks();
        using SessionVectors vectors = SessionVectorTrainer.Train(corpus, Quick with { Threads = 3 });
        int[] walk = [.. Enumerable.Range(7, 4).Select(step => corpus.Vocabulary.RowOf($"b{step}"))];
        Assert.Contains(walk[3], Ranked(vectors, walk[..3]).Take(3));
    }

    [Fact]
    public void Of_a_long_log_the_latest_sessions_teach_and_items_that_they_lack_are_zero()
    {
        string[][] early = [.. Enumerable.Repeat<string[]>(["old1", "old2"], 50)];
        string[][] late = [.. Enumerable.Repeat<string[]>(["new1", "new2"], 50)];
        using SessionCorpus corpus = SessionCorpus.FromSessions([.. early, .. late]);
        using SessionVectors latest = SessionVectorTrainer.Train(corpus, Quick with { MaxEvents = 20 });
        Assert.All(latest.Vector(corpus.Vocabulary.RowOf("old1")), value => Assert.Equal(0, value));
        Assert.Contains(latest.Vector(corpus.Vocabulary.RowOf("new1")), value => value != 0);

        int[] backwards = [.. Enumerable.Range(0, 100).Reverse()];
        using SessionVectors first = SessionVectorTrainer.Train(corpus, Quick with { MaxEvents = 20, SessionOrder = backwards });
        Assert.All(first.Vector(corpus.Vocabulary.RowOf("new1")), value => Assert.Equal(0, value));
        Assert.Contains(first.Vector(corpus.Vocabulary.RowOf("old1")), value => value != 0);
    }

    [Fact]
    public void Sessions_without_a_second_event_teach_nothing()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions([["a"], ["b"]]);
        using SessionVectors vectors = SessionVectorTrainer.Train(corpus, Quick);
        Assert.All(vectors.Vector(0), value => Assert.Equal(0, value));
        Assert.Throws<ArgumentOutOfRangeException>(() => vectors.Vector(2));
    }

    [Fact]
    public void Options_out_of_range_are_named_together_and_a_canceled_training_ends()
    {
        using SessionCorpus corpus = Walks(10);
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => SessionVectorTrainer.Train(corpus, new() { Dimensions = 0, Negatives = 0, LearningRate = double.NaN }));
        Assert.Equal(ErrorCode.Usage, error.Code);
        Assert.All(["dimensions", "negatives", "rate"], word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        Assert.ThrowsAny<OperationCanceledException>(() => SessionVectorTrainer.Train(corpus, Quick, new CancellationToken(true)));
    }
}
