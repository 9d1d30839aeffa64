using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Evaluation.Tuning;
using Spectre.Console;

namespace Item2Vec.Cli.Tune;

/// <summary>Progress of a search: a table on a terminal that redraws itself, a line per trial elsewhere, nothing with --quiet.</summary>
internal static class TuneDisplay
{
    /// <summary>The number of best trials in the table.</summary>
    private const int Shown = 8;

    public static TuningResult Show(
        CliContext context, TuneTable table, TimeSpan? budget, Func<IProgress<TuningProgress>?, TuningResult> search)
    {
        if (context.Quiet) return search(null);
        if (!context.Streams.LiveNotes) return search(new Lines(context, table));
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            ColorSystem = context.Streams.NoteStyle.HasColors ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        return console.Live(new Table()).AutoClear(true).Start(live => search(new Redrawn(live, table, budget)));
    }

    private sealed class Lines(CliContext context, TuneTable table) : IProgress<TuningProgress>
    {
        private int reported;

        public void Report(TuningProgress value)
        {
            for (; reported < value.Trials.Count; reported++)
            {
                Trial trial = value.Trials[reported];
                string result = trial.Outcome.Problem is string problem
                    ? $"failed: {problem}"
                    : $"{table.Goal.Metric} {TuneTable.Metric(trial.Outcome.Metric)} (best "
                        + $"{TuneTable.Metric(value.Trials.Take(reported + 1).MaxBy(one => one.Score)!.Outcome.Metric)})";
                context.WriteNote($"  {Readable.Time(value.Elapsed),8}  trial {trial.Number}: {table.Describe(trial.Options)}: {result}");
            }
        }
    }

    private sealed class Redrawn(LiveDisplayContext live, TuneTable table, TimeSpan? budget) : IProgress<TuningProgress>
    {
        public void Report(TuningProgress value)
        {
            Trial[] best = [.. value.Trials.OrderByDescending(trial => trial.Score).Take(Shown)];
            TextTable text = table.Of(best);
            Table drawn = new Table().SimpleBorder();
            foreach (TextColumn column in text.Columns)
            {
                TableColumn added = new TableColumn(Markup.Escape(column.Name)).NoWrap();
                drawn.AddColumn(column.IsNumber ? added.RightAligned() : added);
            }

            foreach (string[] row in text.Rows) drawn.AddRow([.. row.Select(cell => new Text(DisplayText.Clean(cell)))]);
            string time = Readable.Time(value.Elapsed) + (budget is TimeSpan limit ? $" of {Readable.Time(limit)}" : string.Empty);
            string now = value.Current is null ? "done" : $"trial {value.Trials.Count + 1}: {table.Describe(value.Current)}: "
                + (value.Training is { Fraction: < 1 } training ? $"training {training.Fraction * 100:0} %"
                    : value.Training is null ? "begins"
                    : "asking");
            drawn.Caption = new TableTitle(Markup.Escape($"{time}, {now}"));
            live.UpdateTarget(drawn);
        }
    }
}
