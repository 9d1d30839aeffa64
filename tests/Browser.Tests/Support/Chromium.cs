using System.Diagnostics;

namespace Item2Vec.Browser.Tests.Support;

/// <summary>The system's Chromium without a window, where there is one.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryProfile profile = new();
    private Process? process;
    private DevTools? tools;

    private Chromium()
    {
    }

    /// <summary>The executable: that of the variable CHROMIUM, or the first on the path; null where there is none.</summary>
    public static string? Executable { get; } = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named
        ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)))
            .FirstOrDefault(File.Exists);

    /// <summary>Starts it.</summary>
    /// <exception cref="IOException">It did not start.</exception>
    public static async Task<Chromium> Start(string executable)
    {
        Chromium browser = new();
        try
        {
            await browser.Begin(executable);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a tab.</summary>
    public Task<Tab> Open(int width = 1000, int height = 700, bool isDark = false) => Tab.Open(tools!, width, height, isDark);

    private async Task Begin(string executable)
    {
        ProcessStartInfo start = new(executable)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "--headless=new", "--remote-debugging-port=0", $"--user-data-dir={profile.Path}",

                // Drawing without a graphics card, so that every machine draws alike; no sandbox, which containers do not allow.
                "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-dev-shm-usage",

                // Nothing is asked of a network.
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
                "--disable-extensions", "--hide-scrollbars", "--force-device-scale-factor=1", "about:blank",
            },
        };
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        using CancellationTokenSource patience = new(Patience);
        Uri address = await ReadAddress(process.StandardError, patience.Token);
        _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
        tools = await DevTools.Connect(address, patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (tools is not null)
        {
            await Task.WhenAny(tools.Send("Browser.close"), Task.Delay(TimeSpan.FromSeconds(5)));
            await tools.DisposeAsync();
        }

        if (process is not null)
        {
            if (!process.WaitForExit(TimeSpan.FromSeconds(5))) process.Kill(entireProcessTree: true);
            process.Dispose();
        }

        profile.Dispose();
    }

    private static async Task<Uri> ReadAddress(StreamReader errors, CancellationToken cancel)
    {
        const string mark = "DevTools listening on ";
        List<string> heard = [];
        while (await errors.ReadLineAsync(cancel) is string line)
        {
            if (line.StartsWith(mark, StringComparison.Ordinal)) return new Uri(line[mark.Length..].Trim());
            heard.Add(line);
        }

        throw new IOException($"{Executable} ended without an address: {string.Join('\n', heard)}");
    }

    /// <summary>A directory for what a browser leaves on disk.</summary>
    private sealed class TemporaryProfile : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("item2vec-browser-").FullName;

        public void Dispose()
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (IOException)
            {
                // A process of the browser still writes; the system empties its folder of temporary files.
            }
        }
    }
}
