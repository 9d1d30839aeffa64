using System.Text;
using CsCheck;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Search;

/// <summary>Conditions of any text, over columns of any text.</summary>
public sealed class ConditionTests
{
    private static readonly Gen<string> Values = Gen.OneOf<string>(
        Property.Id,
        Gen.Int[-5, 60].Select(number => $"{number}"),
        Gen.OneOf(string.Empty, "even", "even|rare", "|", "..", "1..", "..5", "10..19", "1e400", "NaN", " 7 ", "0x1"));

    private static readonly Gen<string> Conditions = Gen.Select(
        Gen.OneOf("title", "category", "price", " price", "Price", "no such", string.Empty),
        Gen.OneOf("=", "!=", "<", "<=", ">", ">=", "!", "==", "=<", string.Empty),
        Values,
        (column, sign, value) => column + sign + value);

    [Fact]
    public void A_condition_is_refused_for_its_text_or_holds_for_the_same_items_one_by_one()
    {
        using ItemVectors vectors = Planted.Clusters(items: 200, dimensions: 4, clusters: 2);
        int known = 0;
        Property.Holds(Conditions, text =>
        {
            RowSet rows;
            ItemCondition condition;
            try
            {
                condition = ItemCondition.Parse(text);
                rows = condition.RowsOf(vectors);
            }
            catch (Item2VecException error)
            {
                Assert.Equal(ErrorCode.Usage, error.Code);
                Assert.Contains(text, error.Message, StringComparison.Ordinal);
                return;
            }

            known++;
            for (int row = 0; row < vectors.Count; row++)
                Assert.Equal(rows.Contains(row), condition.Passes(vectors, vectors.Vocabulary[row]));
        });
        Assert.InRange(known, 100, 1000);
    }

    [Fact]
    public void Equal_and_unequal_part_the_items()
    {
        using ItemVectors planted = Planted.Clusters(items: 60, dimensions: 4, clusters: 2);
        Gen<string> texts = Gen.OneOf<string>(Property.Id, Gen.OneOf("a", "b|c", " a", string.Empty));
        Property.Holds(Gen.Select(texts.Array[60, 60], texts), cases: 200, check: column =>
        {
            (string[] values, string asked) = column;
            if (asked.Contains("..", StringComparison.Ordinal)) return;
            ItemVectors vectors = planted.With(new ItemAttributes(["c"], [StringColumn.Of(values)]));
            string[] named = asked.Trim().Split('|');
            RowSet equal = ItemCondition.Parse($"c={asked}").RowsOf(vectors);
            RowSet unequal = ItemCondition.Parse($"c!={asked}").RowsOf(vectors);
            for (int row = 0; row < values.Length; row++)
            {
                string[] own = values[row].Split('|');
                bool hasOne = own.Any(value => (own.Length == 1 ? value : value.Trim(' ')) is { Length: > 0 } one && named.Contains(one));
                Assert.Equal(hasOne, equal.Contains(row));
                Assert.NotEqual(equal.Contains(row), unequal.Contains(row));
            }
        });
    }

    [Theory]
    [InlineData("genres=Action", "both first")]
    [InlineData("genres=Adventure", "both second")]
    [InlineData("genres=Action|Adventure", "both first second")]
    [InlineData("genres!=Action", "none second")]
    [InlineData("genres=Act", "")]
    public void One_of_several_values_is_enough(string condition, string items)
    {
        VocabularyBuilder names = new();
        foreach (string name in (string[])["both", "first", "none", "second"]) names.Add(Encoding.UTF8.GetBytes(name), 1);
        StringColumn genres = StringColumn.Of(["Action| Adventure", "Action", null, "Adventure|Drama"]);
        using ItemVectors vectors = new(names.Build(), new EmbeddingMatrix(4, 2), null, new ItemAttributes(["genres"], [genres]));
        RowSet rows = ItemCondition.Parse(condition).RowsOf(vectors);
        Assert.Equal(items, string.Join(' ', Enumerable.Range(0, 4).Where(rows.Contains).Select(row => vectors.Vocabulary[row])));
    }

    [Theory]
    [InlineData("price=abc..")]
    [InlineData("price=..abc")]
    [InlineData("price=10..abc")]
    [InlineData("price=abc..10")]
    public void A_range_that_cannot_be_one_is_refused(string condition)
    {
        Item2VecException error = Assert.Throws<Item2VecException>(() => ItemCondition.Parse(condition));
        Assert.Equal(ErrorCode.Usage, error.Code);
        Assert.Contains($"'{condition}' is not a condition", error.Message, StringComparison.Ordinal);
    }
}
