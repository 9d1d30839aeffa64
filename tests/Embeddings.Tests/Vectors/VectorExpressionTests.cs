using CsCheck;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Vectors;

public sealed class VectorExpressionTests
{
    public static TheoryData<string, (string, double)[]> Good() => new()
    {
        { "king", [("king", 1)] },
        { "king - man + woman", [("king", 1), ("man", -1), ("woman", 1)] },
        { "  king\t-  man ", [("king", 1), ("man", -1)] },
        { "2*king - 0.5 * man", [("king", 2), ("man", -0.5)] },
        { "2* king + 2 *man", [("king", 2), ("man", 2)] },
        { "-2*a + -3*b - -4*c", [("a", -2), ("b", -3), ("c", 4)] },
        { "1e-3*a + .5*b + 2.*c", [("a", 1e-3), ("b", 0.5), ("c", 2)] },
        { "- a", [("a", -1)] },
        { "+ a", [("a", 1)] },
        { "-abc - -def", [("-abc", 1), ("-def", -1)] },
        { "WK-Nr4 + a-b", [("WK-Nr4", 1), ("a-b", 1)] },
        { "12345 - 678 + 9", [("12345", 1), ("678", -1), ("9", 1)] },
        { "2*3", [("3", 2)] },
        { "'a b' - \"c d\"", [("a b", 1), ("c d", -1)] },
        { "'it''s' + \"it's\" + \"say \"\"x\"\"\"", [("it's", 1), ("it's", 1), ("say \"x\"", 1)] },
        { "2*'a b'", [("a b", 2)] },
        { "2 * 'a b'", [("a b", 2)] },
        { "'+' - '-' + '*' + '2*x'", [("+", 1), ("-", -1), ("*", 1), ("2*x", 1)] },
        { "o'neil + a*b + 2x*y", [("o'neil", 1), ("a*b", 1), ("2x*y", 1)] },
        { @"'C:\x y'", [(@"C:\x y", 1)] },
        { "🎬 + 寿司", [("🎬", 1), ("寿司", 1)] },
        { "NaN*a + Infinity*b", [("NaN*a", 1), ("Infinity*b", 1)] },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void It_reads_terms(string text, (string, double)[] expected)
        => Assert.Equal(expected, VectorExpression.Parse(text).Terms.Select(term => (term.Item, term.Weight)));

    [Theory]
    [InlineData("", 0, "an item was expected")]
    [InlineData("   ", 3, "an item was expected")]
    [InlineData("king -", 6, "the expression ends")]
    [InlineData("king man", 5, "'+' or '-' was expected before 'man'")]
    [InlineData("king -man", 5, "a blank was expected between '-' and 'man'")]
    [InlineData("king - - man", 7, "an item was expected, not '-'")]
    [InlineData("king + * man", 7, "an item was expected, not '*'")]
    [InlineData("2* - man", 3, "an item was expected, not '-'")]
    [InlineData("2*", 2, "the expression ends")]
    [InlineData("0*king", 0, "a weight of 0")]
    [InlineData("1e999*king", 0, "too large")]
    [InlineData("2*3*king", 2, "one weight")]
    [InlineData("king + 'a b", 7, "not closed")]
    [InlineData("king + ''", 7, "the item is empty")]
    [InlineData("'a'b + c", 3, "a blank was expected after the quotation mark")]
    public void An_error_marks_its_place_with_a_caret(string text, int place, string message)
    {
        Item2VecException error = Assert.Throws<Item2VecException>(() => VectorExpression.Parse(text));
        Assert.Equal(ErrorCode.Usage, error.Code);
        string[] lines = error.Message.Split('\n');
        Assert.Contains(message, lines[0], StringComparison.Ordinal);
        Assert.Equal("  " + text, lines[1]);
        Assert.Equal(new string(' ', place + 2) + "^", lines[2]);
    }

    [Fact]
    public void Reading_what_was_printed_gives_the_same_expression()
    {
        Gen<string> pieces =
            Gen.OneOf("a", "-", "+", "*", "'", "\"", " ", "2", ".5", "e9", "\t", "\n", "é", "🎬", "\\", "%", "x y", "-1*").Array[1, 4]
                .Select(string.Concat);
        Gen<double> sizes = Gen.OneOf<double>(
            Gen.OneOf(1.0, 2.0), Gen.Double[1e-9, 1], Gen.Int[-300, 299].Select(power => Math.Pow(10, power)));
        Gen<WeightedItem> terms = Gen.Select(
            Gen.OneOf<string>(pieces, Property.Id), sizes, Gen.Bool,
            (item, size, negative) => new WeightedItem(item, negative ? -size : size));
        Property.Holds(terms.Array[1, 4], cases: 20_000, check: written =>
        {
            VectorExpression expression = VectorExpression.Of(written);
            VectorExpression read = VectorExpression.Parse(expression.ToString());
            Assert.Equal(expression, read);
            Assert.Equal(expression.GetHashCode(), read.GetHashCode());
        });
    }

    [Fact]
    public void Any_text_is_an_expression_or_a_clear_error()
        => Property.Holds(Gen.Char["ab -+*'\"2.e\t"].Array[0, 11].Select(letters => new string(letters)), cases: 50_000, check: text =>
        {
            try
            {
                VectorExpression read = VectorExpression.Parse(text);
                Assert.Equal(read, VectorExpression.Parse(read.ToString()));
            }
            catch (Item2VecException error)
            {
                Assert.Equal(ErrorCode.Usage, error.Code);
            }
        });

    [Fact]
    public void Its_value_is_the_weighted_sum_of_unit_vectors()
    {
        using ItemVectors vectors = TestVectors.Random(["king", "man", "woman", "zero"]);
        vectors.Input.Row(3).Clear();
        float[] value = VectorExpression.Parse("2*king - man + woman + zero").Evaluate(vectors);
        for (int d = 0; d < vectors.Dimensions; d++)
            Assert.Equal((2 * Unit(0)[d]) - Unit(1)[d] + Unit(2)[d], value[d], 1e-6);

        double[] Unit(int row)
        {
            float[] vector = vectors.Vector(row);
            double length = Math.Sqrt(vector.Sum(x => (double)x * x));
            return [.. vector.Select(x => x / length)];
        }
    }

    [Fact]
    public void An_unknown_item_is_an_error_with_the_closest_ones()
    {
        using ItemVectors vectors = TestVectors.Random(["king", "man"]);
        Item2VecException error = Assert.Throws<Item2VecException>(() => VectorExpression.Parse("king - men").Evaluate(vectors));
        Assert.Equal(ErrorCode.NotFound, error.Code);
        Assert.Contains("'man'", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Terms_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentException>(() => VectorExpression.Of());
        Assert.Throws<ArgumentException>(() => VectorExpression.Of(new WeightedItem("", 1)));
        Assert.Throws<ArgumentException>(() => VectorExpression.Of(new WeightedItem("a", 0)));
        Assert.Throws<ArgumentException>(() => VectorExpression.Of(new WeightedItem("a", double.NaN)));
    }
}
