using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Events;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Cli.Train;

/// <summary>
/// What a training does with the events that <c>serve --live</c> has recorded beside the model: it reads those up to the moment when it
/// begins, and its model says so. The service goes on writing, and teaches the new model the rest.
/// </summary>
/// <param name="Span">What is read.</param>
/// <param name="Events">The events, or null if the input has them.</param>
internal sealed record RecordedRun(EventLogSpan Span, IEnumerable<LiveEvent>? Events)
{
    private const string Read = "read", Covered = "covered";

    public static Option<string> NewOption() => CliOption.Choice(
        "--recorded",
        "Events that item2vec serve --live has recorded in DIR.events: read them too, or the input covers them, now and later "
            + $"[default: {Read}]", Read, Covered).WithDefault(Read);

    /// <summary>What to do, or null where nothing has been recorded.</summary>
    /// <param name="context">Shows notes.</param>
    /// <param name="directory">The model to write.</param>
    /// <param name="choice">The value of the option.</param>
    public static RecordedRun? Of(CliContext context, string directory, string choice)
    {
        EventLog log = new(directory);
        if (!log.Exists) return null;
        EventLogSpan span = log.Now(Before(directory), isCovered: choice == Covered);
        if (choice == Covered) context.WriteNote($"left out the events in {log.Directory}: the input covers them");
        return new RecordedRun(span, choice == Covered ? null : log.Read(span));
    }

    /// <summary>What the model that is replaced says of the log.</summary>
    private static string? Before(string directory)
    {
        if (!ModelDirectory.Exists(directory)) return null;
        try
        {
            using ModelDirectory model = ModelDirectory.Open(directory);
            return model.Info.Data.GetValueOrDefault(EventLog.ModelKey);
        }
        catch (Item2VecException)
        {
            // A damaged model is replaced; all that is recorded is read.
            return null;
        }
    }
}

/// <summary>A dictionary with one more entry.</summary>
internal static class Entries
{
    /// <summary>Adds an entry, if it has a value.</summary>
    public static Dictionary<string, string> With(this Dictionary<string, string> entries, string key, string? value)
    {
        if (value is not null) entries[key] = value;
        return entries;
    }
}
