using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>The service as a process, on a real socket.</summary>
public sealed class ServeTests(TrainedModel model)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task The_service_answers_as_the_command_line_does_takes_over_a_new_model_and_stops_in_peace()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using Workspace workspace = new();
        CopyModel(model.Directory, workspace["item2vec-model"]);
        using ServingTool serving = new(workspace.Directory, "--watch");

        Assert.Equal(model.Run("similar", "--item", "t3-i07", "-k", "4", "--format", "json").Output.Trim(), await serving.Client.GetStringAsync("items/t3-i07/similar?k=4"));
        foreach (string score in (string[])["next", "similar", "blend"])
        {
            using StringContent history = new($$"""{"history": ["t3-i07", "t3-i01"], "k": 4, "score": "{{score}}"}""", Encoding.UTF8, "application/json");
            Assert.Equal(
                model.Run("recommend", "--history", "t3-i07,t3-i01", "-k", "4", "--score", score, "--format", "json").Expect(0).Output.Trim(),
                await (await serving.Client.PostAsync("recommend", history)).Content.ReadAsStringAsync());
        }

        string before = await Checksum(serving.Client);
        workspace.Write("sessions.csv", PlantedTopics.SessionsCsv(300));
        workspace.Run("train", "sessions.csv", "--dimensions", "8", "--epochs", "1").Expect(0);
        Stopwatch clock = Stopwatch.StartNew();
        while (await Checksum(serving.Client) == before && clock.Elapsed < Patience) await Task.Delay(20);
        Assert.NotEqual(before, await Checksum(serving.Client));

        ToolResult stopped = serving.Stop("-TERM").Expect(0);
        Assert.Equal(string.Empty, stopped.Output);
    }

    [Fact]
    public async Task Raw_requests_that_try_tricks_are_never_an_error_of_the_service()
    {
        using ServingTool serving = new(model.Directory);
        string[] targets =
        [
            "/v1/items/../model", "/v1/items/..%2f..%2f..%2fetc%2fpasswd/similar", "/v1/items/%2e%2e/similar", "/v1/items/%00/similar", "/v1/items/%ff%fe/similar", "/v1/items/%/similar",
            "/v1/items//similar", "/v1/items/t3-i07/similar?k=%00", "/v1/items/t3-i07/similar?k=1&&=&=&where", "/v1/items/t3-i07/similar?where=%3D%3D", "/v1/items/t3-i07/similar?exclude=,,,",
            "//v1/model", "*", "http://elsewhere/v1/model", "/v1/items/" + new string('x', 7000) + "/similar", "/v1/items/" + new string('x', 20000),
        ];
        foreach (string target in targets) Assert.InRange(await Status(serving.Client.BaseAddress!, $"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), 200, 499);

        // A body that promises more than may come, one that is no chunk, and a method that nobody has heard of.
        const string post = "POST /v1/similar HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
        Assert.Equal(413, await Status(serving.Client.BaseAddress!, post + "Content-Length: 999999999\r\n\r\n"));
        Assert.InRange(await Status(serving.Client.BaseAddress!, post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"), 400, 499);
        Assert.InRange(await Status(serving.Client.BaseAddress!, "BREW /v1/model HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), 400, 499);
        Assert.True((await serving.Client.GetAsync("model")).IsSuccessStatusCode);
    }

    [Fact]
    public void What_cannot_be_served_is_said()
    {
        using Workspace workspace = new();
        ToolResult missing = workspace.Run("serve", "--port", "0").Expect(66);
        Assert.Contains("item2vec-model: no such model", missing.Error, StringComparison.Ordinal);

        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        ToolResult busy = model.Run("serve", "--port", $"{port}").Expect(2);
        Assert.Contains($"cannot listen on 127.0.0.1:{port}", busy.Error, StringComparison.Ordinal);

        workspace.Write("keys", "short\n");
        ToolResult weak = model.Run("serve", "--port", "0", "--api-key-file", workspace["keys"]).Expect(2);
        Assert.Contains("shorter than 16 letters", weak.Error, StringComparison.Ordinal);
    }

    /// <summary>Sends bytes as they are; the status of the answer.</summary>
    private static async Task<int> Status(Uri address, string request)
    {
        using TcpClient client = new();
        await client.ConnectAsync(address.Host, address.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using StreamReader reader = new(stream);
        string line = await reader.ReadLineAsync().WaitAsync(Patience) ?? throw new InvalidOperationException($"no answer to {request[..Math.Min(80, request.Length)]}");
        return int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<string> Checksum(HttpClient client)
        => JsonDocument.Parse(await client.GetStringAsync("model")).RootElement.GetProperty("checksum").GetString()!;

    private static void CopyModel(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(from, "item2vec-model"))) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
