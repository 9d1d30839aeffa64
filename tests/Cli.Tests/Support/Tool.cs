using System.Diagnostics;
using System.Reflection;
using System.Text;
using Item2Vec.Cli.Terminal;

namespace Item2Vec.Cli.Tests;

/// <summary>Runs the tool: its entry point in the process of the tests, or the built tool as a process of its own.</summary>
internal static class Tool
{
    private static readonly Lock InProcess = new();

    /// <summary>The tool's assembly, as the build left it.</summary>
    public static string Path { get; } = Metadata("Tool");

    /// <summary>Where builds leave what they make.</summary>
    public static string Artifacts { get; } = Metadata("Artifacts");

    /// <summary>The root of the repository.</summary>
    public static string Repository { get; } = Metadata("Repository");

    /// <summary>
    /// Runs a command line as the process does, but with streams in memory. One at a time: the current directory is the whole process's.
    /// </summary>
    public static ToolResult Run(string directory, params string[] args) => Run(directory, commands: null, args);

    /// <summary>As <see cref="Run(string, string[])"/>, with other commands than the tool's.</summary>
    public static ToolResult Run(string directory, CommandRegistry? commands, string[] args, string input = "")
    {
        using MemoryStream given = new(Encoding.UTF8.GetBytes(input));
        using MemoryStream output = new();
        using MemoryStream error = new();
        lock (InProcess)
        {
            string before = Environment.CurrentDirectory;
            Environment.CurrentDirectory = directory;
            try
            {
                int exitCode = CliApp.Run(args, new StandardStreams(given, output, error), commands);
                return new ToolResult(exitCode, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
            }
            finally
            {
                Environment.CurrentDirectory = before;
            }
        }
    }

    /// <summary>
    /// Runs the built tool, or another executable, as a process: for what a process has of its own, such as signals, terminals and closed
    /// streams.
    /// </summary>
    public static ToolResult RunProcess(ToolStart start)
    {
        using Process process = Start(start);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (start.Input is not null) process.StandardInput.Write(start.Input);
        process.StandardInput.Close();
        if (!process.WaitForExit(start.Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.Executable ?? "item2vec"} {string.Join(' ', start.Args)} did not end within {start.Limit}");
        }

        return new ToolResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Starts the tool and leaves the rest to the caller.</summary>
    public static Process Start(ToolStart start)
    {
        ProcessStartInfo info = new(start.Executable ?? "dotnet", start.Executable is null ? [Path, .. start.Args] : start.Args)
        {
            WorkingDirectory = start.Directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach ((string name, string value) in start.Environment) info.Environment[name] = value;
        return Process.Start(info)!;
    }

    private static string Metadata(string key)
        => typeof(Tool).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}

/// <summary>A call of the tool.</summary>
internal sealed record ToolStart(string Directory, params string[] Args)
{
    /// <summary>What stands on standard input, or null for nothing.</summary>
    public string? Input { get; init; }

    /// <summary>Another executable than the built tool.</summary>
    public string? Executable { get; init; }

    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(2);

    public Dictionary<string, string> Environment { get; init; } = [];
}

/// <summary>How a call ended.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Fails with everything that was printed unless the call ended as it should.</summary>
    public ToolResult Expect(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}, expected {exitCode}\nstdout: {Output}\nstderr: {Error}");
        return this;
    }
}
