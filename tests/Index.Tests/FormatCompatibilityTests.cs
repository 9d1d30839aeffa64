using System.Globalization;
using System.Text.Json;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests;

/// <summary>
/// Models of earlier versions open, and answer. What they hold is compared with what the program that wrote them exported as text, and
/// with the log; answers with the formulas over those texts.
/// </summary>
public sealed class FormatCompatibilityTests
{
    private static readonly string Models = Path.Combine(AppContext.BaseDirectory, "Models");

    /// <summary>The items of each session, in order.</summary>
    private static readonly string[][] Sessions
        = [.. Csv("log.csv").GroupBy(row => row[0]).Select(rows => rows.Select(row => row[1]).ToArray())];

    public static TheoryData<string> All => [.. Directory.GetDirectories(Models).Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(All))]
    public void Items_counts_and_vectors_are_those_that_were_written(string name)
    {
        using ItemIndex index = Open(name);
        foreach ((string file, Func<int, float[]> vector) in new (string, Func<int, float[]>)[]
            { ("input", index.Vectors.Vector), ("output", index.Vectors.OutputVector) })
        {
            (string Item, float[] Vector)[] written = Exported(name, file);
            Assert.Equal(written.Select(row => row.Item), Enumerable.Range(0, index.Count).Select(row => index.Vectors.Vocabulary[row]));
            for (int row = 0; row < written.Length; row++) Assert.Equal(written[row].Vector, vector(row));
        }

        for (int row = 0; row < index.Count; row++)
        {
            string item = index.Vectors.Vocabulary[row];
            Assert.Equal(row, index.Vectors.Vocabulary.RowOf(item));
            Assert.Equal(Sessions.Sum(session => session.Count(other => other == item)), index.Vectors.Vocabulary.CountOf(row));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Similar_and_next_items_are_those_of_the_formulas(string name)
    {
        using ItemIndex index = Open(name);
        (string Item, float[] Vector)[] input = Exported(name, "input"), output = Exported(name, "output");
        using JsonDocument model = JsonDocument.Parse(File.ReadAllText(Path.Combine(Models, name, "model.json")));
        double exponent = model.RootElement.GetProperty("training").GetProperty("options").GetProperty("negativeExponent").GetDouble();
        double total = input.Sum(row => Math.Pow(Count(row.Item), exponent));
        foreach ((string item, float[] query) in input)
        {
            TestModel.AssertSame(
                Rank(input, item, row => TestModel.Cosine(query, input[row].Vector)),
                index.Similar(item, 5, new SearchOptions { Exact = true }));
            TestModel.AssertSame(
                Rank(
                    output,
                    item,
                    row => TestModel.Dot(query, output[row].Vector)
                        + (0.5 * Math.Log(Math.Pow(Count(output[row].Item), exponent) / total))),
                index.Recommend([item], 5, new RecommendOptions { Score = ScoreMode.Next, Exact = true }));
        }

        static int Count(string item) => Sessions.Sum(session => session.Count(other => other == item));
    }

    [Theory]
    [InlineData("users")]
    [InlineData("meta")]
    [InlineData("recent")]
    public void Attributes_graphs_and_pairs_are_read(string name)
    {
        using ItemIndex index = Open(name);
        Dictionary<string, string[]> items = Csv("items.csv").ToDictionary(row => row[0]);
        CooccurrenceTable pairs = index.Vectors.Cooccurrences!;
        (string Item, float[] Vector)[] input = Exported(name, "input");
        for (int row = 0; row < index.Count; row++)
        {
            string item = index.Vectors.Vocabulary[row];
            Assert.Equal(items[item][1], index.Vectors.Attributes.Title(row));
            Assert.Equal(items[item][2], index.Vectors.Attributes.Value(row, "department"));
            Assert.Equal(Sessions.Count(session => session.Contains(item)), pairs.SessionsWith(row));

            // A session is shorter than the reach of pairs, so that all its items are pairs.
            Assert.NotEmpty(pairs.Of(row));
            foreach (Cooccurrence pair in pairs.Of(row))
            {
                string other = index.Vectors.Vocabulary[pair.Other];
                Assert.Equal(Sessions.Count(session => session.Contains(item) && session.Contains(other)), pair.Sessions);
            }

            // So few items a graph finds without a miss.
            float[] query = input[row].Vector;
            TestModel.AssertSame(Rank(input, item, other => TestModel.Cosine(query, input[other].Vector)), index.Similar(item, 5));
        }

        Assert.Equal((4, 4), (index.Graph!.Options.M, index.OutputGraph!.Options.M));
        Assert.NotEmpty(index.Recommend(["a0", "a1"], 5, new RecommendOptions { Score = ScoreMode.Blend }));
        Assert.Equal(name == "recent" ? Sessions.Length : 0, pairs.RecentSessions);
    }

    [Fact]
    public void Users_and_values_of_metadata_are_read()
    {
        using ItemIndex withUsers = Open("users"), withMetadata = Open("meta");
        foreach ((ItemIndex companion, string name, string file) in new[]
            { (withUsers.Users!, "users", "users"), (withMetadata.Metadata!, "meta", "metadata") })
        {
            (string Item, float[] Vector)[] written = Exported(name, file);
            Assert.Equal(written.Length, companion.Count);
            foreach ((string id, float[] vector) in written) Assert.Equal(vector, companion.Vector(id));
        }

        Assert.Equal(Sessions.Length, withUsers.Users!.Count);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_copy_written_today_holds_the_same(string name)
    {
        using TemporaryDirectory directory = new();
        using ItemIndex index = Open(name);
        ModelDirectory.Save(directory.File("copy"), index.Vectors);
        using ItemIndex copy = ItemIndex.Open(directory.File("copy"), verify: true);
        for (int row = 0; row < index.Count; row++)
        {
            Assert.Equal(index.Vectors.Vector(row), copy.Vectors.Vector(row));
            Assert.Equal(index.Vectors.OutputVector(row), copy.Vectors.OutputVector(row));
        }

        Assert.Equal(index.Users?.Count, copy.Users?.Count);
        Assert.Equal(index.Metadata?.Count, copy.Metadata?.Count);
        Assert.Equal(index.Vectors.Cooccurrences?.Pairs, copy.Vectors.Cooccurrences?.Pairs);
    }

    private static ItemIndex Open(string name) => ItemIndex.Open(Path.Combine(Models, name), verify: true);

    private static (string Item, double Score)[] Rank((string Item, float[] Vector)[] rows, string left, Func<int, double> score)
        => [.. Enumerable.Range(0, rows.Length).Where(row => rows[row].Item != left).Select(row => (rows[row].Item, Score: score(row)))
            .OrderByDescending(found => found.Score).Take(5)];

    private static (string Item, float[] Vector)[] Exported(string name, string file)
        => [.. File.ReadLines(Path.Combine(Models, name, file + ".txt")).Skip(1).Select(line => line.Split(' ')).Select(words => (
            words[0], words[1..].Select(word => float.Parse(word, CultureInfo.InvariantCulture)).ToArray()))];

    private static IEnumerable<string[]> Csv(string file)
        => File.ReadLines(Path.Combine(Models, file)).Skip(1).Select(line => line.Split(','));
}
