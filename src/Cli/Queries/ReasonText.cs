using Item2Vec.Cli.Terminal;
using Item2Vec.Indexing.Rules;

namespace Item2Vec.Cli.Queries;

/// <summary>Why an item is in an answer, as one line for people.</summary>
internal static class ReasonText
{
    public static string Of(ResultReason? reason)
    {
        if (reason is null) return string.Empty;
        List<string> said = [];
        if (reason.Near.Count > 0) said.Add($"near {string.Join(", ", reason.Near.Select(Named))}");
        if (reason.Parts.Count > 0)
            said.Add(string.Join(", ", reason.Parts.Select(part => $"{part.Name} {Readable.Score(part.Value)}")));
        if (reason.Rules is RuleEffect rules)
        {
            said.Add($"place {Readable.Count(rules.Place)} by score");
            said.AddRange(rules.Boosts.Select(boost => $"{boost.Name} {(boost.Value > 0 ? "+" : "")}{Readable.Score(boost.Value)}"));
            said.AddRange(rules.Passed.Select(passed => $"{Readable.Count((long)passed.Value)} left out by {passed.Name}"));
            if (rules.Like is NearItem like) said.Add($"like {Named(like)} above");
        }

        return string.Join("; ", said);
    }

    private static string Named(NearItem item)
        => item.Sessions is int sessions
            ? $"{item.Item} ({Readable.Score(item.Cosine)}, {Readable.Count(sessions, "session")})"
            : $"{item.Item} ({Readable.Score(item.Cosine)})";
}
