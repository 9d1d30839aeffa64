using System.Globalization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>Identifies a corpus for a training: items, counts and metadata, and every event, weight and user in order.</summary>
/// <remarks>Unlike the fingerprint of the reading, it depends on the order of sessions, because blocks do.</remarks>
internal sealed record CorpusIdentity
{
    public int Items { get; init; }

    public long Sessions { get; init; }

    public long Events { get; init; }

    /// <summary>A hash of all content, 16 hexadecimal digits.</summary>
    public string Hash { get; init; } = string.Empty;

    public static CorpusIdentity Of(SessionCorpus corpus) => new()
    {
        Items = corpus.Vocabulary.Count,
        Sessions = corpus.SessionCount,
        Events = corpus.TokenCount,
        Hash = Mix([HashOf(corpus.Vocabulary), corpus.ContentHash(), corpus.Users is null ? 0 : HashOf(corpus.Users), .. Metadata(corpus)]),
    };

    private static ReadOnlySpan<ulong> Metadata(SessionCorpus corpus)
        => corpus.Metadata is ItemMetadata metadata ? new[] { metadata.ContentHash() } : [];

    public static ulong HashOf(Vocabulary items)
    {
        using Lease lease = items.Acquire();
        ulong ids = XxHash64.Of(items.Blob, items.Blob.Length) ^ IdHash.Mix(XxHash64.Of(items.Offsets, items.Offsets.Length));
        return IdHash.Mix(ids) ^ XxHash64.Of(items.Counts, items.Counts.Length);
    }

    /// <summary>Combines several hashes, in order.</summary>
    public static string Mix(ReadOnlySpan<ulong> hashes)
    {
        ulong hash = 0;
        foreach (ulong next in hashes) hash = IdHash.Mix(hash + next + 0x9e3779b97f4a7c15);
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
