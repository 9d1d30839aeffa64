using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Indexing.Rules;

namespace Item2Vec.Cli.Queries;

/// <summary>The options of rules that an answer follows, the same in every query.</summary>
internal sealed class RuleOptions
{
    private readonly Option<double> diversity = CliOption.Number(
        "--diversity", "How much the items differ from each other, 0 to 1: 0 ranks by score alone [default: 0]", "a number from 0 to 1",
        value => value is >= 0 and <= 1).WithDefault(0);

    private readonly Option<string[]> maxPer = CliOption.Several(
        "--max-per", "COLUMN=N", "At most N items with the same value of an attribute, such as artist=2; may be repeated");

    private readonly Option<string[]> boost = CliOption.Several(
        "--boost", "WHAT:X",
        "Add X to the score of the items that match a condition (in_stock=true:1.5), or up to X to those used often (count:0.2) or lately "
            + "(recent:0.2); less than 0 moves them down; may be repeated");

    private readonly Option<bool> why = CliOption.Flag("--why", "Say of each result why it is there");

    /// <param name="command">The command.</param>
    public RuleOptions(Command command)
    {
        command.Add(diversity);
        command.Add(maxPer);
        command.Add(boost);
        command.Add(why);
    }

    /// <summary>The option for reasons.</summary>
    public Option Why => why;

    /// <summary>Whether results say why they are there.</summary>
    public bool IsWhy(CliContext context) => context.Value(why);

    /// <summary>The rules.</summary>
    /// <exception cref="Embeddings.Common.Item2VecException">One cannot be read.</exception>
    public RankingRules From(CliContext context) => new()
    {
        Diversity = context.Value(diversity),
        MaxPer = [.. (context.Value(maxPer) ?? []).Select(AttributeLimit.Parse)],
        Boost = [.. (context.Value(boost) ?? []).Select(ItemBoost.Parse)],
    };
}
