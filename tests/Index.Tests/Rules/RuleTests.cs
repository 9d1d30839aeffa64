using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Live;
using Item2Vec.Indexing.Rules;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Rules;

/// <summary>Each rule against its formula.</summary>
public sealed class RuleTests : IDisposable
{
    private readonly Shop shop = new();

    private ItemIndex Index => shop.Index;

    public void Dispose() => shop.Dispose();

    public static TheoryData<string> Queries => [.. Shop.Queries.Keys];

    [Theory]
    [InlineData("similar", 0.3)]
    [InlineData("blend", 0.3)]
    [InlineData("next", 0.7)]
    [InlineData("popular", 0.5)]
    [InlineData("similar", 1)]
    public void A_diverse_answer_is_taken_by_maximal_marginal_relevance(string query, double diversity)
    {
        Neighbor[] candidates = Shop.Queries[query](Index, 100, new SearchOptions());
        Func<Neighbor, double> value = query == "popular" ? item => Math.Log(item.Score) : item => item.Score;
        (double low, double high) = (candidates.Min(value), candidates.Max(value));
        string first = candidates[0].Item;
        double[] cosines = [.. candidates[1..].Select(item => Cosine(item.Item, first))];
        double apart = cosines.Max() - cosines.Min();
        List<Neighbor> left = [.. candidates];
        List<Neighbor> expected = [];
        while (expected.Count < 12)
        {
            Neighbor next = left.MaxBy(item =>
                ((1 - diversity) * (value(item) - low) / (high - low))
                - (diversity / apart * expected.Select(taken => Cosine(item.Item, taken.Item)).DefaultIfEmpty(0).Max()));
            left.Remove(next);
            expected.Add(next);
        }

        Neighbor[] found = Shop.Queries[query](Index, 12, new SearchOptions { Rules = new RankingRules { Diversity = diversity } });

        Assert.Equal(expected, found);
        Assert.NotEqual(candidates[..12], found);
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void A_limit_leaves_out_what_is_one_too_many_of_a_value_and_keeps_the_order_of_the_rest(string query)
    {
        Dictionary<string, int> counts = [];
        List<Neighbor> expected = [];
        foreach (Neighbor item in Shop.Queries[query](Index, Shop.Items, new SearchOptions()))
        {
            string[] brands = Shop.BrandOf(Shop.RowOf(item.Item))?.Split('|').Distinct().ToArray() ?? [];
            if (brands.Any(brand => counts.GetValueOrDefault(brand) == 2)) continue;
            foreach (string brand in brands) counts[brand] = counts.GetValueOrDefault(brand) + 1;
            expected.Add(item);
        }

        RankingRules rules = new() { MaxPer = [AttributeLimit.Parse("brand=2")] };

        // Far more than the candidates of four times as many hold.
        Assert.Equal(expected.Take(40), Shop.Queries[query](Index, 40, new SearchOptions { Rules = rules }));
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void A_boost_adds_its_weight_to_the_score_of_what_matches(string query)
    {
        Neighbor[] candidates = Shop.Queries[query](Index, 100, new SearchOptions());
        Neighbor[] expected =
        [
            .. candidates.Select(item => Shop.RowOf(item.Item) % 50 >= 25 ? Boosted(item, 0.25, query) : item)
                .OrderByDescending(item => item.Score).Take(20),
        ];

        Neighbor[] found = Shop.Queries[query](Index, 20, Ruled("price>=25:0.25"));

        Assert.Equal(expected.Select(item => item.Item), found.Select(item => item.Item));
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-5f));
    }

    [Fact]
    public void A_boost_by_count_is_a_share_of_the_logarithm_of_the_largest_count()
    {
        Dictionary<string, float> plain = Index.Similar("item7", 100).ToDictionary(item => item.Item, item => item.Score);

        foreach (Neighbor item in Index.Similar("item7", 20, Ruled("count:0.5")))
        {
            double share = Math.Log(1 + Shop.Items - Shop.RowOf(item.Item)) / Math.Log(1 + Shop.Items);
            Assert.Equal(plain[item.Item] + (0.5 * share), item.Score, 1e-5);
        }
    }

    [Fact]
    public void A_boost_by_recency_compares_the_latest_sessions_with_all_events()
    {
        double[] late = new double[Shop.Items];
        RecentSessions recent = Index.Vectors.Cooccurrences!.Recent!;
        for (int session = 0; session < recent.Count; session++)
            foreach (int row in recent.Session(session)) late[row] += Math.Exp((session + 1 - recent.Count) / (0.1 * recent.Count));
        double scale = Index.Vectors.Vocabulary.TotalCount / late.Sum();
        Dictionary<string, float> plain = Index.Similar("item7", 100).ToDictionary(item => item.Item, item => item.Score);

        foreach (Neighbor item in Index.Similar("item7", 20, Ruled("recent:0.5")))
        {
            int row = Shop.RowOf(item.Item);
            double share = ((late[row] * scale) + 1) / ((late[row] * scale) + (Shop.Items - row) + 2);
            Assert.Equal(plain[item.Item] + (0.5 * share), item.Score, 1e-4);
        }
    }

