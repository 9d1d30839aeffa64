using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Cli;

/// <summary>What train tells of baskets on standard error: how many there are, and from which nothing or not everything is learned.</summary>
internal static class BasketNotes
{
    public static void WriteNotes(CliContext context, SessionCorpus corpus, ReadReport read, TrainingOptions options)
    {
        if (read.Baskets == 0) return;
        long large = CountLarge(corpus, options.MaxBasket);
        context.WriteNote($"{Readable.Count(read.Baskets, "basket")}"
            + (large > 0 ? $"; of {Readable.Count(large)} with more than {Readable.Count(options.MaxBasket)} products as many are drawn in each epoch (--max-basket)" : string.Empty));
        if (options.SameBasket != SameBasket.Exclude || read.SingleBasketSessions == 0) return;
        string alone = $"{Readable.Count(read.SingleBasketSessions)} of {Readable.Count(read.Sessions, "sequence")} have one basket, from which nothing is learned";
        if (read.SingleBasketSessions * 2 > read.Sessions) context.Warn($"{alone}: are the user and the basket column right? --same-basket include learns from them");
        else context.WriteNote($"  {alone}");
    }

    private static long CountLarge(SessionCorpus corpus, int largest)
    {
        long large = 0;
        for (long session = 0; session < corpus.SessionCount; session++)
        {
            if (corpus.SessionLength(session) <= largest) continue;
            int[] baskets = corpus.Baskets(session);
            large += corpus.Session(session).Zip(baskets).GroupBy(one => one.Second).Count(basket => basket.Distinct().Count() > largest);
        }

        return large;
    }
}
