using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Formats;

/// <summary>The foreign formats. A new one is a class and a line here.</summary>
public static class VectorFormats
{
    /// <summary>All formats, in the order of the help.</summary>
    public static IReadOnlyList<IVectorFormat> All { get; } =
    [
        new Word2VecText(),
        new Word2VecBinary(),
    ];

    /// <summary>The format of a name.</summary>
    /// <exception cref="Item2VecException">There is no such format (<see cref="ErrorCode.Usage"/>); the message lists all.</exception>
    public static IVectorFormat Find(string name)
        => All.FirstOrDefault(format => format.Name == name)
            ?? throw new Item2VecException($"format '{name}' is not known; known: {string.Join(", ", All.Select(format => format.Name))}", code: ErrorCode.Usage);
}
