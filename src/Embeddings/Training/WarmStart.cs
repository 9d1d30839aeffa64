using Item2Vec.Embeddings.Files;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Training;

/// <summary>Begins a training with the vectors of an older model: rows of the items and users it knows are copied, the others keep their usual start.</summary>
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

    /// <summary>Copies both rows of every item that the older model knows.</summary>
    public static void Fill(EmbeddingMatrix input, EmbeddingMatrix output, Vocabulary items, ItemVectors older)
    {
        using MemoryLease lease = items.Lease();
        using MemoryLease olderLease = older.Lease();
        for (int row = 0; row < items.Count; row++)
        {
            if (!older.Vocabulary.TryGetRow(items.Utf8(row), out int from)) continue;
            older.Input.Row(from).CopyTo(input.Row(row));
            older.Output!.Row(from).CopyTo(output.Row(row));
        }
    }

    /// <summary>Copies the rows of users that the older model knows; an older model without users leaves all at their usual start.</summary>
    public static void FillUsers(TrainingRun run, ItemVectors older)
    {
        if (run.Layout.Users == 0 || older.Users is not ItemVectors olderUsers) return;
        Vocabulary users = run.Corpus.Users!;
        using MemoryLease lease = users.Lease();
        using MemoryLease olderLease = olderUsers.Lease();
        for (int row = 0; row < users.Count; row++)
            if (olderUsers.Vocabulary.TryGetRow(users.Utf8(row), out int from)) olderUsers.Input.Row(from).CopyTo(run.Input.Row(run.Layout.FirstUser + row));
    }

    /// <summary>A hash of the vectors with their items and users, so that a resumed training can tell whether it began with the same.</summary>
    public static string Identity(ItemVectors older)
    {
        using MemoryLease lease = older.Lease();
        ulong[] items =
        [
            CorpusIdentity.HashOf(older.Vocabulary),
            XxHash64.Of(older.Input.Data, older.Input.Data.Length),
            older.Output is EmbeddingMatrix output ? XxHash64.Of(output.Data, output.Data.Length) : 0,
        ];
        if (older.Users is not ItemVectors users) return CorpusIdentity.Mix(items);
        using MemoryLease usersLease = users.Lease();
        return CorpusIdentity.Mix([.. items, CorpusIdentity.HashOf(users.Vocabulary), XxHash64.Of(users.Input.Data, users.Input.Data.Length)]);
    }
}
