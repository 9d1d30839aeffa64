using System.Diagnostics;
using System.Text;

namespace Item2Vec.Cli.Tests;

/// <summary>The tool while it serves <c>item2vec-model</c> of a directory on a free port.</summary>
internal sealed class ServingTool : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Process process;
    private readonly StringBuilder errors = new();
    private readonly Task<string> rest;

    public ServingTool(string directory, params string[] options)
        : this(directory, [], options)
    {
    }

    public ServingTool(string directory, Dictionary<string, string> environment, params string[] options)
    {
        process = Tool.Start(new ToolStart(directory, ["serve", "--port", "0", .. options]) { Environment = environment });
        Client = new HttpClient { BaseAddress = new Uri(ReadAddress()) };
        rest = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Asks below <c>/v1/</c>.</summary>
    public HttpClient Client { get; }

    /// <summary>Ends the process with a signal; how it ended.</summary>
    public ToolResult Stop(string signal)
    {
        Signal(signal);
        Assert.True(process.WaitForExit(Patience), "the service went on after the signal");
        return new ToolResult(process.ExitCode, process.StandardOutput.ReadToEnd(), errors + rest.GetAwaiter().GetResult());
    }

    public void Signal(string signal) => Process.Start("kill", [signal, $"{process.Id}"])!.WaitForExit();

    public void Dispose()
    {
        Client.Dispose();
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    private string ReadAddress()
    {
        const string mark = "serving item2vec-model at ";
        while (process.StandardError.ReadLine() is string line)
        {
            errors.AppendLine(line);
            if (line.StartsWith(mark, StringComparison.Ordinal)) return line[mark.Length..] + "/";
        }

        throw new InvalidOperationException($"The service did not start: {errors}");
    }
}
