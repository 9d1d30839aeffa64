using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Content.Options;

/// <summary>The content of items, of one kind.</summary>
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

    /// <summary>One value per item; null or empty for an item without content, which gets no vector.</summary>
    internal IReadOnlyList<string?> Values { get; }

    /// <summary>The base directory of relative paths.</summary>
    internal string Directory { get; }

    /// <summary>Texts, for encoders of tokens or of strings.</summary>
    public static ContentSource Texts(Vocabulary items, IReadOnlyList<string?> texts) => new(ContentKind.Text, items, texts, string.Empty);

    /// <summary>Paths of images (JPEG, PNG, WebP, GIF, BMP); relative ones are resolved against <paramref name="directory"/>.</summary>
    public static ContentSource Images(Vocabulary items, IReadOnlyList<string?> paths, string directory)
        => new(ContentKind.Image, items, paths, directory);

    /// <summary>Numbers, as text separated by blanks, commas or <c>|</c>: as many per item as the encoder's input takes.</summary>
    public static ContentSource Tensors(Vocabulary items, IReadOnlyList<string?> numbers)
        => new(ContentKind.Tensor, items, numbers, string.Empty);
}

/// <summary>The kind of a <see cref="ContentSource"/>'s values.</summary>
internal enum ContentKind
{
    Text,
    Image,
    Tensor,
}
