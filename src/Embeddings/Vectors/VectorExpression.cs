using System.Globalization;
using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Vectors;

/// <summary>A sum of weighted items such as <c>king - man + 0.5*woman</c>: the query of an analogy.</summary>
/// <remarks>
/// <para>Terms are joined by <c>+</c> and <c>-</c> with blanks on both sides, so that <c>WK-Nr4</c> and <c>-abc</c> are items: a sign
/// that touches a word belongs to the word. A weight precedes its item with a star: <c>2*king</c> or <c>2 * king</c>; a number
/// without a star is an item.</para>
/// <para>An item with blanks, one that begins with a quotation mark, and <c>+</c>, <c>-</c>, <c>*</c> as items are quoted,
/// <c>'a b' - "it's"</c>; inside, the same mark is doubled (<c>'it''s'</c>) and nothing else is special.</para>
/// <para>Immutable and thread-safe; <see cref="Parse"/> of <see cref="ToString"/> is an equal expression.</para>
/// </remarks>
public sealed class VectorExpression : IEquatable<VectorExpression>
{
    private readonly WeightedItem[] terms;

    private VectorExpression(WeightedItem[] terms) => this.terms = terms;

    /// <summary>The terms, in the order they were written.</summary>
    public IReadOnlyList<WeightedItem> Terms => terms;

    /// <summary>Parses an expression.</summary>
    /// <exception cref="Item2VecException">The text is not an expression (<see cref="ErrorCode.Usage"/>); the message marks the position
    /// with a caret.</exception>
    public static VectorExpression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new VectorExpression(new ExpressionParser(text).Parse());
    }

    /// <summary>Creates an expression from terms.</summary>
    /// <exception cref="ArgumentException">There is no term, an item is empty, or a weight is zero or not finite.</exception>
    public static VectorExpression Of(params IEnumerable<WeightedItem> terms)
    {
        WeightedItem[] all = [.. terms];
        if (all.Length == 0) throw new ArgumentException("An expression has at least one term.", nameof(terms));
        if (all.Any(term => string.IsNullOrEmpty(term.Item))) throw new ArgumentException("An item is empty.", nameof(terms));
        if (all.Any(term => term.Weight == 0 || !double.IsFinite(term.Weight)))
            throw new ArgumentException("A weight is zero or not finite.", nameof(terms));
        return new VectorExpression(all);
    }

    /// <summary>The sum of the weighted unit vectors of the terms, <see cref="ItemVectors.Dimensions"/> numbers (3CosAdd).</summary>
    /// <exception cref="Item2VecException">
    /// An item is unknown (<see cref="ErrorCode.NotFound"/>), or the sum has no direction: its terms cancel out or it is too large
    /// (<see cref="ErrorCode.Usage"/>).
    /// </exception>
    public float[] Evaluate(ItemVectors vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        using Lease lease = vectors.Acquire();
        double[] sum = new double[vectors.Dimensions];
        foreach (WeightedItem term in terms)
        {
            int row = vectors.Vocabulary.RowOf(term.Item);
            Norms.AddUnit(vectors.Input.Row(row), term.Weight, sum);
        }

        float[] vector = Array.ConvertAll(sum, value => (float)value);
        CheckDirection(vector);
        return vector;
    }

    /// <summary>The expression as text that <see cref="Parse"/> reads.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        foreach (WeightedItem term in terms)
        {
            if (term.Weight < 0) text.Append(text.Length > 0 ? " - " : "- ");
            else if (text.Length > 0) text.Append(" + ");
            double weight = Math.Abs(term.Weight);
            if (weight != 1) text.Append(weight.ToString(CultureInfo.InvariantCulture)).Append('*');
            text.Append(
                ExpressionParser.NeedsQuotes(term.Item) ? $"'{term.Item.Replace("'", "''", StringComparison.Ordinal)}'" : term.Item);
        }

        return text.ToString();
    }

    /// <summary>Terms that cancel out leave zeros or rounding errors: neither has a meaningful direction.</summary>
    private void CheckDirection(ReadOnlySpan<float> vector)
    {
        const double rounding = 1e-12;
        double length = Norms.Length(vector);
        if (!double.IsFinite(length))
            throw new Item2VecException($"expression: the sum of '{this}' is too large", "give smaller weights", ErrorCode.Usage);
        if (length <= rounding * terms.Sum(term => Math.Abs(term.Weight)))
            throw new Item2VecException(
                $"expression: '{this}' cancels out, which leaves nothing to be close to",
                "leave a term out or change a weight",
                ErrorCode.Usage);
    }

    /// <inheritdoc/>
    public bool Equals(VectorExpression? other) => other is not null && terms.AsSpan().SequenceEqual(other.terms);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VectorExpression);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(terms.Length, terms[0]);
}

/// <summary>One term of a <see cref="VectorExpression"/>.</summary>
/// <param name="Item">The item's id.</param>
/// <param name="Weight">The factor of its unit vector; finite and not zero.</param>
public readonly record struct WeightedItem(string Item, double Weight);
