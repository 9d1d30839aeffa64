using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Vectors;

/// <summary>Vectors learned together with those of the items, in the same space, by the name of their file: values of metadata, users.</summary>
/// <remarks>Thread-safe. Those of a model on disk are opened on first use.</remarks>
internal sealed class CompanionVectors : IDisposable
{
    public const string Users = "users";

    public const string Metadata = "metadata";

    /// <summary>All possible names; others in a model's description are ignored.</summary>
    public static readonly string[] Known = [Metadata, Users];

    private readonly SortedDictionary<string, Lazy<ItemVectors>> all = new(StringComparer.Ordinal);

    /// <summary>The names that exist, in ordinal order.</summary>
    public IEnumerable<string> Names => all.Keys;

    /// <summary>The vectors by name, or null.</summary>
    /// <exception cref="Item2VecException">Their file is damaged.</exception>
    public ItemVectors? this[string name] => all.TryGetValue(name, out Lazy<ItemVectors>? vectors) ? vectors.Value : null;

    public void Add(string name, Func<ItemVectors> open) => all.Add(name, new Lazy<ItemVectors>(() =>
    {
        ItemVectors opened = open();
        if (name == Users) opened.Vocabulary.Noun = "user";
        return opened;
    }));

    /// <summary>Adds vectors that become its own.</summary>
    public void Add(string name, ItemVectors vectors)
    {
        if (name == Users) vectors.Vocabulary.Noun = "user";
        all.Add(name, new Lazy<ItemVectors>(vectors));
    }

    public void Dispose()
    {
        foreach (Lazy<ItemVectors> vectors in all.Values)
            if (vectors.IsValueCreated) vectors.Value.Dispose();
    }
}
