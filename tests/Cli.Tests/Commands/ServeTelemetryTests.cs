using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>What a serving tool tells of itself: the page that Prometheus reads, and what it sends to a collector.</summary>
public sealed partial class ServeTelemetryTests(TrainedModel model)
{
    [Fact]
    public async Task The_page_is_in_Prometheus_format_and_counts_what_happened()
    {
        using ServingTool serving = new(model.Directory);
        for (int i = 0; i < 3; i++) await serving.Client.GetStringAsync("items/t3-i07/similar");
        await serving.Client.GetAsync("items/nobody/similar");

        HttpResponseMessage response = await serving.Client.GetAsync("/metrics");
        string page = await response.Content.ReadAsStringAsync();

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        AssertIsExposition(page);
        Assert.Equal(3, Value(page, "item2vec_request_duration_seconds_count{operation=\"similar\",status=\"200\"}"));
        Assert.Equal(1, Value(page, "item2vec_request_duration_seconds_count{operation=\"similar\",status=\"404\"}"));
        Assert.Equal(3, Value(page, "item2vec_query_duration_seconds_count{operation=\"similar\"}"));
        Assert.Equal(PlantedTopics.Topics * PlantedTopics.ItemsOfTopic, Value(page, "item2vec_items"));
        Assert.Equal((1, 0), (Value(page, "item2vec_ready"), Value(page, "item2vec_model_refused")));
        Assert.True(Value(page, "item2vec_model_loaded_seconds") > 1e9, "the model was not loaded in this century");
        Assert.True(Value(page, "dotnet_process_memory_working_set_bytes") > 1e6, "the runtime's own metrics are missing");

        // The boundaries are those of the instruments, not the exporter's.
        string[] seconds =
        [
            "5E-06", "1E-05", "2E-05", "5E-05", "0.0001", "0.0002", "0.0005", "0.001", "0.002", "0.005", "0.01", "0.05", "0.1", "0.5",
            "+Inf"
        ];
        Assert.Equal(seconds, QueryBucket().Matches(page).Select(bucket => bucket.Groups[1].Value));
        using HttpRequestMessage head = new(HttpMethod.Head, "/metrics");
        Assert.Equal(HttpStatusCode.OK, (await serving.Client.SendAsync(head)).StatusCode);
    }

    [Fact]
    public async Task A_collector_that_the_environment_names_gets_metrics_and_traces_without_ids()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using Collector collector = new();
        using ServingTool serving = new(model.Directory, new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["Item2Vec:ApiKeys"] = "0123456789abcdef",
        });
        await serving.Client.GetStringAsync("items/t3-i07/similar?k=4");
        Assert.Contains("item2vec_items", await serving.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);

        serving.Stop("-TERM").Expect(0);

        AssertSent("/v1/traces", "similar", "item2vec.k", "item2vec.filtered", "http.response.status_code");
        AssertSent("/v1/metrics", "item2vec.request.duration", "item2vec.items", "dotnet.gc.collections");

        void AssertSent(string path, params string[] expected)
        {
            string sent = Encoding.Latin1.GetString(collector.Received(path));
            foreach (string text in (string[])[.. expected, "service.name", "item2vec", "Item2Vec.Service"])
                Assert.Contains(text, sent, StringComparison.Ordinal);
            Assert.DoesNotContain("t3-i07", sent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_collector_without_an_address_is_said()
    {
        ToolStart start = new(
            model.Directory, "serve", "--port", "0") { Environment = { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "collector:4317" } };
        ToolResult wrong = Tool.RunProcess(start).Expect(2);

        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT is 'collector:4317'", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("http://localhost:4317", wrong.Error, StringComparison.Ordinal);
    }

    /// <summary>Every line is a comment or a sample, types come first, and a histogram's buckets grow up to its count.</summary>
    private static void AssertIsExposition(string page)
    {
        Assert.EndsWith("\n", page, StringComparison.Ordinal);
        Dictionary<string, string> types = [];
        Dictionary<string, double> buckets = [];
        foreach (string line in page.Split('\n')[..^1])
        {
            if (Help().IsMatch(line)) continue;
            if (Type().Match(line) is { Success: true } type)
            {
                Assert.True(types.TryAdd(type.Groups[1].Value, type.Groups[2].Value), $"{line} is there twice");
                continue;
            }

            Match sample = Sample().Match(line);
            Assert.True(sample.Success, $"not a sample: {line}");
            string name = sample.Groups["name"].Value;
            string family = types.ContainsKey(name) ? name : Suffix().Replace(name, string.Empty);
            Assert.True(types.ContainsKey(family), $"no type before {line}");
            if (!name.EndsWith("_bucket", StringComparison.Ordinal)) continue;
            string series = Upper().Replace(line.Split(' ')[0], string.Empty);
            double count = double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
            Assert.True(count >= buckets.GetValueOrDefault(series), $"fewer than in the bucket before: {line}");
            buckets[series] = count;
            if (line.Contains("le=\"+Inf\"", StringComparison.Ordinal))
                Assert.Equal(count, Value(page, series.Replace("_bucket", "_count", StringComparison.Ordinal)));
        }

        Assert.NotEmpty(buckets);
    }

    private static double Value(string page, string sample)
        => double.Parse(
            page.Replace("{}", string.Empty, StringComparison.Ordinal).Split('\n')
                .Single(line => line.StartsWith(sample + " ", StringComparison.Ordinal)).Split(' ')[^1], CultureInfo.InvariantCulture);

    [GeneratedRegex("^# HELP [a-zA-Z_:][a-zA-Z0-9_:]* .+$")]
    private static partial Regex Help();

    [GeneratedRegex("^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$")]
    private static partial Regex Type();

    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{([a-zA-Z_]\w*="(\\.|[^"\\])*"(,[a-zA-Z_]\w*="(\\.|[^"\\])*")*)?\})? [-+0-9.eEInfNa]+$""")]
    private static partial Regex Sample();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();

    [GeneratedRegex("(,)?le=\"[^\"]*\"")]
    private static partial Regex Upper();

    [GeneratedRegex("^item2vec_query_duration_seconds_bucket\\{operation=\"similar\",le=\"([^\"]+)\"\\} ", RegexOptions.Multiline)]
    private static partial Regex QueryBucket();

    /// <summary>Takes whatever is sent to it, and answers that all is well.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly HttpListener listener = new();
        private readonly Lock receiving = new();
        private readonly List<(string Path, byte[] Body)> received = [];

        public Collector()
        {
            using (TcpListener free = new(IPAddress.Loopback, 0))
            {
                free.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
            }

            listener.Prefixes.Add($"{Address}/");
            listener.Start();
            _ = Receive();
        }

        public string Address { get; }

        public byte[] Received(string path)
        {
            lock (receiving) return [.. received.Where(one => one.Path == path).SelectMany(one => one.Body)];
        }

        public void Dispose() => listener.Close();

        private async Task Receive()
        {
            try
            {
                while (true)
                {
                    HttpListenerContext context = await listener.GetContextAsync();
                    using MemoryStream body = new();
                    await context.Request.InputStream.CopyToAsync(body);
                    lock (receiving) received.Add((context.Request.Url!.AbsolutePath, body.ToArray()));
                    context.Response.Close();
                }
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
