using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Item2Vec.Cli;

/// <summary>The program: builds the command tree, parses, runs, and turns whatever goes wrong into a message and an exit code.</summary>
internal static class CliApp
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">The words of the command line.</param>
    /// <param name="standard">What the command reads and writes besides files.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, StandardStreams standard)
    {
        RootCommand root = BuildRoot(args);
        // No bundling and no response files: '-qk', '-x1' and '@name' are ids that real data has.
        ParserConfiguration parsing = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };
        ParseResult parsed = root.Parse(args, parsing);
        using Streams streams = Streams.Open(parsed, standard);
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

    private static RootCommand BuildRoot(string[] args)
    {
        RootCommand root = new("Turns a log of who-used-what into item vectors and answers: what is similar to this?");
        foreach (CliCommand command in CommandRegistry.For(args)) root.Add(command);
        foreach (Option option in GlobalOptions.All) root.Add(option);
        foreach (Option option in root.Options)
        {
            if (option is HelpOption help) help.Action = new HelpWriter();
            if (option is VersionOption version) version.Action = new VersionWriter();
        }

        root.SetAction(parsed => new HelpWriter().Invoke(parsed));
        return root;
    }
}
