using System.Globalization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing.Rules;

namespace Item2Vec.Service.Requests;

/// <summary>The members of a request that set rules, and whether reasons are asked for.</summary>
internal readonly record struct RuleMembers(
    double? Diversity, IReadOnlyList<string>? MaxPer, IReadOnlyList<string>? Boost, bool Why)
{
    /// <summary>An example, for errors.</summary>
    public const string Expected =
        """
        "diversity": 0.3, "maxPer": ["artist=2"], "boost": ["count:0.2"], "why": false
        """;

    /// <summary>The rules, or null for none.</summary>
    /// <param name="limits">Limits the number of rules and their length.</param>
    /// <param name="attributes">The attributes that the items have now.</param>
    /// <exception cref="RequestProblem">There are too many.</exception>
    /// <exception cref="Item2VecException">One cannot be read.</exception>
    public RankingRules? Read(RequestLimits limits, ItemAttributes attributes)
    {
        if (Diversity is null && MaxPer is null && Boost is null) return null;
        return new RankingRules
        {
            Attributes = attributes,
            Diversity = Diversity ?? 0,
            MaxPer = [.. limits.Rules(MaxPer, "maxPer").Select(AttributeLimit.Parse)],
            Boost = [.. limits.Rules(Boost, "boost").Select(ItemBoost.Parse)],
        };
    }

    /// <summary>These with a parameter of a query string.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="all">These, or these with it.</param>
    /// <returns>Whether it is one of them.</returns>
    /// <exception cref="RequestProblem">The value cannot be read, or is given twice.</exception>
    public bool TryAdd(ReadOnlySpan<char> name, ReadOnlySpan<char> value, out RuleMembers all)
    {
        all = this;
        switch (name)
        {
            case "diversity":
                if (Diversity is not null) throw RequestProblem.Bad("diversity is given twice", "once was expected");
                if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double diversity))
                    throw RequestProblem.Bad($"diversity is '{RequestProblem.Short(value)}'", "a number from 0 to 1 was expected");
                all = this with { Diversity = diversity };
                return true;
            case "maxPer":
                all = this with { MaxPer = [.. MaxPer ?? [], value.ToString()] };
                return true;
            case "boost":
                all = this with { Boost = [.. Boost ?? [], value.ToString()] };
                return true;
            case "why":
                if (value is not ("true" or "false"))
                    throw RequestProblem.Bad($"why is '{RequestProblem.Short(value)}'", "true or false was expected");
                all = this with { Why = value is "true" };
                return true;
            default:
                return false;
        }
    }
}
