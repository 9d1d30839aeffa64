using System.Text.Json.Nodes;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Embeddings.Training.Checkpoints;

/// <summary>Checks whether a checkpoint belongs to the training that resumes it.</summary>
internal static class CheckpointMatch
{
    private const string Hint = "give what the interrupted training was given, or delete the file to train from the start";

    /// <exception cref="Item2VecException">It does not; the message says what differs (<see cref="ErrorCode.Usage"/>).</exception>
    public static void Check(string path, CheckpointDocument state, JsonObject options, CorpusIdentity corpus, string warmStart)
    {
        string[] differences = [.. Differences(state.Options, options)];
        if (differences.Length > 0)
            throw new Item2VecException($"{path}: the checkpoint is of a training with other options: {string.Join("; ", differences)}", Hint, ErrorCode.Usage);
        if (state.Corpus != corpus)
            throw new Item2VecException($"{path}: the checkpoint is of a training on other data: {Difference(state.Corpus, corpus)}", Hint, ErrorCode.Usage);
        if (state.WarmStart == warmStart) return;
        string what = state.WarmStart.Length == 0 ? "it did not start from an older model"
            : warmStart.Length == 0 ? "it started from an older model, this one does not" : "it started from another model, or that one has changed";
        throw new Item2VecException($"{path}: the checkpoint is of another training: {what}", Hint, ErrorCode.Usage);
    }

    /// <summary>The options that differ, as "Dimensions is 64, in the checkpoint 100"; threads may, and it does not matter whether a default was given.</summary>
    public static IEnumerable<string> Differences(JsonObject saved, JsonObject now)
    {
        foreach (string name in saved.Select(pair => pair.Key).Union(now.Select(pair => pair.Key)))
        {
            if (name == "threads") continue;
            string before = Text(saved, name);
            string given = Text(now, name);
            if (before != given) yield return $"{char.ToUpperInvariant(name[0])}{name[1..]} is {given}, in the checkpoint {before}";
        }
    }

    private static string Difference(CorpusIdentity saved, CorpusIdentity now)
    {
        (string Name, long Saved, long Now)[] numbers = [("items", saved.Items, now.Items), ("sessions", saved.Sessions, now.Sessions), ("events", saved.Events, now.Events)];
        string[] different = [.. numbers.Where(number => number.Saved != number.Now).Select(number => FormattableString.Invariant($"{number.Now} {number.Name}, in the checkpoint {number.Saved}"))];
        return different.Length > 0 ? string.Join("; ", different) : "as many items, sessions and events, but not the same or in another order";
    }

    private static string Text(JsonObject options, string name) => options.TryGetPropertyValue(name, out JsonNode? value) ? value?.ToJsonString() ?? "the default" : "unknown";
}
