using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.RegularExpressions;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Search;
using Item2Vec.Service.Tests.Support;

namespace Item2Vec.Service.Tests.Observability;

/// <summary>What is measured, and the page that Prometheus reads.</summary>
public sealed partial class MetricsTests
{
    [Fact]
    public async Task The_page_is_in_Prometheus_format_and_counts_what_happened()
    {
        await using TestService service = new();
        for (int i = 0; i < 3; i++) await service.Get("/v1/items/item1/similar");
        await service.Client.GetAsync("/v1/items/nobody/similar");

        HttpResponseMessage response = await service.Client.GetAsync("/metrics");
        string page = await response.Content.ReadAsStringAsync();

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        AssertIsExposition(page);
        Assert.Equal(3, Value(page, "item2vec_request_duration_seconds_count{operation=\"similar\",status=\"200\"}"));
        Assert.Equal(1, Value(page, "item2vec_request_duration_seconds_count{operation=\"similar\",status=\"404\"}"));
        Assert.Equal(3, Value(page, "item2vec_query_duration_seconds_count{operation=\"similar\"}"));
        Assert.Equal(TestModels.Items, Value(page, "item2vec_items"));
        Assert.True(Value(page, "dotnet_process_memory_working_set_bytes") > 1e6, "the runtime's own metrics are missing");
    }

    [Fact]
    public void Buckets_add_up_and_texts_are_escaped()
    {
        using Meter meter = new("test");
        Histogram<double> histogram = meter.CreateHistogram("sizes.of\"things", "By", "A \\ and a\nline", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 10] });
        MetricFamily family = new(histogram);
        foreach (double value in new[] { 0.5, 1, 5, 11, 100 }) family.Record(value, [new("kind", "a\"b\\c\nd")]);

        Assert.Equal(
            """
            # HELP sizes_of_things_bytes A \\ and a\nline
            # TYPE sizes_of_things_bytes histogram
            sizes_of_things_bytes_bucket{kind="a\"b\\c\nd",le="1"} 2
            sizes_of_things_bytes_bucket{kind="a\"b\\c\nd",le="10"} 3
            sizes_of_things_bytes_bucket{kind="a\"b\\c\nd",le="+Inf"} 5
            sizes_of_things_bytes_sum{kind="a\"b\\c\nd"} 117.5
            sizes_of_things_bytes_count{kind="a\"b\\c\nd"} 5

            """,
            PrometheusText.Write([family]));
    }

    [Fact]
    public void A_tag_of_many_values_does_not_fill_the_memory()
    {
        using Meter meter = new("test");
        MetricFamily family = new(meter.CreateCounter<long>("hits"));
        for (int i = 0; i < 2 * MetricFamily.MaxSeries; i++) family.Record(1, [new("user", i)]);

        Assert.Equal(MetricFamily.MaxSeries, family.Series.Count);
    }

    [Fact]
    public void Recall_is_the_share_of_the_exact_answer_that_the_graph_finds()
    {
        using TemporaryDirectory directory = new();
        using (ItemVectors vectors = Planted.Clusters(3000, 24, clusters: 1))
        using (ItemIndex poor = ItemIndex.Build(vectors, new IndexOptions { M = 2, EfConstruction = 2, EfSearch = 1, Threads = 1 }))
            poor.Save(directory.File("poor.i2v"));
        using ItemIndex index = ItemIndex.Open(directory.File("poor.i2v"));
        ServedModel model = new(index, "poor", null, DateTimeOffset.UnixEpoch);
        Assert.Null(RecallSampler.Measure(model));

        double least = 1;
        for (int row = 0; row < 20; row++)
        {
            string item = index.Vectors.Vocabulary[row];
            string[] exact = [.. index.Similar(item, 10, new SearchOptions { Exact = true }).Select(found => found.Item)];
            double expected = index.Similar(item, 10).Count(found => exact.Contains(found.Item)) / 10.0;
            model.Note(row);
            Assert.Equal(expected, RecallSampler.Measure(model)!.Value, 1e-9);
            least = Math.Min(least, expected);
        }

        Assert.True(least < 1, "the graph is so good that the test says nothing");
        Assert.Null(RecallSampler.Measure(model));
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
            if (line.Contains("le=\"+Inf\"", StringComparison.Ordinal)) Assert.Equal(count, Value(page, series.Replace("_bucket", "_count", StringComparison.Ordinal)));
        }

        Assert.NotEmpty(buckets);
    }

    private static double Value(string page, string sample)
        => double.Parse(page.Split('\n').Single(line => line.StartsWith(sample + " ", StringComparison.Ordinal)).Split(' ')[^1], CultureInfo.InvariantCulture);

    [GeneratedRegex("^# HELP [a-zA-Z_:][a-zA-Z0-9_:]* .+$")]
    private static partial Regex Help();

    [GeneratedRegex("^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$")]
    private static partial Regex Type();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-zA-Z_]\w*="(\\.|[^"\\])*"(,[a-zA-Z_]\w*="(\\.|[^"\\])*")*\})? [-+0-9.eEInfNa]+$""")]
    private static partial Regex Sample();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();

    [GeneratedRegex("(,)?le=\"[^\"]*\"")]
    private static partial Regex Upper();
}
