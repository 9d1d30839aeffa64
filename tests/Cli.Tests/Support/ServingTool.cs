using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Item2Vec.Cli.Tests;

/// <summary>The tool while it serves <c>item2vec-model</c> of a directory on a free port.</summary>
internal sealed partial class ServingTool : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Process process;
    private readonly StringBuilder errors = new();
    private readonly Channel<string> log = Channel.CreateUnbounded<string>();
    private readonly Task rest;

    public ServingTool(string directory, params string[] options)
        : this(directory, [], options)
    {
    }

    public ServingTool(string directory, Dictionary<string, string> environment, params string[] options)
    {
        process = Tool.Start(new ToolStart(directory, ["serve", "--port", "0", .. options]) { Environment = environment });
        Client = new HttpClient { BaseAddress = new Uri(ReadAddress()) };
        rest = ReadLog();
    }

    /// <summary>Asks below <c>/v1/</c>.</summary>
    public HttpClient Client { get; }

    /// <summary>Waits for a line of the log that holds a text.</summary>
    public async Task Logged(string text)
    {
        using CancellationTokenSource patience = new(Patience);
        await foreach (string line in log.Reader.ReadAllAsync(patience.Token))
            if (line.Contains(text, StringComparison.Ordinal)) return;
        Assert.Fail($"the service ended without '{text}': {errors}");
    }

    /// <summary>Ends the process with a signal; how it ended.</summary>
    public ToolResult Stop(string signal)
    {
        Signal(signal);
        Assert.True(process.WaitForExit(Patience), "the service went on after the signal");
        return new ToolResult(process.ExitCode, process.StandardOutput.ReadToEnd(), Errors());
    }

    public void Signal(string signal) => Process.Start("kill", [signal, $"{process.Id}"])!.WaitForExit();

    public void Dispose()
    {
        Client.Dispose();
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    private string Errors()
    {
        rest.GetAwaiter().GetResult();
        return errors.ToString();
    }

    private async Task ReadLog()
    {
        while (await process.StandardError.ReadLineAsync() is string line)
        {
            errors.AppendLine(line);
            log.Writer.TryWrite(line);
        }

        log.Writer.Complete();
    }

    /// <summary>In a log of either format.</summary>
    [GeneratedRegex("serving .* at (http://[^\"\\s]+)")]
    private static partial Regex Serving();

    private string ReadAddress()
    {
        while (process.StandardError.ReadLine() is string line)
        {
            errors.AppendLine(line);
            log.Writer.TryWrite(line);
            if (Serving().Match(line) is { Success: true } serving) return serving.Groups[1].Value + "/";
        }

        throw new InvalidOperationException($"The service did not start: {errors}");
    }
}
