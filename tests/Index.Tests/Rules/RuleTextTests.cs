using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing.Rules;
using Item2Vec.Indexing.Search;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Rules;

/// <summary>Rules as texts, and rules that a model cannot follow.</summary>
public sealed class RuleTextTests
{
    [Theory]
    [InlineData("in_stock=true:1.5", "in_stock=true", 1.5)]
    [InlineData("count:-0.25", "count", -0.25)]
    [InlineData("recent:1e-2", "recent", 0.01)]
    [InlineData("url=http://a:2", "url=http://a", 2)]
    [InlineData("price<10:0.5", "price<10", 0.5)]
    public void A_boost_is_what_is_boosted_and_a_weight(string text, string name, double weight)
    {
        ItemBoost boost = ItemBoost.Parse(text);

        Assert.Equal((name, weight), (boost.Name, boost.Weight));
        Assert.Equal(boost.Name, ItemBoost.Parse(boost.ToString()).Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("count")]
    [InlineData(":1")]
    [InlineData("count:")]
    [InlineData("count:NaN")]
    [InlineData("count:1e999")]
    [InlineData("count:1001")]
    [InlineData("counts:1")]
    [InlineData("=true:1")]
    [InlineData("price>x:1")]
    public void Any_other_text_is_no_boost(string text)
        => Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => ItemBoost.Parse(text)).Code);

    [Theory]
    [InlineData("artist=2", "artist", 2)]
    [InlineData("a=b = 3", "a=b", 3)]
    public void A_limit_is_an_attribute_and_a_number(string text, string attribute, int max)
        => Assert.Equal(new AttributeLimit(attribute, max), AttributeLimit.Parse(text));

    [Theory]
    [InlineData("artist")]
    [InlineData("=2")]
    [InlineData("artist=0")]
    [InlineData("artist=-1")]
    [InlineData("artist=1.5")]
    [InlineData("artist=99999999999")]
    public void Any_other_text_is_no_limit(string text)
        => Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => AttributeLimit.Parse(text)).Code);

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_diversity_is_from_0_to_1(double diversity)
        => Assert.Equal(
            nameof(RankingRules.Diversity),
            Assert.Throws<Item2VecException>(() => new RankingRules { Diversity = diversity }.Validate()).Option);

    [Fact]
    public void What_a_model_lacks_is_an_error_that_names_it()
    {
        using TestModel plain = new(50, counts: false);
        using ItemIndex index = ItemIndex.Build(plain.Vectors);

        Assert.Contains("columns: title", Refused(index, new RankingRules { MaxPer = [new AttributeLimit("brand", 1)] }).Hint);
        Assert.Contains("columns: title", Refused(index, new RankingRules { Boost = [ItemBoost.Parse("brand=x:1")] }).Hint);
        Assert.Contains("how often", Refused(index, new RankingRules { Boost = [ItemBoost.ByCount(1)] }).Message);
        Assert.Contains("no sessions", Refused(index, new RankingRules { Boost = [ItemBoost.ByRecency(1)] }).Message);
        Assert.Empty(index.Popular(5, new SearchOptions { Rules = new RankingRules { Diversity = 0.5 } }));

        static Item2VecException Refused(ItemIndex index, RankingRules rules)
        {
            Item2VecException error = Assert.Throws<Item2VecException>(
                () => index.Similar("item1", 5, new SearchOptions { Rules = rules }));
            Assert.Equal(ErrorCode.Usage, error.Code);
            return error;
        }
    }
}
