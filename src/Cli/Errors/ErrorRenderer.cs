using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli;

/// <summary>Turns whatever went wrong into two lines on standard error and an exit code.</summary>
internal static class ErrorRenderer
{
    public static int Render(Exception problem, Streams streams, bool verbose)
    {
        switch (problem)
        {
            case Item2VecException known:
                Write(streams, known.Message, known.Hint);
                if (verbose && known.InnerException is not null) streams.Notes.WriteLine(known.InnerException);
                return (int)known.Code;
            case InterruptedException interrupted:
                Write(streams, interrupted.Message, interrupted.Hint);
                return interrupted.ExitCode;
            case OutOfMemoryException:
                Write(streams, "out of memory", "fewer --dimensions, a higher --min-count or a lower --memory-limit need less");
                return ExitCode.Bug;
            default:
                Write(streams, $"internal: {problem.GetType().Name}: {problem.Message}", verbose
                    ? "this is a bug in item2vec; please report it with the trace below"
                    : "this is a bug in item2vec; run the command again with --verbose and report it with the trace it prints");
                if (verbose) streams.Notes.WriteLine(problem);
                return ExitCode.Bug;
        }
    }

    private static void Write(Streams streams, string message, string? hint)
    {
        streams.Notes.WriteLine($"{streams.NoteStyle.Error("error:")} {DisplayLines(message)}");
        if (!string.IsNullOrEmpty(hint)) streams.Notes.WriteLine($"  {DisplayLines(hint)}");
    }

    /// <summary>Messages quote data: nothing in it may steer the terminal.</summary>
    private static string DisplayLines(string text) => string.Join("\n  ", text.Split('\n').Select(line => DisplayText.Clean(line.TrimEnd('\r'))));
}
