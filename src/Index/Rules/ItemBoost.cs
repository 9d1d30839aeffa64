using System.Globalization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing.Filters;

namespace Item2Vec.Indexing.Rules;

/// <summary>
/// Adds to the score of an item: <see cref="Weight"/> if it matches a condition, or the weight times a number from 0 to 1 that says how
/// often or how lately it was used.
/// </summary>
/// <remarks>
/// The unit is that of the score: cosine for similar items, natural logarithm for what comes next (0.7 is twice as likely). A share of the
/// events, the score of popular items, is multiplied by <c>e^boost</c>, which is the same for its logarithm.
/// </remarks>
public sealed class ItemBoost
{
    /// <summary>Maximum of a weight, in either direction.</summary>
    public const double MaxWeight = 1000;

    private const string OfCount = "count";
    private const string OfRecency = "recent";
    private readonly ItemCondition? condition;

    private ItemBoost(string name, double weight, ItemCondition? condition = null)
    {
        if (!(Math.Abs(weight) <= MaxWeight))
            throw Wrong(FormattableString.Invariant($"the weight of a boost must be from {-MaxWeight} to {MaxWeight}, not {weight}"));
        Name = name;
        Weight = weight;
        this.condition = condition;
    }

    /// <summary>The condition, <c>count</c> or <c>recent</c>.</summary>
    public string Name { get; }

    /// <summary>What is added at most; less than 0 moves items down.</summary>
    public double Weight { get; }

    /// <summary>
    /// Adds a weight to the items that match a condition such as <c>in_stock=true</c>; see <see cref="ItemFilter.Where"/>.
    /// </summary>
    /// <exception cref="Item2VecException">The text is not a condition (<see cref="ErrorCode.Usage"/>).</exception>
    public static ItemBoost Where(string condition, double weight) => new(condition, weight, ItemCondition.Parse(condition));

    /// <summary>
    /// Adds <c>weight * log(1 + n) / log(1 + N)</c>: n is how often the item occurs in the training data, N how often the most frequent one
    /// does.
    /// </summary>
    public static ItemBoost ByCount(double weight) => new(OfCount, weight);

    /// <summary>
    /// Adds <c>weight * (l + 1) / (l + n + 2)</c>: n is how often the item occurs in the training data, l how often it would if it had
    /// always been as frequent as in the latest sessions, whose weight falls to 1/e over a tenth of them. Near 1 for items used only
    /// lately, 0.5 for those used as often as ever, near 0 for those no longer used.
    /// </summary>
    public static ItemBoost ByRecency(double weight) => new(OfRecency, weight);

    /// <summary>Parses <c>in_stock=true:1.5</c>, <c>count:0.2</c> or <c>recent:0.2</c>: what is boosted, and the weight.</summary>
    /// <exception cref="Item2VecException">The text is something else (<see cref="ErrorCode.Usage"/>).</exception>
    public static ItemBoost Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int at = text.LastIndexOf(':');
        string name = at > 0 ? text[..at].Trim() : string.Empty;
        if (name.Length == 0
            || !double.TryParse(text.AsSpan(at + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
            || !double.IsFinite(weight))
            throw Wrong($"'{text}' is not a boost");
        return name switch
        {
            OfCount => ByCount(weight),
            OfRecency => ByRecency(weight),
            _ when name.AsSpan().ContainsAny("=<>") => Where(name, weight),
            _ => throw Wrong($"'{text}' is not a boost"),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Name}:{Weight}");

    /// <summary>What it adds to each of some rows.</summary>
    /// <exception cref="Item2VecException">The model lacks the column, counts or sessions (<see cref="ErrorCode.Usage"/>).</exception>
    internal double[] Of(RuleData data, ItemAttributes attributes, ReadOnlySpan<int> rows)
    {
        double[] added = new double[rows.Length];
        if (condition is not null)
        {
            bool[] holds = condition.HoldsFor(attributes, rows);
            for (int i = 0; i < rows.Length; i++) added[i] = holds[i] ? Weight : 0;
            return added;
        }

        Func<int, double> share = Name == OfCount ? data.CountShares() : data.Recency();
        for (int i = 0; i < rows.Length; i++) added[i] = Weight * share(rows[i]);
        return added;
    }

    private static Item2VecException Wrong(string text) => new(
        text, "boosts look like in_stock=true:1.5, price<10:0.5, count:0.2 or recent:0.2", ErrorCode.Usage)
    {
        Option = nameof(RankingRules.Boost),
    };
}
