using CsCheck;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
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
                Assert.Equal(values[row].Length > 0 && named.Contains(values[row]), equal.Contains(row));
                Assert.NotEqual(equal.Contains(row), unequal.Contains(row));
            }
        });
    }
}
