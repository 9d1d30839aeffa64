using Item2Vec.Embeddings.Files;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Training;

/// <summary>Begins a training with the vectors of an older model: rows of the items it knows are copied, the others keep their usual start.</summary>
internal static class WarmStart
{
    /// <summary>Finds what would not fit, before any work.</summary>
    /// <exception cref="Item2VecException">The vectors have another length, or no output side (<see cref="ErrorCode.Usage"/>).</exception>
    public static void Check(ItemVectors older, TrainingOptions options)
    {
        if (older.Dimensions != options.Dimensions)
        {
            throw new Item2VecException(
                $"the older model has vectors of {older.Dimensions} dimensions, this training {options.Dimensions}",
                $"train with {older.Dimensions} dimensions (--dimensions {older.Dimensions}), or from the start", ErrorCode.Usage);
        }

        if (!older.HasOutput)
        {
            throw new Item2VecException(
                "the older model has no output vectors, which a training needs to go on",
                "start from a model that was trained here, not from an imported one", ErrorCode.Usage);
        }
    }

    /// <summary>Counts what the older model gives, and drops.</summary>
    public static WarmStartSummary Count(ItemVectors older, Vocabulary items)
    {
        using MemoryLease lease = items.Lease();
        int known = 0;
        for (int row = 0; row < items.Count; row++)
            if (older.Vocabulary.TryGetRow(items.Utf8(row), out _)) known++;
        return new WarmStartSummary(known, items.Count - known, older.Count - known);
    }

    /// <summary>Copies both rows of every item and every value of metadata that the older model knows.</summary>
    public static void Fill(TrainingRun run, ItemVectors older)
    {
        Fill(run.Input, run.Output, 0, run.Corpus.Vocabulary, older);
        if (run.Layout.Metadata is ItemMetadata metadata && older.Metadata is ItemVectors values)
            Fill(run.Input, run.Output, run.Layout.FirstMetadata, metadata.Values, values);
    }

    private static void Fill(EmbeddingMatrix input, EmbeddingMatrix output, int first, Vocabulary items, ItemVectors older)
    {
        using MemoryLease lease = items.Lease();
        using MemoryLease olderLease = older.Lease();
        for (int row = 0; row < items.Count; row++)
        {
            if (!older.Vocabulary.TryGetRow(items.Utf8(row), out int from)) continue;
            older.Input.Row(from).CopyTo(input.Row(first + row));
            older.Output!.Row(from).CopyTo(output.Row(first + row));
        }
    }

    /// <summary>A hash of the vectors and their items, so that a resumed training can tell whether it began with the same.</summary>
    public static string Identity(ItemVectors older)
        => older.Metadata is ItemVectors metadata ? CorpusIdentity.Mix([.. HashesOf(older), .. HashesOf(metadata)]) : CorpusIdentity.Mix(HashesOf(older));

    private static ulong[] HashesOf(ItemVectors older)
    {
        using MemoryLease lease = older.Lease();
        return
        [
            CorpusIdentity.HashOf(older.Vocabulary),
            XxHash64.Of(older.Input.Data, older.Input.Data.Length),
            older.Output is EmbeddingMatrix output ? XxHash64.Of(output.Data, output.Data.Length) : 0,
        ];
    }
}
