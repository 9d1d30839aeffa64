using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Item2Vec.Cli.Help;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli;

/// <summary>The program: builds the command tree, parses, runs, and turns failures into a message and an exit code.</summary>
internal static class CliApp
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments of the command line.</param>
    /// <param name="standard">The standard streams.</param>
    /// <param name="commands">The commands; null takes those of the tool.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, StandardStreams standard, CommandRegistry? commands = null)
    {
        args = OldNames.Replace(args);
        RootCommand root = BuildRoot(args, commands ?? CommandRegistry.BuiltIn);
        // No bundling and no response files: '-qk', '-x1' and '@name' are ids in real data.
        ParserConfiguration parsing = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };
        ParseResult parsed = root.Parse(args, parsing);
        using Streams streams = Streams.Open(
            parsed.GetValue(GlobalOptions.NoColor), standard, GlobalOptions.IsJsonLog(parsed));
        streams.GuardCells = parsed.GetValue(GlobalOptions.CsvSafe);
        try
        {
            if (parsed.Action is not (HelpWriter or VersionWriter)) UsageErrors.CheckOptions(parsed, args);
            parsed = ConfigFile.Apply(parsed, args, words => root.Parse(words, parsing));
            if (parsed.Action is ParseErrorAction) throw UsageErrors.From(parsed);
            InvocationConfiguration invocation = new()
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = streams.Results,
                Error = streams.Notes,
            };
            int code = parsed.Invoke(invocation);
            streams.Flush();
            return code;
        }
        catch (Exception problem)
        {
            return ErrorRenderer.Render(problem, streams, GlobalOptions.IsVerbose(parsed));
        }
    }

    private static RootCommand BuildRoot(string[] args, CommandRegistry commands)
    {
        RootCommand root = new("Turns a log of who-used-what into item vectors and answers: what is similar to this?");
        foreach (CliCommand command in commands.For(args)) root.Add(command);
        foreach (Option option in GlobalOptions.All) root.Add(option);
        foreach (Option option in root.Options)
        {
            if (option is HelpOption help) help.Action = new HelpWriter();
            if (option == GlobalOptions.HelpAll) option.Action = new HelpWriter { IsFull = true };
            if (option is VersionOption version) version.Action = new VersionWriter();
        }

        root.SetAction(parsed => new HelpWriter().Invoke(parsed));
        return root;
    }
}

/// <summary>Renders a failure as two lines on standard error and an exit code.</summary>
internal static class ErrorRenderer
{
    public static int Render(Exception problem, Streams streams, bool verbose)
    {
        switch (problem)
        {
            case Item2VecException known:
                (string what, string? advice) = known.With(OptionNames.Of);
                Write(streams, what, advice);
                if (verbose && known.InnerException is not null) streams.Notes.WriteLine(known.InnerException);
                return ExitCode.Of(known.Code);
            case InterruptedException interrupted:
                Write(streams, interrupted.Message, interrupted.Hint);
                return interrupted.ExitCode;
            case Exception when Resources.Of(problem) is (int code, string message, string hint):
                Write(streams, message, hint);
                if (verbose) streams.Notes.WriteLine(problem);
                return code;
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
        string more = string.IsNullOrEmpty(hint) ? string.Empty : $"\n  {DisplayLines(hint)}";
        streams.Notes.WriteLine($"{streams.NoteStyle.Error("error:")} {DisplayLines(message)}{more}");
    }

    /// <summary>Messages quote data, which must not control the terminal, and may name ten thousand columns.</summary>
    private static string DisplayLines(string text)
        => string.Join("\n  ", text.Split('\n').Select(line => DisplayText.Clean(Shortened(line.TrimEnd('\r')))));

    private static string Shortened(string line)
    {
        const int maxStart = 1200, maxEnd = 300;
        return line.Length <= maxStart + maxEnd ? line : $"{line[..maxStart]} ... {line[^maxEnd..]}";
    }
}
