using Item2Vec.Cli.Logs;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Terminal;
using Item2Vec.Data;
using Item2Vec.Data.Options;
using Item2Vec.Data.RankedTables;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Cli.Queries;

/// <summary>recommend --all: a table of histories, read as train reads a log, and what comes next after each.</summary>
/// <param name="Inputs">The tables.</param>
/// <param name="Reading">How they are read.</param>
/// <param name="Output">The file to write.</param>
/// <param name="SkipUnknown">Whether items that are not in the model are left out.</param>
internal sealed record HistoryTable(IReadOnlyList<string> Inputs, SessionReaderOptions Reading, string Output, bool SkipUnknown)
{
    private const int MaxNamed = 3;

    /// <summary>Writes the answers.</summary>
    /// <param name="context">The command's.</param>
    /// <param name="index">The model.</param>
    /// <param name="count">Results of each history.</param>
    /// <param name="options">How to recommend.</param>
    /// <param name="popular">How to list what is popular, for histories of which nothing is known.</param>
    /// <param name="cancel">Stops it.</param>
    public void Answer(
        CliContext context, ItemIndex index, int count, RecommendOptions options, SearchOptions popular, CancellationToken cancel)
    {
        SessionReaderOptions reading = Reading with { MinCount = 1, SessionIds = true, WeightColumn = null, GoalColumn = null };
        ReadResult read = ReadingDisplay.Show(context, progress => SessionReader.ReadWithReport(Inputs, reading, progress, cancel));
        using SessionCorpus histories = read.Corpus;
        ReadingNotes.AboutData(context, read.Report, learns: false);
        string?[] known = Known(context, histories.Vocabulary, index.Vectors.Vocabulary);
        Neighbor[] fallback = SkipUnknown ? index.Popular(count, popular) : [];
        long unknown = 0;
        AnswerFile.Write(context, Output, histories.SessionCount, count, SkipUnknown, Ask, cancel);
        if (unknown > 0)
            context.WriteNote($"  {Readable.Count(unknown)} of them hold no item of the model and got the items most popular now");

        IEnumerable<RankedAnswer> Ask(long first, int sessions)
        {
            string[][] asked = new string[sessions][];
            for (int i = 0; i < sessions; i++)
                asked[i] = [.. histories.Session(first + i).Select(row => known[row]).OfType<string>()];
            Neighbor[][] found = index.RecommendBatch([.. asked.Where(items => items.Length > 0)], count, options);
            int next = 0;
            for (int i = 0; i < sessions; i++)
            {
                int user = histories.UserOf(first + i);
                string id = user < 0 ? string.Empty : histories.Users![user];
                if (asked[i].Length == 0) unknown++;
                yield return asked[i].Length == 0
                    ? AnswerFile.Of(id, fallback) with { IsPopular = true } : AnswerFile.Of(id, found[next++]);
            }
        }
    }

    /// <summary>The items of the histories as strings, null for those that the model lacks.</summary>
    private string?[] Known(CliContext context, Vocabulary items, Vocabulary model)
    {
        string?[] known = new string?[items.Count];
        List<string> unknown = [];
        long events = 0;
        for (int row = 0; row < known.Length; row++)
        {
            string item = items[row];
            if (model.TryGetRow(item, out _))
            {
                known[row] = item;
                continue;
            }

            events += items.CountOf(row);
            if (unknown.Count <= MaxNamed) unknown.Add(item);
        }

        int missing = known.Count(item => item is null);
        if (missing == 0) return known;
        string text = $"{Readable.Count(missing, "item")} of the histories, with {Readable.Count(events, "event")}, "
            + $"{(missing == 1 ? "is" : "are")} not in the model: {string.Join(", ", unknown.Take(MaxNamed))}"
            + (missing > MaxNamed ? ", ..." : string.Empty);
        if (!SkipUnknown) throw new Item2VecException(text, "--skip-unknown leaves them out", ErrorCode.NotFound);
        context.WriteNote($"  skipped  {text}");
        return known;
    }
}
