using System.Globalization;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Content.Options;

namespace Item2Vec.Cli.Content;

/// <summary>Progress of content encode: a bar on a terminal, a line every ten seconds elsewhere, nothing with --quiet.</summary>
internal static class ContentEncodeDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    public static T Show<T>(CliContext context, out int unreadable, Func<IProgress<EncodingProgress>?, T> encode)
    {
        Last last = new();
        T result = context.Quiet ? encode(new Reporter(last, _ => { }))
            : context.Streams.LiveNotes
                ? LiveBar.Run(
                    "encoding",
                    context.Streams.NoteStyle.HasColors,
                    bar => encode(new Reporter(last, at => bar.Show(at.Done / (double)at.Total, Facts(at)))))
            : encode(new Reporter(last, Lines(context.Streams.Notes)));
        if (last.At is { Total: > 0 } at && at.Done > at.Resumed)
            context.WriteNote(
                $"encoded {Readable.Count(at.Done - at.Resumed, "item")} in {Readable.Time(at.Elapsed)}: "
                    + $"{Facts(at)}{(at.Resumed > 0 ? $"; {Readable.Count(at.Resumed)} were there" : string.Empty)}");
        unreadable = last.At.Unreadable;
        if (last.At.Cut > 0)
            context.WriteNote($"  cut off  {Readable.Count(last.At.Cut, "text")} longer than the encoder takes (--max-tokens)");
        return result;
    }

    private static Action<EncodingProgress> Lines(TextWriter notes)
    {
        TimeSpan last = default;
        return at =>
        {
            if (at.Elapsed - last < Interval) return;
            last = at.Elapsed;
            notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{at.Done * 100.0 / at.Total,5:0.0} %  {Facts(at)}"));
        };
    }

    private static string Facts(EncodingProgress at) => $"{Readable.Count((long)at.ItemsPerSecond)} items/s";

    private sealed class Last
    {
        public EncodingProgress At { get; set; }
    }

    private sealed class Reporter(Last last, Action<EncodingProgress> show) : IProgress<EncodingProgress>
    {
        public void Report(EncodingProgress value)
        {
            last.At = value;
            show(value);
        }
    }
}
