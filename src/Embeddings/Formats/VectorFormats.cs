using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Formats;

/// <summary>
/// A set of foreign formats. One that needs no package is a class and a line here; others are added by <see cref="With"/>.
/// </summary>
public sealed class VectorFormats
{
    private VectorFormats(IReadOnlyList<IVectorFormat> formats) => All = formats;

    /// <summary>The formats of this library.</summary>
    public static VectorFormats BuiltIn { get; } = new(
        [new Word2VecText(), new Word2VecBinary(), new NpyVectors(), new SafetensorsVectors(), new ProjectorFiles()]);

    /// <summary>All formats, in help order.</summary>
    public IReadOnlyList<IVectorFormat> All { get; }

    /// <summary>These formats followed by others, such as those of a library with a package.</summary>
    /// <exception cref="ArgumentException">Two formats have the same name.</exception>
    public VectorFormats With(params IReadOnlyList<IVectorFormat> more)
    {
        IVectorFormat[] all = [.. All, .. more];
        if (all.DistinctBy(format => format.Name).Count() < all.Length)
            throw new ArgumentException("Two formats have one name.", nameof(more));
        return new VectorFormats(all);
    }

    /// <summary>The format with a name.</summary>
    /// <exception cref="Item2VecException">There is no such format (<see cref="ErrorCode.Usage"/>); the message lists all.</exception>
    public IVectorFormat Find(string name)
        => All.FirstOrDefault(format => format.Name == name)
            ?? throw new Item2VecException(
                $"format '{name}' is not known; known: {string.Join(", ", All.Select(format => format.Name))}", code: ErrorCode.Usage);
}
