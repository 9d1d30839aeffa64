using System.Diagnostics;
using System.Globalization;

namespace Item2Vec.Faults.Support;

/// <summary>The built tool, serving a model in a process of its own.</summary>
internal sealed class RunningService : IDisposable
{
    private RunningService(Process process, Uri address)
    {
        Process = process;
        Client = new HttpClient { BaseAddress = address };
    }

    public Process Process { get; }

    public HttpClient Client { get; }

    /// <summary>Bytes of memory in use, or 0 where the system does not say.</summary>
    public long Memory
    {
        get
        {
            string status = $"/proc/{Process.Id}/status";
            if (!File.Exists(status)) return 0;
            string line = File.ReadLines(status).First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(line[6..^2].Trim(), CultureInfo.InvariantCulture) << 10;
        }
    }

    /// <summary>Open files and sockets, or 0 where the system does not say.</summary>
    public int Handles => OperatingSystem.IsLinux() ? Directory.EnumerateFileSystemEntries($"/proc/{Process.Id}/fd").Count() : 0;

    /// <summary>Open sockets, or 0 where the system does not say.</summary>
    public int Sockets => !OperatingSystem.IsLinux() ? 0 : new DirectoryInfo($"/proc/{Process.Id}/fd").EnumerateFileSystemInfos()
        .Count(handle => handle.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);

    public static Task<RunningService> Start(string model, params string[] more)
        => Start(new ToolStart(Path.GetTempPath(), ["-m", model, .. more]));

    /// <summary>Starts <c>serve</c> with the arguments, on a free port.</summary>
    public static async Task<RunningService> Start(ToolStart start)
    {
        Process process = Tool.Start(start with { Args = ["serve", "--port", "0", .. start.Args] });
        string? line;
        do line = await process.StandardError.ReadLineAsync();
        while (line is not null && !line.StartsWith("serving ", StringComparison.Ordinal));
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        return new RunningService(process, new Uri(line!.Split(' ')[^1]));
    }

    /// <summary>The status of the answer to a request.</summary>
    public async Task<int> Get(string path)
    {
        using HttpResponseMessage answer = await Client.GetAsync(path);
        await answer.Content.ReadAsByteArrayAsync();
        return (int)answer.StatusCode;
    }

    /// <inheritdoc cref="Get"/>
    public async Task<int> Post(string path, string body)
    {
        using StringContent content = new(body, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await Client.PostAsync(path, content);
        await answer.Content.ReadAsByteArrayAsync();
        return (int)answer.StatusCode;
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!Process.HasExited) Process.Kill();
        Process.Dispose();
    }
}

/// <summary>Models that differ in one item, which tells them apart, and are made quickly.</summary>
internal static class Generations
{
    /// <summary>Replaces the model <c>m</c> of a workspace: every fourth time by training, else by an import.</summary>
    public static void Replace(Workspace workspace, int number, int items = 200)
    {
        if (number % 4 == 3)
        {
            IEnumerable<string> events = Enumerable.Range(0, 400).SelectMany(session => (string[])
                [$"s{session},{Item(session % items)}", $"s{session},{Item(session * 7 % items)}", $"s{session},g{number}"]);
            workspace.Write("log.csv", string.Join('\n', events.Prepend("session,item").Append("s1,i0")) + "\n");
            workspace.Run(
                "train", "log.csv", "--min-count", "1", "--dimensions", "16", "--epochs", "1", "--threads", "1", "-o", "m").Expect(0);
            return;
        }

        IEnumerable<string> rows = Enumerable.Range(0, items).Select(Item).Append($"g{number}").Select((item, row) =>
            $"{item} {string.Join(' ', Enumerable.Range(0, 16).Select(d => ((row * 31) + (d * 17)) % 97))} 1");
        workspace.Write("vectors.txt", $"{items + 1} 17\n{string.Join('\n', rows)}\n");
        workspace.Run("import", "vectors.txt", "--from", "word2vec", "-o", "m").Expect(0);
    }

    /// <summary>Asks until a model is served: its own item is known.</summary>
    public static async Task Served(RunningService service, int number)
    {
        while (await service.Get($"/v1/items/g{number}") != 200) Assert.False(service.Process.HasExited);
    }

    public static string Item(int number) => $"i{number}";
}
