using System.Text;
using System.Text.Json;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Rules;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Rules;

/// <summary>Why an item is in an answer.</summary>
public sealed class ReasonTests : IDisposable
{
    private readonly Shop shop = new();

    private ItemIndex Index => shop.Index;

    public void Dispose() => shop.Dispose();

    [Fact]
    public void An_item_is_near_those_of_the_query_with_the_sessions_that_explain_counts()
    {
        string[] history = ["item7", "item50", "item8", "item9", "item8"];
        foreach (Neighbor found in Index.Recommend(history, 10, new RecommendOptions { Why = true }))
        {
            Assert.Equal(
                history.Distinct().OrderByDescending(item => Cosine(item, found.Item)).Take(3), found.Why!.Near.Select(near => near.Item));
            Assert.All(found.Why.Near, near =>
            {
                Assert.Equal(Cosine(near.Item, found.Item), near.Cosine, 1e-5);
                Assert.Equal(Index.Explain(found.Item, near.Item).Pair?.Sessions, near.Sessions);
            });
        }

        Assert.Contains(
            Index.Recommend(["item7"], Shop.Items, new RecommendOptions { Why = true }), found => found.Why!.Near is [{ Sessions: > 0 }]);
        Assert.All(
            Index.Analogy("item7 - item9 + item50", 5, new SearchOptions { Why = true }),
            found => Assert.DoesNotContain("item9", found.Why!.Near.Select(near => near.Item)));
        Assert.All(Index.Popular(5, new SearchOptions { Why = true }), found => Assert.Empty(found.Why!.Near));
    }

    [Theory]
    [InlineData("next", "vectors,popularity")]
    [InlineData("blend", "vectors,popularity,pairs,sessions,history,trend")]
    [InlineData("similar", "")]
    public void Parts_add_up_to_the_score(string score, string expected)
    {
        Assert.True(ScoreMode.TryParse(score, out ScoreMode? mode));

        // With rules, too, whose boosts are not among the parts.
        RankingRules rules = new() { Boost = [ItemBoost.ByCount(2)] };
        RecommendOptions options = new() { Score = mode, AllowHistory = true };
        Neighbor[] found = Index.Recommend(["item7", "item8"], Shop.Items, options with { Why = true, Rules = rules });
        Dictionary<string, float> plain
            = Index.Recommend(["item7", "item8"], Shop.Items, options).ToDictionary(item => item.Item, item => item.Score);

        Assert.Equal(
            expected.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(),
            found.SelectMany(item => item.Why!.Parts.Select(part => part.Name)).Distinct().Order());
        if (expected.Length > 0)
            Assert.All(found, item => Assert.Equal(plain[item.Item], item.Why!.Parts.Sum(part => part.Value), 1e-4));
    }

    [Fact]
    public void Parts_of_counts_come_from_what_they_name()
    {
        RecommendOptions options = new() { AllowHistory = true, Why = true };
        Neighbor[] found = Index.Recommend(["item7", "item8"], Shop.Items, options);
        CooccurrenceTable pairs = Index.Vectors.Cooccurrences!;
        HashSet<int> paired = [.. pairs.Of(7).Concat(pairs.Of(8)).Select(pair => pair.Other)];

        Assert.Equal(["item7", "item8"], With("history").Order());
        Assert.Equal(paired.Select(row => $"item{row}").Order(), With("pairs").Order());
        Assert.NotEmpty(With("sessions"));

        IEnumerable<string> With(string part)
            => found.Where(item => item.Why!.Parts.Any(one => one.Name == part)).Select(item => item.Item);
    }

    [Fact]
    public void The_part_of_vectors_is_their_product()
    {
        RecommendOptions options = new() { Score = ScoreMode.Next, PopularityWeight = 0.7, Why = true };
        foreach (Neighbor found in Index.Recommend(["item7"], 10, options))
        {
            double vectors = TestModel.Dot(Index.Vector("item7"), Index.Vectors.OutputVector(Shop.RowOf(found.Item)));
            Assert.Equal(vectors, found.Why!.Parts.Single(part => part.Name == "vectors").Value, 1e-4);
        }
    }

    [Fact]
    public void Rules_say_the_place_before_and_what_moved_an_item()
    {
        RankingRules rules = new()
        {
            Diversity = 0.2, MaxPer = [new AttributeLimit("brand", 1)],
            Boost = [ItemBoost.Parse("stock=true:0.1"), ItemBoost.Parse("stock=true:0.2")],
        };
        string[] plain = [.. Index.Similar("item7", 400).Select(item => item.Item)];
        Neighbor[] found = Index.Similar("item7", 6, new SearchOptions { Rules = rules, Why = true });

        for (int i = 0; i < found.Length; i++)
        {
            RuleEffect effect = found[i].Why!.Rules!;
            Assert.Equal(Array.IndexOf(plain, found[i].Item) + 1, effect.Place);
            if (Shop.RowOf(found[i].Item) % 5 == 0) Assert.Empty(effect.Boosts);
            else Assert.Equal(("stock=true", 0.3), (effect.Boosts.Single().Name, Math.Round(effect.Boosts.Single().Value, 6)));
            Neighbor? like = found[..i].Cast<Neighbor?>().MaxBy(item => Cosine(item!.Value.Item, found[i].Item));
            Assert.Equal(like?.Item, effect.Like?.Item);
        }

        // Only the limit lets an item pass others.
        Neighbor[] limited = Index.Similar("item7", 6, new SearchOptions { Rules = rules with { Diversity = 0, Boost = [] }, Why = true });
        for (int i = 0; i < limited.Length; i++)
        {
            double passed = limited[i].Why!.Rules!.Passed.Sum(one => one.Value);
            Assert.Equal(limited[i].Why!.Rules!.Place, i + 1 + passed);
        }

        Assert.Contains(limited, item => item.Why!.Rules!.Passed is [{ Name: "brand", Value: > 0 }]);
    }

    [Fact]
    public void Json_leaves_out_what_does_not_apply()
    {
        ResultReason reason = new()
        {
            Near = [new NearItem("a", 0.5f, 3), new NearItem("b", 0.25f, null)],
            Parts = [new ScorePart("vectors", 1.5)],
            Rules = new RuleEffect(7)
            {
                Boosts = [new ScorePart("count", 0.5)], Passed = [new ScorePart("brand", 2)], Like = new NearItem("c", -0.5f, null),
            },
        };

        Assert.Equal(
            """{"near":[{"item":"a","cosine":0.5,"sessions":3},{"item":"b","cosine":0.25}],"parts":{"vectors":1.5},"place":7"""
                + ""","boosts":{"count":0.5},"passed":{"brand":2},"like":{"item":"c","cosine":-0.5}}""",
            Written(reason));
        Assert.Equal("{}", Written(new ResultReason()));

        static string Written(ResultReason reason)
        {
            using MemoryStream stream = new();
            using (Utf8JsonWriter json = new(stream)) reason.WriteTo(json);
            return Encoding.UTF8.GetString(stream.ToArray());
        }
    }

    private double Cosine(string item, string other) => TestModel.Cosine(Index.Vector(item), Index.Vector(other));
}
