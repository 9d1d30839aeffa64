using Item2Vec.Data.Events;
using Item2Vec.Data.Sinks;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data.Tests.Events;

public sealed class SessionAssemblerTests
{
    private static readonly Vocabulary Items = SessionCorpus.FromSessions([["a", "a", "a", "b", "b", "c"]]).Vocabulary;

    [Fact]
    public void Sessions_of_equal_key_are_told_apart_by_their_second_hash()
    {
        // Two sessions whose 32-bit keys collide arrive mixed.
        string[] sessions = Assemble((7, 100, 1, 0), (7, 200, 1, 1), (7, 100, 2, 2), (7, 200, 2, 0), (8, 100, 1, 0), (8, 100, 2, 1));
        Assert.Equal(["a c", "b a", "a b"], sessions);
    }

    [Fact]
    public void The_first_session_may_have_the_key_zero()
        => Assert.Equal(["a b", "c a"], Assemble((0, 1, 1, 0), (0, 1, 2, 1), (1, 1, 1, 2), (1, 1, 2, 0)));

    [Fact]
    public void Long_sessions_are_sorted_like_short_ones()
    {
        foreach (int length in new[] { 2, 24, 25, 1000 })
        {
            SessionEvent[] events =
            [
                .. Enumerable.Range(0, length).Select(i => new SessionEvent { Time = i * 7919 % 13, FileRow = i * 31 % length, Item = i })
            ];
            SessionEvent[] sorted = [.. events.OrderBy(e => e.Time).ThenBy(e => e.FileRow)];
            SessionEvent.Sort(events);
            Assert.Equal(sorted.Select(e => e.Item), events.Select(e => e.Item));
        }
    }

    [Theory]
    [InlineData(double.NegativeInfinity, -1e300)]
    [InlineData(-2.0, -1.0)]
    [InlineData(-1e-300, 0.0)]
    [InlineData(0.0, 1e-300)]
    [InlineData(1.0, 1.5)]
    public void Doubles_keep_their_order_as_keys(double smaller, double larger)
    {
        Assert.True(OrderedDouble.Key(smaller) < OrderedDouble.Key(larger));
        Assert.Equal(smaller, OrderedDouble.Value(OrderedDouble.Key(smaller)));
        Assert.Equal(OrderedDouble.Key(0.0), OrderedDouble.Key(-0.0));
    }

    private static string[] Assemble(params (uint Key, ulong Guard, long Time, int Item)[] events)
    {
        SessionCorpusBuilder builder = new(Items);
        SessionAssembler assembler = new(new SessionSink(builder, new CorpusFingerprint(Items, null)), false, null);
        foreach ((uint key, ulong guard, long time, int item) in events)
        {
            ref SessionEvent next = ref assembler.Next(key);
            next = new SessionEvent { SessionHash = guard, Time = time, Item = item, User = -1, Weight = 1 };
        }

        assembler.Flush();
        using SessionCorpus corpus = builder.Build();
        return [.. Corpora.InOrder(corpus)];
    }
}
