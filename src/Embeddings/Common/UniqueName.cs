namespace Item2Vec.Embeddings.Common;

/// <summary>Unique names of temporary files and directories, also across processes.</summary>
internal static class UniqueName
{
#pragma warning disable RS0030 // The name disappears with the file; no result depends on it.
    /// <summary>Eight hexadecimal digits.</summary>
    public static string Suffix() => Guid.NewGuid().ToString("N")[..8];
#pragma warning restore RS0030
}
