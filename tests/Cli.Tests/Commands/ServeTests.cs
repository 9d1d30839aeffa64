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

        Assert.Equal(
            model.Run("similar", "--item", "t3-i07", "-k", "4", "--format", "json").Output.Trim(),
            await serving.Client.GetStringAsync("items/t3-i07/similar?k=4"));
        foreach (string score in (string[])["next", "similar", "blend"])
        {
            using StringContent history = new(
                $$"""{"history": ["t3-i07", "t3-i01"], "k": 4, "score": "{{score}}"}""", Encoding.UTF8, "application/json");
            Assert.Equal(
                model.Run("recommend", "--history", "t3-i07,t3-i01", "-k", "4", "--score", score, "--format", "json").Expect(0).Output
                    .Trim(),
                await (await serving.Client.PostAsync("recommend", history)).Content.ReadAsStringAsync());
        }

        string before = await Checksum(serving.Client);
        workspace.Write("sessions.csv", PlantedTopics.SessionsCsv(300));
        workspace.Run("train", "sessions.csv", "--dimensions", "8", "--epochs", "1").Expect(0);
        await serving.Logged("Serving 96 items of 8 dimensions");
        Assert.NotEqual(before, await Checksum(serving.Client));

        ToolResult stopped = serving.Stop("-TERM").Expect(0);
        Assert.Equal(string.Empty, stopped.Output);
    }

    [Fact]
    public async Task The_explorer_is_there_where_it_is_asked_for_and_takes_the_layout_of_a_page()
    {
        using Workspace workspace = new();
        model.Run("map", "--method", "pca", "-o", workspace["map.html"]).Expect(0);
        using ServingTool plain = new(model.Directory);
        using ServingTool exploring = new(model.Directory, "--explore", "--map", workspace["map.html"]);

        await exploring.Logged("The explorer shows 96 items, laid out by Pca");

        Assert.Equal(HttpStatusCode.NotFound, (await plain.Client.GetAsync("../explore/")).StatusCode);
        Assert.StartsWith("<!doctype html>", await exploring.Client.GetStringAsync("../explore/"));
        using JsonDocument map = JsonDocument.Parse(await exploring.Client.GetStringAsync("../explore/map"));
        Assert.Equal("item2vec-model", map.RootElement.GetProperty("title").GetString());
        Assert.Equal("pca", map.RootElement.GetProperty("method").GetString());
        Assert.Contains("--map is for --explore", model.Run("serve", "--map", workspace["map.html"]).Expect(2).Error);
        Assert.Contains("there is no such file", model.Run("serve", "--explore", "--map", "none.html").Expect(66).Error);
    }

    [Fact]
    public async Task Raw_requests_that_try_tricks_are_never_an_error_of_the_service()
    {
        using ServingTool serving = new(model.Directory);
        string[] targets =
        [
            "/v1/items/../model", "/v1/items/..%2f..%2f..%2fetc%2fpasswd/similar", "/v1/items/%2e%2e/similar", "/v1/items/%00/similar",
            "/v1/items/%ff%fe/similar", "/v1/items/%/similar",
            "/v1/items//similar", "/v1/items/t3-i07/similar?k=%00", "/v1/items/t3-i07/similar?k=1&&=&=&where",
            "/v1/items/t3-i07/similar?where=%3D%3D", "/v1/items/t3-i07/similar?exclude=,,,",
            "//v1/model", "*", "http://elsewhere/v1/model", "/v1/items/" + new string('x', 7000) + "/similar",
            "/v1/items/" + new string('x', 20000),
        ];
        foreach (string target in targets)
            Assert.InRange(
                await Status(serving.Client.BaseAddress!, $"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
                200,
                499);

        // A body that promises more than may come, one that is no chunk, and a method that nobody has heard of.
        const string post = "POST /v1/similar HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        Assert.Equal(413, await Status(serving.Client.BaseAddress!, post + "Content-Length: 999999999\r\n\r\n"));
        Assert.InRange(await Status(serving.Client.BaseAddress!, post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"), 400, 499);
        Assert.InRange(
            await Status(serving.Client.BaseAddress!, "BREW /v1/model HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), 400, 499);
        Assert.Equal(400, await Status(serving.Client.BaseAddress!, post + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"));
        Assert.True((await serving.Client.GetAsync("model")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_slash_in_an_id_and_the_text_that_stands_for_one_are_two_ids()
    {
        using Workspace workspace = new();
        workspace.Write("sessions.txt", string.Concat(Enumerable.Repeat("a/b c d\na%2Fb d c\nc a/b a%2Fb d\n", 20)));
        workspace.Run("train", "sessions.txt", "--dimensions", "8", "--epochs", "1", "-q").Expect(0);
        using ServingTool serving = new(workspace.Directory);
        foreach ((string path, string id) in new[] { ("a%2Fb", "a/b"), ("a%252Fb", "a%2Fb") })
        {
            using JsonDocument answer = JsonDocument.Parse(await serving.Client.GetStringAsync($"items/{path}/similar?k=1"));
            Assert.Equal(id, answer.RootElement.GetProperty("query").GetString());
        }
    }

    [Theory]
    [InlineData("GET", "/nope", 404, "openapi.json")]
    [InlineData("GET", "/v1/items//similar", 404, "openapi.json")]
    [InlineData("PUT", "/v1/model", 405, "Allow")]
    public async Task What_no_question_answers_is_a_problem_too(string method, string path, int status, string hint)
    {
        using ServingTool serving = new(model.Directory);
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(serving.Client.BaseAddress!, path));

        HttpResponseMessage response = await serving.Client.SendAsync(request);

        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using JsonDocument problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal((status, status), ((int)response.StatusCode, problem.RootElement.GetProperty("status").GetInt32()));
        Assert.Contains(hint, problem.RootElement.GetProperty("hint").GetString(), StringComparison.Ordinal);
        Assert.Equal(status == 405, response.Content.Headers.Allow.Count > 0);
    }

    [Fact]
    public async Task A_page_whose_name_points_at_this_machine_gets_nothing()
    {
        const string stranger = "GET /v1/model HTTP/1.1\r\nHost: shop.example:8080\r\nConnection: close\r\n\r\n";
        using (ServingTool serving = new(model.Directory))
        {
            Assert.Equal(400, await Status(serving.Client.BaseAddress!, stranger));
            foreach (string host in (string[])["localhost", "127.0.0.1:9", "[::1]", string.Empty])
                Assert.Equal(
                    200, await Status(serving.Client.BaseAddress!, $"GET /v1/model HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
        }

        using (ServingTool behindProxy = new(model.Directory, "--allow-host", "shop.example"))
            Assert.Equal(200, await Status(behindProxy.Client.BaseAddress!, stranger));
        using Workspace workspace = new();
        workspace.Write("keys", "0123456789abcdef\n");
        using ServingTool closed = new(model.Directory, "--api-key-file", workspace["keys"]);
        Assert.Equal(401, await Status(closed.Client.BaseAddress!, stranger));
        Assert.Equal(
            200,
            await Status(
                closed.Client.BaseAddress!,
                stranger.Replace("Connection", "X-Api-Key: 0123456789abcdef\r\nConnection", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_second_signal_does_not_wait_for_a_request_that_never_ends()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using ServingTool serving = new(model.Directory);
        using TcpClient halfway = new();
        await halfway.ConnectAsync(serving.Client.BaseAddress!.Host, serving.Client.BaseAddress.Port);
        await halfway.GetStream()
            .WriteAsync("POST /v1/similar HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"u8.ToArray());
        using StreamReader answer = new(halfway.GetStream());
        Assert.Equal("HTTP/1.1 100 Continue", await answer.ReadLineAsync().WaitAsync(Patience));
        serving.Signal("-INT");
        await Refused(serving.Client.BaseAddress!);

        serving.Stop("-INT").Expect(130);
    }

    [Fact]
    public void What_cannot_be_served_is_said()
    {
        using Workspace workspace = new();
        ToolResult missing = workspace.Run("serve", "--port", "0").Expect(66);
        Assert.Contains("item2vec-model: no such model", missing.Error, StringComparison.Ordinal);
        Assert.InRange(missing.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 1, 2);
        ToolResult elsewhere = model.Run("serve", "--port", "0", "--host", "192.0.2.1").Expect(2);
        Assert.Contains("cannot listen on 192.0.2.1:0", elsewhere.Error, StringComparison.Ordinal);

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
        string line = await reader.ReadLineAsync().WaitAsync(Patience)
            ?? throw new InvalidOperationException($"no answer to {request[..Math.Min(80, request.Length)]}");
        return int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until nobody listens any more: the first signal has been seen.</summary>
    private static async Task Refused(Uri address)
    {
        using CancellationTokenSource patience = new(Patience);
        while (true)
        {
            using TcpClient client = new();
            try
            {
                await client.ConnectAsync(address.Host, address.Port, patience.Token);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    private static async Task<string> Checksum(HttpClient client)
        => JsonDocument.Parse(await client.GetStringAsync("model")).RootElement.GetProperty("checksum").GetString()!;

    private static void CopyModel(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(from, "item2vec-model")))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
