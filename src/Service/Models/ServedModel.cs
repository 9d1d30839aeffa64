using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Events;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Live;
using Item2Vec.Indexing.Titles;

namespace Item2Vec.Service.Models;

/// <summary>
/// A model that requests are answered from: each takes a lease, so that it is unmapped when it has been replaced and the last request that
/// uses it has ended.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ServedModel
{
    private readonly Lifetime use;
    private readonly int maxInline;
    private int asked = -1;

    private readonly Lock reading = new();

    // Replaced by the host under its lock; read by requests without it.
    private volatile ServedAttributes attributes;
    private volatile IReadOnlyDictionary<string, NamedFilter> named = new Dictionary<string, NamedFilter>();

    public ServedModel(
        ItemIndex index, string path, ModelSignature? signature, DateTimeOffset loaded, int maxInline = int.MaxValue,
        LearningIndex? learning = null)
    {
        use = new Lifetime(learning is null ? index.Dispose : learning.Dispose);
        Learning = learning;
        this.maxInline = maxInline;
        Index = index;
        Path = path;
        Signature = signature;
        Loaded = loaded;
        Users = index.Vectors.Users;
        attributes = new ServedAttributes(index.Vectors, Hold, maxInline);
    }

    public ItemIndex Index { get; }

    /// <summary>What learns from events, or null.</summary>
    public LearningIndex? Learning { get; }

    /// <summary>What of the log of events the model was trained on, or null.</summary>
    public EventLogSpan? Trained { get; init; }

    /// <summary>Where it was opened.</summary>
    public string Path { get; }

    /// <summary>What the disk held when it was opened.</summary>
    public ModelSignature? Signature { get; }

    public DateTimeOffset Loaded { get; }

    public Vocabulary Items => Index.Vectors.Vocabulary;

    /// <summary>The users' vectors, or null where the model has none.</summary>
    public ItemVectors? Users { get; }

    /// <summary>The items' attributes, and what is made of them; a request takes them once.</summary>
    public ServedAttributes Attributes => attributes;

    /// <summary>The column displayed with an item, or null.</summary>
    public StringColumn? Titles => attributes.Titles;

    public FilterCache Filters => attributes.Filters;

    /// <summary>Finds items by their titles; folds them when it is first asked.</summary>
    public TitleSearch Titled => attributes.Titled;

    /// <summary>The named filters.</summary>
    public IReadOnlyDictionary<string, NamedFilter> Named
    {
        get => named;
        set => named = value;
    }

    /// <summary>What the disk held when the named filters were last read; under the host's lock.</summary>
    public string FiltersSeen { get; set; } = string.Empty;

    /// <summary>What it held before the attributes were last read; under the host's lock.</summary>
    public string AttributesSeen { get; set; } = string.Empty;

    /// <summary>Reads the attributes that the model has on disk now.</summary>
    /// <exception cref="Item2VecException">They are damaged.</exception>
    public void ReadAttributes()
    {
        bool isFile = File.Exists(Path);
        if (isFile && Learning is null) return;
        lock (reading)
        {
            ItemVectors trained = Learning?.Trained ?? Index.Vectors;
            using ItemVectors now = isFile ? trained.Share() : ModelAttributes.Current(trained, Path);
            using ItemVectors all = Learning is null ? now.Share() : Index.Vectors.With(Learning.AttributesOver(now.Attributes));
            attributes = new ServedAttributes(all, Hold, maxInline, attributes);
        }
    }

    /// <summary>Whether the memory has been given back.</summary>
    public bool IsClosed => use.IsFreed;

    /// <summary>Keeps the model open until the lease is returned; false when it has been replaced.</summary>
    public bool TryAcquire(out Lease lease) => use.TryAcquire(out lease);

    /// <summary>Closes it when the last lease has been returned.</summary>
    public void Close() => use.Close();

    /// <summary>Records a query, for measuring recall.</summary>
    public void Note(int row) => asked = row;

    /// <summary>The query last asked since this was called before, or -1.</summary>
    public int TakeAsked() => Interlocked.Exchange(ref asked, -1);

    private Lease? Hold() => use.TryAcquire(out Lease lease) ? lease : null;
}

/// <summary>The attributes of the items at one time, and the filters over them.</summary>
internal sealed class ServedAttributes
{
    /// <param name="vectors">The items with their attributes; what is used of them lives as long as the model, also after
    /// disposal.</param>
    /// <param name="hold">Keeps the model open.</param>
    /// <param name="maxInline">See <see cref="FilterCache"/>.</param>
    /// <param name="before">Those that they replace, whose folded titles are kept where the titles are the same.</param>
    public ServedAttributes(ItemVectors vectors, Func<Lease?> hold, int maxInline, ServedAttributes? before = null)
    {
        All = vectors.Attributes;
        Titles = All.TitleColumn is string title ? All.Columns[All.Names.ToList().IndexOf(title)] : null;
        Filters = new FilterCache(vectors, hold, maxInline);
        Titled = before is not null && before.Titles == Titles ? before.Titled : new TitleSearch(vectors);
    }

    public ItemAttributes All { get; }

    public StringColumn? Titles { get; }

    public FilterCache Filters { get; }

    public TitleSearch Titled { get; }
}
