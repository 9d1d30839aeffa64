using System.Text;
using System.Text.Json.Nodes;
using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Service.Models;
using Item2Vec.Service.Operations;
using Item2Vec.Service.Options;
using Item2Vec.Service.Requests;
using Item2Vec.Service.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Item2Vec.Service.Tests;

/// <summary>What a host gets: options, routes and their description, health checks, an embedding generator.</summary>
public sealed class HostTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public void Every_problem_of_the_options_is_named_at_once()
    {
        Item2VecOptions options =
            new() { Model = " ", MaxResults = 0, MaxItems = 0, PollInterval = TimeSpan.Zero, WaitForModel = true, Watch = false };
        options.ApiKeys.Add("short");

        ValidateOptionsResult result = new Item2VecOptionsValidator().Validate(null, options);

        string[] expected =
            ["Model is empty", "MaxResults is 0", "MaxItems is 0", "PollInterval is", "WaitForModel needs Watch", "ApiKeys holds a key"];
        Assert.Equal(expected.Length, result.Failures!.Count());
        Assert.All(
            expected.Zip(result.Failures!.Order(StringComparer.Ordinal)
                .OrderBy(failure => Array.FindIndex(expected, part => failure.StartsWith(part, StringComparison.Ordinal)))),
            pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
        Assert.True(new Item2VecOptionsValidator().Validate(null, new Item2VecOptions()).Succeeded);
    }

    [Fact]
    public void A_misspelt_option_of_the_configuration_fails_the_start_and_names_the_one_that_was_meant()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Item2Vec:Model"] = "shop", ["Item2Vec:MaxResutls"] = "5", ["Item2Vec:ApiKey"] = "0123456789abcdef",
            ["Item2Vec:Nonsense:0"] = "1",
        });
        builder.Services.AddItem2Vec();
        using WebApplication app = builder.Build();

        string[] problems = [.. Assert.Throws<OptionsValidationException>(app.Start).Failures];

        Assert.Equal(
            [
                "Item2Vec:ApiKey is not an option; did you mean ApiKeys?",
                "Item2Vec:MaxResutls is not an option; did you mean MaxResults?",
            ],
            problems[..2]);
        Assert.StartsWith("Item2Vec:Nonsense is not an option; the options are ApiKeys, ", problems[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("Microsoft.AspNetCore.Hosting.Diagnostics", true)]
    public async Task Requests_are_not_logged_unless_the_configuration_names_their_category(string? category, bool isLogged)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Item2Vec:Model"] = service.Model, ["Logging:LogLevel:Default"] = "Information",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Information", [$"Logging:LogLevel:{category ?? "Elsewhere"}"] = "Information",
        });
        TextLog log = new();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddItem2Vec();
        await using WebApplication app = builder.Build();
        app.MapItem2Vec();
        await app.StartAsync();

        await app.GetTestClient().GetStringAsync("/v1/items/item7/similar");
        await app.StopAsync();

        Assert.Equal(isLogged, log.Entries.Any(entry => entry.Contains("/v1/items/item7", StringComparison.Ordinal)));
    }

    [Fact]
    public void Options_come_from_the_configuration_and_wrong_ones_fail_the_start()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Item2Vec:Model"] = "shop", ["Item2Vec:MaxResults"] = "-3", ["Item2Vec:PollInterval"] = "00:00:05",
            ["Item2Vec:ApiKeys:0"] = "0123456789abcdef",
        });
        builder.Services.AddItem2Vec();
        using WebApplication app = builder.Build();

        OptionsValidationException problem = Assert.Throws<OptionsValidationException>(app.Start);

        Assert.StartsWith("MaxResults is -3", Assert.Single(problem.Failures), StringComparison.Ordinal);
        Item2VecOptions bound = new();
        builder.Configuration.GetSection(Item2VecOptions.Section).Bind(bound);
        Assert.Equal(("shop", TimeSpan.FromSeconds(5)), (bound.Model, bound.PollInterval));
        Assert.Equal(["0123456789abcdef"], bound.ApiKeys);
    }

    [Theory]
    [InlineData("ApiKeys", "0123456789abcdef", null)]
    [InlineData("ApiKeys", "short", "ApiKeys holds a key that is shorter than 16 letters")]
    [InlineData("ApiKeys:0", "", "ApiKeys holds a key that is shorter than 16 letters")]
    [InlineData("ApiKey", "0123456789abcdef", "ApiKey")]
    [InlineData("MaxResult", "5", "MaxResult")]
    [InlineData("PollInterval", "1", "PollInterval is 1.00:00:00; a time from 00:00:00.0100000 to 01:00:00")]
    public void A_setting_is_taken_or_ends_the_start(string option, string value, string? problem)
    {
        ServiceCollection services = new();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [$"Item2Vec:{option}"] = value }).Build());
        services.AddItem2Vec();
        using ServiceProvider provider = services.BuildServiceProvider();

        Exception? thrown = Record.Exception(() => provider.GetRequiredService<IStartupValidator>().Validate());

        if (problem is null)
        {
            Assert.Null(thrown);
            Assert.Equal([value], provider.GetRequiredService<IOptions<Item2VecOptions>>().Value.ApiKeys);
        }
        else
        {
            Assert.Contains(problem, thrown?.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_empty_list_of_keys_does_not_open_the_service_unsaid()
    {
        using MemoryStream json = new("""{"Item2Vec": {"ApiKeys": []}}"""u8.ToArray());
        ServiceCollection services = new();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddJsonStream(json).Build());
        services.AddItem2Vec();
        using ServiceProvider provider = services.BuildServiceProvider();

        // It cannot be told from a variable that was to hold the key and is empty.
        OptionsValidationException problem = Assert.Throws<OptionsValidationException>(
            () => provider.GetRequiredService<IOptions<Item2VecOptions>>().Value);
        Assert.Contains("leave ApiKeys out", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lease_keeps_the_index_open_across_an_await()
    {
        using ModelLease lease = service.Models.Acquire();
        await Task.Yield();
        Assert.Equal(TestModels.Items, lease.Index.Count);
    }

    [Fact]
    public async Task A_host_that_has_stopped_opens_nothing_again()
    {
        TestService stopped = new();
        ModelHost models = stopped.Models;
        await stopped.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(() => models.Acquire());
        Assert.Throws<ObjectDisposedException>(() => models.Reload());
    }

    [Fact]
    public void Mapping_without_a_model_says_what_to_call()
    {
        using WebApplication app = WebApplication.CreateSlimBuilder().Build();

        Assert.Contains("AddItem2Vec", Assert.Throws<InvalidOperationException>(() => app.MapItem2Vec()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_description_has_exactly_the_routes_that_are_mapped()
    {
        JsonNode document = JsonNode.Parse(await service.Client.GetStringAsync("/v1/openapi.json"))!;

        string[] described = [.. document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(method => $"{method.Key.ToUpperInvariant()} /v1{path.Key}"))];
        string[] mapped =
            [.. service.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal))
                .Select(
                    endpoint =>
                        $"{endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single(method => method != "HEAD")} "
                            + $"{endpoint.RoutePattern.RawText}")];
        Assert.Equal(16, mapped.Length);
        Assert.Equal(mapped.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
        Assert.Equal("/v1", document["servers"]![0]!["url"]!.GetValue<string>());
        Assert.All(
            References(document), reference => Assert.NotNull(reference.Split('/')[1..].Aggregate(document, (node, name) => node[name]!)));
        Assert.Equal(
            document["components"]!.AsObject().Where(kind => kind.Key != "securitySchemes")
                .SelectMany(kind => kind.Value!.AsObject().Select(one => $"#/components/{kind.Key}/{one.Key}"))
                .Order(StringComparer.Ordinal),
            References(document).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_description_has_exactly_the_members_that_bodies_have()
    {
        JsonNode document = OpenApiOperation.Read();
        foreach ((string path, Type body)
            in new[] { ("/similar", typeof(SimilarBody)), ("/analogy", typeof(AnalogyBody)), ("/recommend", typeof(RecommendBody)) })
        {
            JsonObject described =
                document["paths"]![path]!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!["properties"]!.AsObject();
            Assert.Equal(
                RequestBodies.Default.GetTypeInfo(body)!.Properties.Select(property => property.Name).Order(StringComparer.Ordinal),
                described.Select(property => property.Key).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Every_score_of_the_description_is_known()
    {
        JsonNode scores = OpenApiOperation.Read()["paths"]!["/recommend"]!["post"]!["requestBody"]!["content"]![
            "application/json"]!["schema"]!["properties"]!["score"]!["enum"]!;
        Assert.Equal(
            ScoreMode.Names,
            scores.AsArray().Select(score => score!.GetValue<string>()));
        foreach (JsonNode? score in scores.AsArray())
        {
            using StringContent body = new($$"""{"history": ["item4"], "score": "{{score}}"}""", Encoding.UTF8, "application/json");
            string answer = await (await service.Client.PostAsync("/v1/recommend", body)).Content.ReadAsStringAsync();
            Assert.DoesNotContain("score is", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_hosts_health_checks_know_the_model()
    {
        HealthReport report = await service.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Healthy, report.Entries["item2vec"].Status);
        Assert.Contains($"{TestModels.Items} items", report.Entries["item2vec"].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_embedding_generator_gives_items_their_vectors()
    {
        IEmbeddingGenerator<string, Embedding<float>> generator =
            service.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

        GeneratedEmbeddings<Embedding<float>> found = await generator.GenerateAsync(["item3", "item1"]);

        Assert.Equal([service.Index.Vector("item3"), service.Index.Vector("item1")], found.Select(one => one.Vector.ToArray()));
        Assert.StartsWith("item2vec/", Assert.Single(found.Select(one => one.ModelId).Distinct()), StringComparison.Ordinal);
        Assert.Equal(16, ((EmbeddingGeneratorMetadata)generator.GetService(typeof(EmbeddingGeneratorMetadata))!).DefaultModelDimensions);
        Item2VecException problem = await Assert.ThrowsAsync<Item2VecException>(() => generator.GenerateAsync(["nobody"]));
        Assert.Equal(ErrorCode.NotFound, problem.Code);
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members
            => members.SelectMany(member => member.Key == "$ref" ? [member.Value!.GetValue<string>()] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    /// <summary>Every line of a log.</summary>
    private sealed class TextLog : ILoggerProvider, ILogger
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Entries { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => Entries.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
