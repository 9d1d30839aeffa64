using System.Diagnostics;

namespace Item2Vec.Browser.Tests.Support;

/// <summary>One Chromium without a window for all tests, where there is one; each test has a tab of its own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryProfile profile = new();
    private Process? process;
    private DevTools? tools;

    /// <summary>The executable: that of the variable CHROMIUM, or the first on the path; null where there is none.</summary>
    public static string? Executable { get; } = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named
        ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)))
            .FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Executable is null) return;
        ProcessStartInfo start = new(Executable)
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

    /// <summary>Opens a tab; skips the test where there is no browser.</summary>
    internal async Task<Tab> Open(int width = 1000, int height = 700, bool isDark = false)
    {
        Assert.SkipWhen(
            tools is null, "there is no Chromium: install the package chromium, or name the executable with the variable CHROMIUM");
        return await Tab.Open(tools!, width, height, isDark);
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

/// <summary>The tests that share the browser, one after another.</summary>
[CollectionDefinition(nameof(Browsing))]
public sealed class Browsing : ICollectionFixture<Chromium>;
