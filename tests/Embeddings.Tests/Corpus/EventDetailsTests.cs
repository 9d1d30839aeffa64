using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Tests.Corpus;

public sealed class EventDetailsTests
{
    private const EventColumns All = EventColumns.Baskets | EventColumns.Times | EventColumns.Goals;

    [Fact]
    public void Baskets_times_and_goals_come_back_as_they_were_given()
    {
        using SessionCorpus corpus = Build(
            All,
            [
                [(7, 1e9, false), (7, 1e9 + 0.5, true), (3, 1e9 + 90_000, false), (7, 1e9 + 90_000, true)],
                [(7, 50, false)],
                [(2, -5, true), (1, 3, false)]
            ]);
        Assert.Equal(All, corpus.Columns);
        Assert.Equal([0, 0, 1, 2], corpus.Baskets(0));
        Assert.Equal([0, 0.5, 90_000, 90_000], corpus.Times(0));
        Assert.Equal([false, true, false, true], corpus.Goals(0));
        Assert.Equal([0], corpus.Baskets(1));
        Assert.Equal([0], corpus.Times(1));
        Assert.Equal([0, 1], corpus.Baskets(2));
        Assert.Equal([0, 8], corpus.Times(2));
        Assert.Equal([true, false], corpus.Goals(2));
    }

    [Theory]
    [InlineData(EventColumns.None)]
    [InlineData(EventColumns.Baskets)]
    [InlineData(EventColumns.Times)]
    [InlineData(EventColumns.Goals)]
    [InlineData(EventColumns.Baskets | EventColumns.Times)]
    public void Only_what_was_asked_for_is_kept(EventColumns columns)
    {
        using SessionCorpus corpus = Build(columns, [[(1, 10, true), (2, 25, true)]]);
        Assert.Equal(columns, corpus.Columns);
        Assert.Equal(columns.HasFlag(EventColumns.Baskets) ? [0, 1] : [], corpus.Baskets(0));
        Assert.Equal(columns.HasFlag(EventColumns.Times) ? [0, 15] : [], corpus.Times(0));
        Assert.Equal(columns.HasFlag(EventColumns.Goals) ? [true, true] : [], corpus.Goals(0));
    }

    [Fact]
    public void They_grow_with_the_corpus_in_memory_and_in_a_file()
    {
        using TemporaryDirectory directory = new();
        (long, double, bool)[][] sessions = [.. Enumerable.Range(0, 900)
            .Select(s => Enumerable.Range(0, s % 9).Select(i => ((long)(i / 2), s + (i * 0.25), i % 3 == 0)).ToArray())];
        using SessionCorpus inMemory = Build(All, sessions);
        using SessionCorpus inFile = Build(All, sessions, directory.Path);
        Assert.Equal(CorpusIdentity.Of(inMemory), CorpusIdentity.Of(inFile));
        Assert.Equal([0, 0, 1, 1, 2, 2, 3, 3], inFile.Baskets(inFile.SessionCount - 1));
        Assert.Equal([0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75], inFile.Times(inFile.SessionCount - 1));
    }

    [Fact]
    public void Times_of_a_long_session_stay_exact_to_a_part_in_ten_million()
    {
        Random random = new(1);
        double time = 1.7e9;
        (long, double, bool)[] session = [.. Enumerable.Range(0, 5000).Select(_ => (0L, time += random.NextDouble() * 1e5, false))];
        using SessionCorpus corpus = Build(EventColumns.Times, [session]);
        double[] times = corpus.Times(0);
        for (int i = 7; i < session.Length; i += 7)
        {
            double between = session[i].Item2 - session[i - 7].Item2;
            Assert.Equal(between, times[i] - times[i - 7], between * 1.5e-7);
        }
    }

    [Fact]
    public void Each_is_part_of_what_the_corpus_is()
    {
        (long, double, bool)[] session = [(1, 0, false), (1, 10, false), (2, 20, true)];
        string[] hashes =
        [
            .. new[]
            {
                session, [(1, 0, false), (2, 10, false), (2, 20, true)], [(1, 0, false), (1, 11, false), (2, 20, true)],
                [(1, 0, true), (1, 10, false), (2, 20, true)]
            }
                .Select(one => CorpusIdentity.Of(Build(All, [one])).Hash),
            .. new[] { EventColumns.None, EventColumns.Baskets, EventColumns.Times, EventColumns.Goals }
                .Select(columns => CorpusIdentity.Of(Build(columns, [session])).Hash),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());

        // What names a basket does not count, nor the moment that times are counted from.
        Assert.Equal(hashes[0], CorpusIdentity.Of(Build(All, [[(5, 100, false), (5, 110, false), (4, 120, true)]])).Hash);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_time_that_is_none_is_refused(double time)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Build(EventColumns.Times, [[(1, time, false)]]));
        Build(EventColumns.Baskets, [[(1, time, false)]]).Dispose();
    }

    [Fact]
    public void A_session_outside_is_refused_and_a_disposed_corpus_says_so()
    {
        SessionCorpus corpus = Build(All, [[(1, 0, false)]]);
        Assert.Throws<ArgumentOutOfRangeException>(() => corpus.Baskets(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => corpus.Times(-1));
        corpus.Dispose();
        Assert.Throws<ObjectDisposedException>(() => corpus.Goals(0));
    }

    [Fact]
    public void Details_stay_with_their_events_when_others_are_dropped()
    {
        (long, double, bool)[] session = [(1, 0, false), (1, 10, true), (2, 20, true), (3, 30, false), (3, 40, true), (4, 50, false)];
        using SessionCorpus corpus = Build(All, [[(9, 0, false)], session]);
        SessionDetails details = new(corpus, maxEvents: 7);
        int[] kept = [1, 4, 5];
        kept.CopyTo(details.Places);
        TrainingSession left = details.AddTo(new TrainingSession(new int[3], default), session: 1, kept: 3);
        Assert.Equal([0, 2, 3], left.Baskets.ToArray());
        Assert.Equal([10, 40, 50], left.Times.ToArray());
        Assert.Equal([true, true, false], left.Goals.ToArray());

        // A token at the end, behind one that is a goal.
        kept = [0, 4];
        kept.CopyTo(details.Places);
        left = details.AddTo(new TrainingSession(new int[3], default), session: 1, kept: 2);
        Assert.Equal([0, 2, 2], left.Baskets.ToArray());
        Assert.Equal([0, 40, 40], left.Times.ToArray());
        Assert.Equal([false, true, false], left.Goals.ToArray());
    }

    private static SessionCorpus Build(EventColumns columns, (long Basket, double Time, bool IsGoal)[][] sessions, string? directory = null)
    {
        VocabularyBuilder items = new();
        items.Add("a", 10);
        SessionCorpusBuilder builder = new(items.Build(), mappedDirectory: directory, columns: columns);
        foreach ((long Basket, double Time, bool IsGoal)[] session in sessions)
        {
            foreach ((long basket, double time, bool isGoal) in session)
                builder.Append(new CorpusEvent(0) { Basket = basket, Time = time, IsGoal = isGoal });
            builder.EndSession();
        }

        return builder.Build();
    }
}
