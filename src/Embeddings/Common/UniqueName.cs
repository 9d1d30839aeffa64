namespace Item2Vec.Embeddings.Common;

/// <summary>Names for what is written next to its target and renamed or deleted: no two are equal, also between processes.</summary>
internal static class UniqueName
{
#pragma warning disable RS0030 // The name disappears with the file; no result depends on it.
    /// <summary>Eight hexadecimal digits.</summary>
    public static string Suffix() => Guid.NewGuid().ToString("N")[..8];
#pragma warning restore RS0030
}
