using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data;

/// <summary>Counts baskets while a corpus is filled.</summary>
internal sealed class BasketTally
{
    private long last;
    private long ofSession;

    public long Baskets { get; private set; }

    /// <summary>Sessions with one basket.</summary>
    public long SingleBasketSessions { get; private set; }

    public void Add(in CorpusEvent next, bool beginsSession)
    {
        if (!beginsSession && next.Basket == last) return;
        last = next.Basket;
        ofSession++;
    }

    public void EndSession()
    {
        Baskets += ofSession;
        if (ofSession == 1) SingleBasketSessions++;
        ofSession = 0;
    }
}
