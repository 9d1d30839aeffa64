using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Embeddings.Tests.Vectors;

/// <summary>Pairs counted by hand.</summary>
public sealed class CooccurrenceBuilderTests
{
    private static readonly string[][] Sessions = [["a", "b", "c"], ["b", "a"], ["a", "a", "b"]];

    private static double Vote(double distance, int events) => Math.Exp(-distance / 2.05) / Math.Sqrt(events);

    private static Cooccurrence Pair(SessionCorpus corpus, CooccurrenceTable evidence, string item, string other)
        => evidence.Of(corpus.Vocabulary.RowOf(item)).Single(pair => pair.Other == corpus.Vocabulary.RowOf(other));

    [Fact]
    public void A_pair_is_counted_by_session_distance_and_order()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions(Sessions);
        using CooccurrenceTable evidence = CooccurrenceBuilder.Build(corpus, new CooccurrenceOptions(Reach: 2));

        Cooccurrence pair = Pair(corpus, evidence, "a", "b");
        Assert.Equal((3, 1), (pair.Sessions, pair.Nearest));
        Assert.Equal(2.5, pair.After, 1e-6);
        Assert.Equal(1, pair.Before, 1e-6);
        Assert.Equal(Vote(1, 3) + Vote(2, 3) + Vote(1, 3), pair.CloselyAfter, 1e-6);
        Assert.Equal(Vote(1, 2), pair.CloselyBefore, 1e-6);

        Cooccurrence far = Pair(corpus, evidence, "a", "c");
        Assert.Equal((1, 2, 0.5f, 0f), (far.Sessions, far.Nearest, far.After, far.Before));
        Assert.Equal(3, evidence.SessionsWith(corpus.Vocabulary.RowOf("a")));
        Assert.Equal(1, evidence.SessionsWith(corpus.Vocabulary.RowOf("c")));
        Assert.Equal(3, evidence.Info.Sessions);
    }

    [Fact]
    public void Items_farther_apart_than_the_reach_are_no_pair_and_an_item_is_none_with_itself()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions(Sessions);
        using CooccurrenceTable evidence = CooccurrenceBuilder.Build(corpus, new CooccurrenceOptions(Reach: 1));

        Assert.Equal(["b"], evidence.Of(corpus.Vocabulary.RowOf("a")).Select(pair => corpus.Vocabulary[pair.Other]));
        Assert.False(evidence.TryFind(corpus.Vocabulary.RowOf("a"), corpus.Vocabulary.RowOf("c"), out _));
    }

    [Fact]
    public void The_strongest_pairs_are_kept_and_a_pair_is_found_from_the_side_that_keeps_it()
    {
        // "hub" stands beside ten items, beside item i in i sessions.
        string[][] sessions = [.. Enumerable.Range(1, 10).SelectMany(item => Enumerable.Repeat(new[] { "hub", $"item{item}" }, item))];
        using SessionCorpus corpus = SessionCorpus.FromSessions(sessions);
        using CooccurrenceTable evidence = CooccurrenceBuilder.Build(corpus, new CooccurrenceOptions(Neighbors: 3));
        int hub = corpus.Vocabulary.RowOf("hub");
        int rare = corpus.Vocabulary.RowOf("item1");

        Assert.Equal(
            ["item10", "item8", "item9"], evidence.Of(hub).Select(pair => corpus.Vocabulary[pair.Other]).Order(StringComparer.Ordinal));
        Assert.True(evidence.TryFind(hub, rare, out Cooccurrence pair));
        Assert.Equal((rare, 1, 1f, 0f), (pair.Other, pair.Sessions, pair.After, pair.Before));
        Assert.True(evidence.TryFind(rare, hub, out Cooccurrence back));
        Assert.Equal((hub, 0f, 1f), (back.Other, back.After, back.Before));
    }

    [Fact]
    public void The_counts_do_not_depend_on_the_threads()
    {
        Random random = new(5);
        string[][] sessions =
            [.. Enumerable.Range(0, 300).Select(_ => Enumerable.Range(0, random.Next(1, 12)).Select(_ => $"i{random.Next(60)}").ToArray())];
        using SessionCorpus corpus = SessionCorpus.FromSessions(sessions);
        using CooccurrenceTable one = CooccurrenceBuilder.Build(corpus, new CooccurrenceOptions(Neighbors: 10, Threads: 1));
        using CooccurrenceTable three = CooccurrenceBuilder.Build(corpus, new CooccurrenceOptions(Neighbors: 10, Threads: 3));

        Assert.True(one.Pairs > 100);
        for (int row = 0; row < corpus.Vocabulary.Count; row++) Assert.Equal(one.Of(row), three.Of(row));
    }

    [Theory]
    [InlineData(0, 10, "1 to 1000")]
    [InlineData(64, 256, "1 to 255")]
    public void Options_out_of_range_are_named(int neighbors, int reach, string expected)
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions(Sessions);
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => CooccurrenceBuilder.Build(corpus, new CooccurrenceOptions(neighbors, reach)));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