    [Fact]
    public void Dislikes_of_similar_items_are_those_of_a_recommendation_by_similarity()
    {
        RecommendOptions liked = new() { Score = ScoreMode.Similar, Dislikes = ["item9", "item20"] };
        SearchOptions options = new() { Dislikes = ["item9", "item20"] };

        Neighbor[] expected = Index.Recommend(["item7"], 20, liked);
        Assert.Equal(expected, Index.Similar("item7", 20, options));
        Assert.Equal(expected, Index.SimilarBatch(["item7"], 20, options)[0]);
        Assert.Equal(
            Index.RecommendFrom(Index.Vector("item7"), 20, new RecommendOptions { Score = ScoreMode.Similar }).Select(item => item.Item),
            Index.Nearest(Index.Vector("item7"), 20).Select(item => item.Item));
        Assert.NotEqual(expected, Index.Similar("item7", 20));
        Assert.DoesNotContain(Index.Nearest(Index.Vector("item7"), 20, options), item => item.Item is "item9" or "item20");
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<Item2VecException>(
            () => Index.Similar("item7", 5, new SearchOptions { Dislikes = ["nothing"] })).Code);
    }

    [Fact]
    public void Rows_are_those_of_the_named_answer()
    {
        SearchOptions options = Ruled("stock=true:0.3") with { Dislikes = ["item9"] };
        RecommendOptions next = new() { Rules = options.Rules };
        ScoredRow[] rows = new ScoredRow[15];

        Same(Index.Similar("item7", 15, options), rows[..Index.SimilarRows(7, rows, options)]);
        Same(Index.Nearest(Index.Vector("item7"), 15, options), rows[..Index.NearestRows(Index.Vector("item7"), rows, options)]);
        Same(Index.Popular(15, options), rows[..Index.PopularRows(rows, options)]);
        Same(Index.Recommend(["item7"], 15, next), rows[..Index.RecommendRows(["item7"], rows, next)]);

        static void Same(Neighbor[] named, ScoredRow[] rows)
            => Assert.Equal(named.Select(item => (Shop.RowOf(item.Item), item.Score)), rows.Select(row => (row.Row, row.Score)));
    }

    [Fact]
    public void A_vector_stands_in_the_place_of_a_user()
    {
        float[] vector = Index.Vector("item12");
        RecommendOptions options = new() { Score = ScoreMode.Next, Vector = vector };

        Assert.Equal(Index.RecommendFrom(vector, 20, options with { Vector = null }), Index.Recommend([], 20, options));
        Assert.NotEqual(Index.Recommend(["item7"], 20, options with { Vector = null }), Index.Recommend(["item7"], 20, options));
        Assert.Equal(
            Index.Recommend(["item7"], 20, options with { Vector = null }),
            Index.Recommend(["item7"], 20, options with { UserWeight = 0 }));
        Assert.Throws<ArgumentException>(() => Index.Recommend([], 5, options with { Vector = vector[..3] }));
        Assert.Throws<ArgumentException>(() => Index.Recommend([], 5, options with { Vector = [.. vector[..11], float.NaN] }));
        Assert.Throws<Item2VecException>(() => Index.Recommend([], 5, options with { User = "somebody" }));
    }

    [Fact]
    public void Rules_may_bring_their_own_attributes()
    {
        string?[] stock = new string?[Shop.Items];
        stock[20] = "true";
        RankingRules rules = new()
        {
            Attributes = new ItemAttributes(["stock"], [StringColumn.Of(stock)]),
            Boost = [ItemBoost.Parse("stock=true:5")], MaxPer = [new AttributeLimit("stock", 1)],
        };

        Assert.Equal("item20", Index.Similar("item7", Shop.Items, new SearchOptions { Rules = rules })[0].Item);
        using TestModel other = new(50);
        Assert.Throws<ArgumentException>(
            () => Index.Similar("item7", 5, new SearchOptions { Rules = rules with { Attributes = other.Vectors.Attributes } }));
    }

    [Fact]
    public void A_live_index_refuses_rules()
    {
        using LiveIndex live = new(ItemIndex.Build(Index.Vectors));

        Assert.Throws<Item2VecException>(() => live.Similar("item7", 5, Ruled("count:1")));
        Assert.Throws<Item2VecException>(() => live.Similar("item7", 5, new SearchOptions { Dislikes = ["item9"] }));
        Assert.Throws<Item2VecException>(() => live.Nearest(Index.Vector("item7"), 5, new SearchOptions { Why = true }));
        Assert.Throws<Item2VecException>(() => live.Recommend(["item7"], 5, new RecommendOptions { Why = true }));
        Assert.Equal(Index.Similar("item7", 5), live.Similar("item7", 5, new SearchOptions { Rules = new RankingRules() }));
    }

    private static SearchOptions Ruled(string boost) => new() { Rules = new RankingRules { Boost = [ItemBoost.Parse(boost)] } };

    private static Neighbor Boosted(Neighbor item, double weight, string query)
        => item with { Score = query == "popular" ? (float)(item.Score * Math.Exp(weight)) : (float)(item.Score + weight) };

    private double Cosine(string item, string other) => TestModel.Cosine(Index.Vector(item), Index.Vector(other));
}
