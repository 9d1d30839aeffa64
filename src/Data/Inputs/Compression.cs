using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Inputs;

/// <summary>The compression of a file, by its first bytes rather than its name.</summary>
internal static class Compression
{
    private static readonly (byte[] Magic, string Name, string Command)[] Unread =
    [
        ("BZh"u8.ToArray(), "bzip2", "bunzip2"), ([0xfd, .. "7zXZ"u8], "xz", "unxz"), ([.. "PK"u8, 3, 4], "zip", "unzip"),
        ([.. "7z"u8, 0xbc, 0xaf], "7-Zip", "7z x"), ([0x04, 0x22, 0x4d, 0x18], "LZ4", "lz4 -d"),
    ];

    /// <summary>Extensions that a file of another format may have besides its own.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".gz", ".zst", ".zstd", ".bz2", ".xz", ".zip", ".lz4"];

    private static ReadOnlySpan<byte> Gzip => [0x1f, 0x8b];

    private static ReadOnlySpan<byte> Zstandard => [0x28, 0xb5, 0x2f, 0xfd];

    /// <summary>The file with the compression that its content has.</summary>
    /// <exception cref="Item2VecException">It is compressed in a way that is not read.</exception>
    public static InputFile Of(InputFile file)
    {
        if (file.Format == FileFormat.Parquet) return file;
        Span<byte> head = stackalloc byte[6];
        head = head[..FileChecks.ReadHead(file.Path, head)];
        if (head.StartsWith(Gzip)) return file with { Gzip = true };
        if (head.StartsWith(Zstandard))
            return file.Format != FileFormat.Text ? file with { Zstandard = true, Gzip = false } : throw Named(file, "Zstandard", "unzstd");
        foreach ((byte[] magic, string name, string command) in Unread)
            if (head.StartsWith(magic)) throw Named(file, name, command);
        return file;
    }

    private static Item2VecException Named(InputFile file, string name, string command) => new(
        $"'{file.Path}' is compressed with {name}; gzip, or no compression, was expected",
        $"decompress it first, for instance with '{command}'");
}
