using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing;

/// <summary>Keeps an index from being freed while a query reads it, and its vectors where they are somebody else's.</summary>
internal readonly ref struct IndexLease : IDisposable
{
    private readonly SharedUse use;
    private readonly MemoryLease vectors;
    private readonly bool borrowed;

    /// <summary>Takes the lease.</summary>
    /// <param name="index">Who is named when it has been disposed.</param>
    /// <param name="use">The users of the index.</param>
    /// <param name="vectors">The vectors, or null when the index frees them itself.</param>
    /// <exception cref="ObjectDisposedException">The index or the vectors have been disposed.</exception>
    public IndexLease(ItemIndex index, SharedUse use, ItemVectors? vectors)
    {
        ObjectDisposedException.ThrowIf(!use.TryEnter(), index);
        this.use = use;
        if (vectors is null) return;
        try
        {
            this.vectors = vectors.Lease();
            borrowed = true;
        }
        catch
        {
            use.Exit();
            throw;
        }
    }

    public void Dispose()
    {
        if (borrowed) vectors.Dispose();
        use.Exit();
    }
}
