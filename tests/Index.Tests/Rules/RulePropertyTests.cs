using CsCheck;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Rules;
using Item2Vec.Indexing.Search;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Rules;

/// <summary>What holds of any rules and any query.</summary>
public sealed class RulePropertyTests : IDisposable
{
    private static readonly Gen<RankingRules> AnyRules = Gen.Select(
        Gen.OneOf(Gen.Const(0.0), Gen.Double[0, 1], Gen.Const(1.0)),
        Gen.OneOf("brand=1", "brand=2", "stock=3", "price=1", "brand=50").Array[0, 2],
        Gen.OneOf("stock=true:0.5", "price<10:-2", "brand!=brand3:0.1", "count:0.3", "count:-1", "recent:0.4", "stock=true:0").Array[0, 3],
        (diversity, limits, boosts) => new RankingRules
        {
            Diversity = diversity,
            MaxPer = [.. limits.Select(AttributeLimit.Parse)],
            Boost = [.. boosts.Select(ItemBoost.Parse)],
        });

    private static readonly Gen<string> AnyQuery = Gen.OneOf<string>([.. Shop.Queries.Keys.Select(query => Gen.Const(query))]);

    private readonly Shop shop = new();

    public void Dispose() => shop.Dispose();

    [Fact]
    public void An_answer_holds_items_that_the_query_finds_each_once_as_many_as_limits_allow_and_none_above_a_limit()
    {
        SearchOptions narrow = new() { Exclude = ["item14", "item3"], Filter = ItemFilter.Where(shop.Index.Vectors, "price>=5") };
        Property.Holds(Gen.Select(AnyRules, AnyQuery, Gen.Int[1, 60]), cases: 150, check: asked =>
        {
            (RankingRules rules, string query, int count) = asked;
            Neighbor[] all = Shop.Queries[query](shop.Index, Shop.Items, narrow);
            Neighbor[] found = Shop.Queries[query](shop.Index, count, narrow with { Rules = rules });

            string[] items = [.. found.Select(item => item.Item)];
            Assert.Equal(items, items.Distinct());
            Assert.Empty(items.Except(all.Select(item => item.Item)));
            Assert.True(found.Length <= count);
            foreach (AttributeLimit limit in rules.MaxPer)
                Assert.All(Counts(items, limit.Attribute), value => Assert.True(value.Value <= limit.Max, $"{limit}: {value}"));
            if (found.Length == count) return;

            // No other item could follow.
            foreach (string left in all.Select(item => item.Item).Except(items))
                Assert.Contains(rules.MaxPer, limit => Counts([.. items, left], limit.Attribute).Any(value => value.Value > limit.Max));
        });
    }

    [Fact]
    public void Rules_that_are_none_change_nothing()
    {
        RankingRules[] none
            = [new(), new() { Boost = [ItemBoost.Where("stock=true", 0)] }, new() { MaxPer = [new AttributeLimit("brand", Shop.Items)] }];
        Property.Holds(Gen.Select(AnyQuery, Gen.Int[1, 60], Gen.Int[0, none.Length - 1].Select(at => none[at])), cases: 60, check: asked =>
        {
            (string query, int count, RankingRules rules) = asked;
            Assert.Equal(
                Shop.Queries[query](shop.Index, count, new SearchOptions()),
                Shop.Queries[query](shop.Index, count, new SearchOptions { Rules = rules }));
        });
    }

    [Fact]
    public void The_order_is_the_same_each_time_and_that_of_a_longer_answer()
    {
        Property.Holds(Gen.Select(AnyRules, AnyQuery), cases: 60, check: asked =>
        {
            (RankingRules rules, string query) = asked;
            SearchOptions options = new() { Rules = rules };

            Neighbor[] longer = Shop.Queries[query](shop.Index, 25, options);
            Assert.Equal(longer, Shop.Queries[query](shop.Index, 25, options));

            // Both look at the same candidates, unless limits leave too few of them.
            if (rules.MaxPer.Count == 0 || (rules.Diversity == 0 && rules.Boost.Count == 0))
                Assert.Equal(longer[..6], Shop.Queries[query](shop.Index, 6, options));
        });
    }

    [Fact]
    public void Reasons_change_no_answer()
        => Property.Holds(Gen.Select(AnyRules, AnyQuery, Gen.Int[1, 30]), cases: 60, check: asked =>
        {
            (RankingRules rules, string query, int count) = asked;
            Neighbor[] found = Shop.Queries[query](shop.Index, count, new SearchOptions { Rules = rules, Why = true });

            Assert.Equal(
                Shop.Queries[query](shop.Index, count, new SearchOptions { Rules = rules }),
                found.Select(item => item with { Why = null }));
            Assert.All(found, item => Assert.Equal(rules.IsEmpty, item.Why!.Rules is null));
        });

    private static Dictionary<string, int> Counts(string[] items, string attribute)
        => items.Select(Shop.RowOf)
            .SelectMany(row => (attribute switch
            {
                "brand" => Shop.BrandOf(row),
                "stock" => row % 5 == 0 ? "false" : "true",
                _ => $"{row % 50}",
            })?.Split('|').Distinct() ?? [])
            .GroupBy(value => value).ToDictionary(value => value.Key, value => value.Count());
}
