using System.Collections;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Sampling;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Training;

/// <summary>
/// Starts a training from an older model: copies the rows of items, metadata values and users that it knows. Other rows keep their usual
/// initial values.
/// </summary>
internal static class WarmStart
{
    /// <summary>Checks that the older model fits the options.</summary>
    /// <exception cref="Item2VecException">
    /// The vectors have other dimensions, or there are no output vectors (<see cref="ErrorCode.Usage"/>), or they are damaged.
    /// </exception>
    public static void Check(ItemVectors older, TrainingOptions options)
    {
        if (older.Dimensions != options.Dimensions)
        {
            throw new Item2VecException(
                $"the older model has vectors of {older.Dimensions} dimensions, this training {options.Dimensions}",
                $"train with {older.Dimensions} dimensions (Dimensions = {older.Dimensions}), or from the start", ErrorCode.Usage)
            {
                Option = nameof(TrainingOptions.Dimensions),
            };
        }

        if (!older.HasOutput)
        {
            throw new Item2VecException(
                "the older model has no output vectors, which a training needs to go on",
                "start from a model that was trained here, not from an imported one", ErrorCode.Usage);
        }

        older.Verify();
    }

    /// <summary>Counts known, new and dropped items.</summary>
    public static WarmStartSummary Count(ItemVectors older, Vocabulary items)
    {
        using Lease lease = items.Acquire();
        int known = 0;
        for (int row = 0; row < items.Count; row++)
            if (older.Vocabulary.TryGetRow(items.Utf8(row), out _)) known++;
        return new WarmStartSummary(known, items.Count - known, older.Count - known);
    }

    /// <summary>Copies all known rows, and estimates their accumulators if the run has any.</summary>
    public static void Fill(TrainingRun run, ItemVectors older, CancellationToken cancellationToken)
    {
        RowLayout rows = run.Layout;
        BitArray known = new(rows.InputRows);
        Fill(run, 0, run.Corpus.Vocabulary, older, known);
        if (rows.Metadata is ItemMetadata metadata && older.Metadata is ItemVectors values)
            Fill(run, rows.FirstMetadata, metadata.Values, values, known);
        if (rows.Users > 0 && older.Users is ItemVectors users) Fill(run, rows.FirstUser, run.Corpus.Users!, users, known);
        if (run.Accumulators is RowAccumulators accumulators) AccumulatorEstimate.Fill(run, accumulators, known, cancellationToken);
    }

    /// <summary>Copies known rows; users have no output rows.</summary>
    private static void Fill(TrainingRun run, int first, Vocabulary ids, ItemVectors older, BitArray known)
    {
        using Lease lease = ids.Acquire();
        using Lease olderLease = older.Acquire();
        for (int row = 0; row < ids.Count; row++)
        {
            if (!older.Vocabulary.TryGetRow(ids.Utf8(row), out int from)) continue;
            known[first + row] = true;
            older.Input.Row(from).CopyTo(run.Input.Row(first + row));
            older.Output?.Row(from).CopyTo(run.Output.Row(first + row));
        }
    }

    /// <summary>
    /// A hash of ids and vectors, including users and metadata, by which a resumed training checks that it started from the same model.
    /// </summary>
    public static string Identity(ItemVectors older)
        => CorpusIdentity.Mix([.. new[] { older, older.Users, older.Metadata }.OfType<ItemVectors>().SelectMany(HashesOf)]);

    private static ulong[] HashesOf(ItemVectors older)
    {
        using Lease lease = older.Acquire();
        return
        [
            CorpusIdentity.HashOf(older.Vocabulary),
            XxHash64.Of(older.Input.Data, older.Input.Data.Length),
            older.Output is EmbeddingMatrix output ? XxHash64.Of(output.Data, output.Data.Length) : 0,
        ];
    }
}
