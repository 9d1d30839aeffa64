using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Content.Options;

/// <summary>The content of items, and what it is.</summary>
public sealed record ContentSource
{
    private ContentSource(ContentKind kind, Vocabulary items, IReadOnlyList<string?> values, string directory)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count != items.Count)
            throw new ArgumentException($"There are {items.Count} items and {values.Count} values.", nameof(values));
        (Kind, Items, Values, Directory) = (kind, items, values, directory);
    }

    /// <summary>The items, row by row.</summary>
    public Vocabulary Items { get; }

    internal ContentKind Kind { get; }

    /// <summary>A value for each item; null and empty stand for an item without content, which gets no vector.</summary>
    internal IReadOnlyList<string?> Values { get; }

    /// <summary>Where relative paths begin.</summary>
    internal string Directory { get; }

    /// <summary>Texts, for encoders of tokens or of strings.</summary>
    public static ContentSource Texts(Vocabulary items, IReadOnlyList<string?> texts) => new(ContentKind.Text, items, texts, string.Empty);

    /// <summary>Paths of images (JPEG, PNG, WebP, GIF, BMP); <paramref name="directory"/> is where relative ones begin.</summary>
    public static ContentSource Images(Vocabulary items, IReadOnlyList<string?> paths, string directory)
        => new(ContentKind.Image, items, paths, directory);

    /// <summary>Numbers, as text with blanks, commas or <c>|</c> between them: as many as the encoder's input has for an item.</summary>
    public static ContentSource Tensors(Vocabulary items, IReadOnlyList<string?> numbers)
        => new(ContentKind.Tensor, items, numbers, string.Empty);
}

/// <summary>What the values of a <see cref="ContentSource"/> are.</summary>
internal enum ContentKind
{
    Text,
    Image,
    Tensor,
}
