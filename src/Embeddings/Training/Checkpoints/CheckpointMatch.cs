using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Training.Checkpoints;

/// <summary>Checks whether a checkpoint belongs to the training that resumes it.</summary>
internal static class CheckpointMatch
{
    private const string Hint = "give what the interrupted training was given, or delete the file to train from the start";

    /// <exception cref="Item2VecException">It does not; the message says what differs (<see cref="ErrorCode.Usage"/>).</exception>
    public static void Check(string path, CheckpointDocument state, TrainingOptions options, CorpusIdentity corpus, string warmStart)
    {
        string[] differences =
        [
            .. VariantRegistry.BuiltIn.Differences(TrainingJson.ReadOptions(state.Options), options)
                .Select(one => $"{one.Option.Property} is {one.Second}, in the checkpoint {one.First}"),
        ];
        if (differences.Length > 0)
            throw new Item2VecException($"{path}: the checkpoint is of a training with other options: {string.Join("; ", differences)}", Hint, ErrorCode.Usage);
        if (state.Corpus != corpus)
            throw new Item2VecException($"{path}: the checkpoint is of a training on other data: {Difference(state.Corpus, corpus)}", Hint, ErrorCode.Usage);
        if (state.WarmStart == warmStart) return;
        string what = state.WarmStart.Length == 0 ? "it did not start from an older model"
            : warmStart.Length == 0 ? "it started from an older model, this one does not" : "it started from another model, or that one has changed";
        throw new Item2VecException($"{path}: the checkpoint is of another training: {what}", Hint, ErrorCode.Usage);
    }

    private static string Difference(CorpusIdentity saved, CorpusIdentity now)
    {
        (string Name, long Saved, long Now)[] numbers = [("items", saved.Items, now.Items), ("sessions", saved.Sessions, now.Sessions), ("events", saved.Events, now.Events)];
        string[] different = [.. numbers.Where(number => number.Saved != number.Now).Select(number => FormattableString.Invariant($"{number.Now} {number.Name}, in the checkpoint {number.Saved}"))];
        return different.Length > 0 ? string.Join("; ", different) : "as many items, sessions and events, but not the same or in another order";
    }
}
