using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Tests.Support;

namespace Item2Vec.Embeddings.Tests.Corpus;

public sealed class SessionCorpusTests
{
    [Fact]
    public void Sessions_come_back_as_they_were_given()
    {
        Random random = new(1);
        string[][] sessions =
        [
            .. Enumerable.Range(0, 3000).Select(_ => Enumerable.Range(0, 1 + random.Next(9)).Select(_ => $"i{random.Next(50)}").ToArray())
        ];
        using SessionCorpus corpus = SessionCorpus.FromSessions(sessions);
        Assert.Equal(sessions.Length, corpus.SessionCount);
        Assert.Equal(sessions.Sum(session => session.Length), corpus.TokenCount);
        Assert.Equal(corpus.TokenCount, corpus.Vocabulary.TotalCount);
        for (int session = 0; session < sessions.Length; session++)
        {
            Assert.Equal(sessions[session], corpus.Session(session).Select(row => corpus.Vocabulary[row]));
            Assert.Equal(sessions[session].Length, corpus.SessionLength(session));
        }
    }

    [Fact]
    public void Rows_are_in_falling_order_of_count_then_in_order_of_id()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions([["b", "c", "a"], ["c", "d"]]);
        Assert.Equal(["c", "a", "b", "d"], Enumerable.Range(0, 4).Select(row => corpus.Vocabulary[row]));
    }

    [Fact]
    public void Rare_items_and_the_sessions_they_leave_empty_are_dropped()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions([["a", "b", "a"], ["c"], [], ["b"]], minCount: 2);
        Assert.Equal(2, corpus.SessionCount);
        Assert.Equal(2, corpus.Vocabulary.Count);
        Assert.Equal([0, 1, 0], corpus.Session(0));
        Assert.Equal([1], corpus.Session(1));
    }

    [Fact]
    public void A_builder_that_grows_in_memory_and_one_in_a_file_give_the_same()
    {
        using TemporaryDirectory directory = new();
        using SessionCorpus inMemory = Build(null);
        using SessionCorpus inFile = Build(directory.Path);
        Assert.Equal(inMemory.SessionCount, inFile.SessionCount);
        for (long session = 0; session < inMemory.SessionCount; session++)
        {
            Assert.Equal(inMemory.Session(session), inFile.Session(session));
            Assert.Equal(inMemory.UserOf(session), inFile.UserOf(session));
            Assert.Equal(inMemory.Weights(session).ToArray(), inFile.Weights(session).ToArray());
            Assert.Equal(session % 3 - 1, inFile.UserOf(session));
            Assert.Equal(session % 7, inFile.Session(session)[0]);
            Assert.Equal(session + 0.5f, inFile.Weights(session)[0]);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_session_outside_is_refused(long session)
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions([["a"], ["b"]]);
        Assert.Throws<ArgumentOutOfRangeException>(() => corpus.Session(session));
        Assert.Throws<ArgumentOutOfRangeException>(() => corpus.SessionLength(session));
        Assert.Throws<ArgumentOutOfRangeException>(() => corpus.UserOf(session));
        Assert.Throws<ArgumentOutOfRangeException>(() => corpus.Weights(session).Length);
    }

    [Fact]
    public void A_disposed_corpus_says_so()
    {
        SessionCorpus corpus = SessionCorpus.FromSessions([["a"], ["b"]]);
        corpus.Dispose();
        Assert.Throws<ObjectDisposedException>(() => corpus.Session(0));
        Assert.Throws<ObjectDisposedException>(() => corpus.SessionLength(0));
        Assert.Throws<ObjectDisposedException>(() => corpus.UserOf(0));
        corpus.Dispose();
    }

    [Fact]
    public void A_builder_refuses_what_does_not_fit_and_use_after_building()
    {
        Vocabulary items = Vocabulary("a", "b");
        SessionCorpusBuilder builder = new(items, users: Vocabulary("u"));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Append(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Append(-1));
        builder.Append(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.EndSession(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.EndSession(-2));
        using SessionCorpus corpus = builder.Build();
        Assert.Throws<InvalidOperationException>(() => builder.Append(0));
        Assert.Throws<InvalidOperationException>(() => builder.EndSession());
        Assert.Throws<InvalidOperationException>(builder.Build);
        Assert.Equal([1], corpus.Session(0));
        Assert.Equal(-1, corpus.UserOf(0));
    }

    [Fact]
    public void A_corpus_may_be_empty()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions(Array.Empty<string[]>());
        Assert.Equal(0, corpus.SessionCount);
        Assert.Equal(0, corpus.TokenCount);
    }

    private static SessionCorpus Build(string? directory)
    {
        SessionCorpusBuilder builder = new(
            Vocabulary("a", "b", "c", "d", "e", "f", "g"), 0, Vocabulary("u", "v"), withWeights: true, directory);
        for (int session = 0; session < 5000; session++)
        {
            for (int i = 0; i <= session % 5; i++) builder.Append((session + i) % 7, session + 0.5f + i);
            builder.EndSession((session % 3) - 1);
        }

        return builder.Build();
    }

    private static Vocabulary Vocabulary(params string[] items)
    {
        VocabularyBuilder builder = new();
        foreach (string item in items) builder.Add(item, 1);
        return builder.Build();
    }
}
