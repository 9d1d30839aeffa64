using Spectre.Console;
using Spectre.Console.Rendering;

namespace Item2Vec.Cli.Terminal;

/// <summary>A progress bar on standard error that is removed when the work is done.</summary>
internal sealed class LiveBar
{
    private readonly ProgressTask task;
    private readonly FactsColumn facts;

    private LiveBar(ProgressTask task, FactsColumn facts)
    {
        this.task = task;
        this.facts = facts;
    }

    public static T Run<T>(string title, bool colors, Func<LiveBar, T> work)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            ColorSystem = colors ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        FactsColumn facts = new();
        return console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = 16 }, new PercentageColumn(), facts)
            .Start(context => work(new LiveBar(context.AddTask(title, maxValue: 1), facts)));
    }

    public void Show(double fraction, string text)
    {
        facts.Text = text;
        task.Value = Math.Clamp(fraction, 0, 1);
    }

    private sealed class FactsColumn : ProgressColumn
    {
        public volatile string Text = string.Empty;

        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
            => new Text(Text) { Overflow = Overflow.Ellipsis };
    }
}
