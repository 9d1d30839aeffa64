using Item2Vec.Embeddings.Common;

namespace Item2Vec.Indexing.Live;

/// <summary>An index between two compactions, and the memory of the items added to it meanwhile. All of it is freed when the next one has taken its place and the last reader has left.</summary>
internal sealed class Generation
{
    private readonly List<IDisposable> memory = [];
    private readonly Lifetime readers;

    public Generation(ItemIndex index)
    {
        Index = index;
        readers = new Lifetime(Free);
    }

    public ItemIndex Index { get; }

    /// <summary>Keeps it for a reader; false when another generation has taken its place.</summary>
    public bool TryAcquire(out Lease lease) => readers.TryAcquire(out lease);

    /// <summary>Lets no new readers in.</summary>
    public void Close() => readers.Close();

    /// <summary>Frees something with the generation. For the one writer at a time.</summary>
    public T Keep<T>(T part)
        where T : IDisposable
    {
        memory.Add(part);
        return part;
    }

    private void Free()
    {
        Index.Dispose();
        foreach (IDisposable part in memory) part.Dispose();
    }
}
