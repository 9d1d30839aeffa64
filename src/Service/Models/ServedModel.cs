using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;

namespace Item2Vec.Service;

/// <summary>A model that requests are answered from: counted, so that it is unmapped when it has been replaced and the last request that uses it has ended.</summary>
/// <remarks>Thread-safe. Starts with one user, the host, which leaves when it has another model.</remarks>
internal sealed class ServedModel
{
    private int users = 1;
    private int asked = -1;

    public ServedModel(ItemIndex index, string path, ModelSignature? signature, DateTimeOffset loaded)
    {
        Index = index;
        Path = path;
        Signature = signature;
        Loaded = loaded;
        ItemAttributes attributes = index.Vectors.Attributes;
        Titles = attributes.TitleColumn is string title ? attributes.Columns[attributes.Names.ToList().IndexOf(title)] : null;
        Users = index.Vectors.Users;
        Filters = new FilterCache(index.Vectors);
    }

    public ItemIndex Index { get; }

    /// <summary>Where it was opened.</summary>
    public string Path { get; }

    /// <summary>What the disk held when it was opened.</summary>
    public ModelSignature? Signature { get; }

    public DateTimeOffset Loaded { get; }

    public Vocabulary Items => Index.Vectors.Vocabulary;

    /// <summary>The users' vectors, or null where the model has none.</summary>
    public ItemVectors? Users { get; }

    /// <summary>The column that is shown beside an item, or null.</summary>
    public StringColumn? Titles { get; }

    public FilterCache Filters { get; }

    /// <summary>Whether the memory has been given back.</summary>
    public bool IsClosed => Volatile.Read(ref users) == 0;

    /// <summary>Counts a user; false when the last has left and the model is closed.</summary>
    public bool TryEnter()
    {
        int now = Volatile.Read(ref users);
        while (now > 0)
        {
            int before = Interlocked.CompareExchange(ref users, now + 1, now);
            if (before == now) return true;
            now = before;
        }

        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref users) == 0) Index.Dispose();
    }

    /// <summary>Remembers a query, for whoever measures recall.</summary>
    public void Note(int row) => asked = row;

    /// <summary>The query last asked since this was called before, or -1.</summary>
    public int TakeAsked() => Interlocked.Exchange(ref asked, -1);
}

/// <summary>A user's stay with a model.</summary>
internal readonly ref struct ModelLease(ServedModel model) : IDisposable
{
    public ServedModel Model => model;

    public void Dispose() => model.Leave();
}
