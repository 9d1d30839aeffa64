using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Samples.Tests;

/// <summary>The service as its image runs it: settings from the environment, no ICU, ended by SIGTERM.</summary>
public sealed class SimilarItemsServiceTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly string directory = Directory.CreateTempSubdirectory("item2vec-sample-").FullName;

    [Fact]
    public async Task The_service_answers_for_a_model_shows_its_probes_and_stops_in_peace()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string model = Path.Combine(directory, "shop");
        Train(model);
        using Process service = Start(model);
        try
        {
            using HttpClient client = new() { BaseAddress = new Uri(await Address(service).WaitAsync(Patience, cancel)) };

            using JsonDocument answer = (await client.GetFromJsonAsync<JsonDocument>("/v1/items/cup/similar?k=1", cancel))!;
            Assert.Equal("saucer", answer.RootElement.GetProperty("results")[0].GetProperty("item").GetString());
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/v1/items/kettle/similar", cancel)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/livez", cancel)).StatusCode);
            Assert.Contains("\"items\":4", await client.GetStringAsync("/readyz", cancel), StringComparison.Ordinal);
            Assert.Contains("item2vec_items", await client.GetStringAsync("/metrics", cancel), StringComparison.Ordinal);

            using Process kill = Process.Start("kill", ["-TERM", $"{service.Id}"]);
            Assert.True(service.WaitForExit(Patience), "the service went on after SIGTERM");
            Assert.Equal(0, service.ExitCode);
        }
        finally
        {
            if (!service.HasExited) service.Kill();
        }
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static void Train(string model)
    {
        string[][] sessions = [.. Enumerable.Range(0, 300)
            .Select(i => i % 2 == 0 ? (string[])["cup", "saucer", "cup", "saucer"] : ["fork", "knife", "fork", "knife"])];
        using SessionCorpus corpus = SessionCorpus.FromSessions(sessions);
        using ItemVectors vectors = ItemTrainer.Train(
            corpus,
            new TrainingOptions { Dimensions = 16, Epochs = 20, Subsampling = 0, Threads = 1 },
            cancellationToken: TestContext.Current.CancellationToken);
        ModelDirectory.Save(model, vectors);
    }

    private static Process Start(string model)
        => Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "similar-items-service.dll")])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            Environment =
            {
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1",
                ["Item2Vec__Model"] = model,
            },
        })!;

    /// <summary>The address from the log, which is read on for as long as the process writes one.</summary>
    private static async Task<string> Address(Process service)
    {
        const string mark = "Now listening on: ";
        while (await service.StandardOutput.ReadLineAsync() is string line)
        {
            if (!line.Contains(mark, StringComparison.Ordinal)) continue;
            _ = service.StandardOutput.ReadToEndAsync();
            return line[(line.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..];
        }

        throw new InvalidOperationException("The service ended before it listened.");
    }
}
