using System.Net;
using System.Text.RegularExpressions;
using Item2Vec.Cli.Serve;
using Item2Vec.Cli.Tests.Docs;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>Two models behind one address, and who is answered by which.</summary>
public sealed partial class SplitTests(TrainedModel model)
{
    private static readonly string[] Keys = [.. Enumerable.Range(0, 20_000).Select(number => $"visitor-{number}")];

    [Theory]
    [InlineData("90/10", 0.9)]
    [InlineData("1/3", 0.25)]
    [InlineData("0/1", 0)]
    [InlineData("99.5/0.5", 0.995)]
    public void Visitors_are_shared_out_as_asked(string shares, double first)
    {
        ModelSplit split = ModelSplit.Parse(shares, ["a", "b"]);

        int count = Keys.Count(key => split.Of(key) == 0);

        // Six standard deviations of a binomial: the hash is fixed, so this holds always or never.
        double reach = 6 * Math.Sqrt(Keys.Length * first * (1 - first));
        Assert.InRange(count, (Keys.Length * first) - reach, (Keys.Length * first) + reach);
    }

    [Fact]
    public void Who_stays_with_a_larger_share_stays_and_another_test_deals_anew()
    {
        ModelSplit before = ModelSplit.Parse("90/10", ["a", "b"]), after = ModelSplit.Parse("80/20", ["a", "b"]);
        ModelSplit other = ModelSplit.Parse("80/20", ["a", "c"]);

        Assert.DoesNotContain(Keys, key => before.Of(key) == 1 && after.Of(key) == 0);
        double both = Keys.Count(key => after.Of(key) == 1 && other.Of(key) == 1) / (double)Keys.Length;
        Assert.InRange(both, 0.03, 0.05);
    }

    [Theory]
    [InlineData("90")]
    [InlineData("50/30/20")]
    [InlineData("-1/2")]
    [InlineData("0/0")]
    [InlineData("a/b")]
    public void Shares_that_are_none_are_an_error(string shares)
        => Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => ModelSplit.Parse(shares, ["a", "b"])).Code);

    [Theory]
    [InlineData("2 models are given, and not how visitors are shared out", "--model", "a", "--model", "b")]
    [InlineData("--split is for several models", "--split", "90/10")]
    [InlineData("--explore is for one model", "--model", "a", "--model", "b", "--split", "1/1", "--explore")]
    public void What_does_not_go_with_a_split_is_an_error(string message, params string[] options)
        => Assert.StartsWith(
            $"error: {message}", model.Run(["serve", "--port", "0", .. options]).Expect(2).Error, StringComparison.Ordinal);

    [Fact]
    public async Task Each_visitor_is_answered_by_one_model_and_exposures_are_counted()
    {
        using Workspace workspace = new();
        workspace.Write("sessions.csv", PlantedTopics.SessionsCsv(300));
        workspace.Run("train", "sessions.csv", "--dimensions", "8", "--epochs", "1", "-o", "b", "-q").Expect(0);
        string a = Path.Combine(model.Directory, "item2vec-model"), b = workspace["b"];
        using ServingTool serving = new(workspace.Directory, "--model", a, "--model", b, "--split", "50/50");
        Dictionary<string, string> answers = new()
        {
            ["item2vec-model"] = Answer(a), ["b"] = Answer(b),
        };

        List<string> shown = [];
        foreach (string key in Keys[..30])
        {
            (string name, string answer) = await Ask(serving, "items/t3-i07/similar?k=4", key);
            Assert.Equal(answers[name], answer);
            Assert.Equal((name, answer), await Ask(serving, "items/t3-i07/similar?k=4", key));
            shown.Add(name);
        }

        Assert.Equal(["b", "item2vec-model"], shown.Distinct().Order());
        Assert.Equal("item2vec-model", (await Ask(serving, "items/t3-i07/similar?k=4", null)).Model);
        Assert.Equal(HttpStatusCode.NotFound, (await serving.Client.GetAsync("nothing")).StatusCode);
        string nothing = await (await serving.Client.GetAsync("nothing")).Content.ReadAsStringAsync();
        Assert.Contains("openapi.json", nothing, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await serving.Client.GetAsync("items/nobody.html/similar")).StatusCode);
        Assert.Contains("\"status\":\"ready\"", await serving.Client.GetStringAsync("/readyz"), StringComparison.Ordinal);
        string page = await serving.Client.GetStringAsync("/metrics");
        Assert.Equal(
            shown.GroupBy(name => name).Select(group => $"{group.Key} {group.Count() * 2}").Order(),
            Exposures().Matches(page).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}").Order());
        Assert.Subset(
            DashboardTests.Recorded.Keys.ToHashSet(),
            DashboardTests.Read(page).Keys.Where(name => name.StartsWith("item2vec_", StringComparison.Ordinal)).ToHashSet());
        foreach (string name in answers.Keys)
            Assert.Contains($"item2vec_items{{model=\"{name}\"}} 96", page, StringComparison.Ordinal);
    }

    private string Answer(string path)
        => model.Run("similar", "--item", "t3-i07", "-k", "4", "--format", "json", "--model", path).Expect(0).Output.Trim();

    private static async Task<(string Model, string Answer)> Ask(ServingTool serving, string path, string? key)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (key is not null) request.Headers.Add(SplitModels.KeyHeader, key);
        using HttpResponseMessage response = await serving.Client.SendAsync(request);
        return (response.Headers.GetValues(SplitModels.ModelHeader).Single(), await response.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("""^item2vec_exposures_total\{model="([^"]+)",operation="similar"\} (\d+)""", RegexOptions.Multiline)]
    private static partial Regex Exposures();
}
