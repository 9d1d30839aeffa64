using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Training.Schedule;

namespace Item2Vec.Embeddings.Tests.Training;

public class SessionBlocksTests
{
    [Fact]
    public void Blocks_cover_every_session_once_and_hold_about_the_same_number_of_events()
    {
        Random random = new(4);
        SessionCorpus corpus = SessionCorpus.FromSessions(
            Enumerable.Range(0, 3000)
                .Select(session => Enumerable.Range(0, session == 1500 ? 5000 : random.Next(1, 9)).Select(i => $"i{i % 7}")));
        SessionBlocks blocks = new(corpus, tokensPerBlock: 500);
        long expected = 0;
        for (int block = 0; block < blocks.Count; block++)
        {
            (long from, long to) = blocks[block];
            Assert.Equal(expected, from);
            expected = to;
            long tokens = 0;
            for (long session = from; session < to; session++) tokens += corpus.SessionLength(session);
            bool hasGiant = from <= 1500 && 1500 < to;
            if (block + 1 < blocks.Count && !hasGiant) Assert.InRange(tokens, 500, 508);
        }

        Assert.Equal(corpus.SessionCount, expected);
    }

    [Fact]
    public void The_queue_hands_out_every_block_of_every_epoch_once_in_an_order_of_its_own()
    {
        SessionCorpus corpus = SessionCorpus.FromSessions(Enumerable.Range(0, 400).Select(_ => new[] { "a", "b" }));
        SessionBlocks blocks = new(corpus, tokensPerBlock: 10);
        BlockQueue queue = new(blocks, seed: 1, epochs: 3);
        List<int>[] taken = [[], [], []];
        while (queue.TryTake(out int epoch, out int block)) taken[epoch].Add(block);
        Assert.All(taken, order => Assert.Equal(Enumerable.Range(0, blocks.Count), order.Order()));
        Assert.NotEqual(taken[0], taken[1]);
        Assert.NotEqual(taken[0], [.. Enumerable.Range(0, blocks.Count)]);
        Assert.Equal(taken[0], blocks.Order(seed: 1, epoch: 0, isLast: false));
        Assert.NotEqual(taken[0], blocks.Order(seed: 2, epoch: 0, isLast: false));
    }

    [Fact]
    public void The_last_epoch_begins_with_very_long_sessions_so_that_no_thread_waits_for_another_at_its_end()
    {
        SessionBlocks blocks = new(WithLongSessions(), tokensPerBlock: 500);
        int[][] orders = [.. Enumerable.Range(0, 20).Select(seed => blocks.Order(seed, epoch: 4, isLast: true))];
        Assert.All(orders, order =>
        {
            Assert.Equal([2991, 1501], order[..2].Select(block => blocks[block].To));
            Assert.Equal(Enumerable.Range(0, blocks.Count), order.Order());
        });
        Assert.NotEqual(orders[0], orders[1]);
        Assert.Contains(Enumerable.Range(0, 20), seed => blocks[blocks.Order(seed, epoch: 4, isLast: false)[0]].To != 2991);

        BlockQueue queue = new(blocks, seed: 3, epochs: 2);
        List<int> taken = [];
        while (queue.TryTake(out _, out int block)) taken.Add(block);
        Assert.Equal([.. blocks.Order(seed: 3, epoch: 0, isLast: false), .. blocks.Order(seed: 3, epoch: 1, isLast: true)], taken);
    }

    private static SessionCorpus WithLongSessions() => SessionCorpus.FromSessions(
        Enumerable.Range(0, 3000)
            .Select(session => Enumerable.Range(0, session == 1500 ? 5000 : session == 2990 ? 6000 : 3).Select(i => $"i{i % 7}")));
}
