using System.Globalization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>Groups of items or users by the values of a column. Immutable.</summary>
/// <remarks>
/// An item or user with several values is in several groups. Values with too few members are merged into one group, and those without a
/// value into another; these two are shown and not compared.
/// </remarks>
public sealed class AttributeGroups
{
    private const string None = "(none)";

    private static readonly string[] Quarters = ["most active", "second", "third", "least active"];

    private readonly int[][] groupsOf;

    private AttributeGroups(string column, IReadOnlyList<string> names, int compared, int[][] groupsOf)
    {
        Column = column;
        Names = names;
        Compared = compared;
        this.groupsOf = groupsOf;
    }

    /// <summary>The column.</summary>
    public string Column { get; }

    /// <summary>The groups, largest first.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The number of groups, from the first, that are compared with each other.</summary>
    public int Compared { get; }

    /// <summary>The groups of a row.</summary>
    public ReadOnlySpan<int> this[int row] => groupsOf[row];

    /// <summary>Groups by the values of a column.</summary>
    /// <param name="attributes">The attributes of the items or users.</param>
    /// <param name="rows">The number of items or users.</param>
    /// <param name="column">The column; case is ignored.</param>
    /// <param name="separator">Separates several values, or null.</param>
    /// <param name="minSize">Minimum members of a group.</param>
    /// <param name="noun">The noun for one of them: item or user.</param>
    /// <exception cref="Item2VecException">There is no such column (<see cref="ErrorCode.Usage"/>), or it has fewer than two groups of this
    /// size.</exception>
    public static AttributeGroups Of(
        ItemAttributes attributes, int rows, string column, string? separator, int minSize, string noun = "item")
    {
        column = Find(attributes, column, noun);
        string[][] values = [.. Enumerable.Range(0, rows).Select(row => ValuesOf(attributes, row, column, separator))];
        Dictionary<string, int> members = new(StringComparer.Ordinal);
        foreach (string value in values.SelectMany(of => of)) members[value] = members.GetValueOrDefault(value) + 1;
        string[] ordered =
            [.. members.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key)];
        string[] large = [.. ordered.TakeWhile(value => members[value] >= minSize)];
        if (large.Length < 2)
        {
            throw new Item2VecException(
                $"column '{column}' has no two values that {minSize} {noun}s have; "
                    + $"the most frequent are "
                    + $"{string.Join(", ", ordered.Take(3).Select(value => FormattableString.Invariant($"'{value}' ({members[value]})")))}",
                "compare smaller groups with MinGroupSize, or another column") { Option = nameof(AuditOptions.MinGroupSize) };
        }

        List<string> names = [.. large];
        int small = Extra(
            names,
            ordered.Length > large.Length,
            string.Create(CultureInfo.InvariantCulture, $"({ordered.Length - large.Length} smaller)"));
        int none = Extra(names, values.Any(of => of.Length == 0), None);
        Dictionary<string, int> numbers =
            large.Select((value, number) => (value, number)).ToDictionary(pair => pair.value, pair => pair.number, StringComparer.Ordinal);
        return new AttributeGroups(
            column, names, large.Length,
            [.. values.Select(
                of => of.Length == 0 ? [none] : of.Select(value => numbers.GetValueOrDefault(value, small)).Distinct().ToArray())]);
    }

    /// <summary>Users in quartiles by their number of events in a log.</summary>
    /// <exception cref="Item2VecException">The log has no users, or too few.</exception>
    public static AttributeGroups ByActivity(SessionCorpus log, int minSize)
    {
        ArgumentNullException.ThrowIfNull(log);
        Vocabulary users = RequireUsers(log);
        if (users.Count < 4 * minSize)
        {
            throw new Item2VecException(
                $"the log has {users.Count} users, too few for four groups of {minSize}", "compare smaller groups with MinGroupSize")
            {
                Option = nameof(AuditOptions.MinGroupSize),
            };
        }

        // The most active user comes first.
        return new AttributeGroups("activity", [.. Enumerable.Range(0, 4).Select(quarter =>
        {
            (int first, int last) = ((int)((long)users.Count * quarter / 4), (int)((long)users.Count * (quarter + 1) / 4) - 1);
            return string.Create(
                CultureInfo.InvariantCulture, $"{Quarters[quarter]} quarter ({users.CountOf(last)} to {users.CountOf(first)} events)");
        })], 4, [.. Enumerable.Range(0, users.Count).Select(user => (int[])[(int)(4L * user / users.Count)])]);
    }

    /// <summary>The users of a log.</summary>
    /// <exception cref="Item2VecException">It has none.</exception>
    public static Vocabulary RequireUsers(SessionCorpus log) => log?.Users ?? throw new Item2VecException(
        "the log names no users, so that there are none to compare", "name their column: UserColumn") { Option = "UserColumn" };

    /// <summary>The column in the spelling of the attributes.</summary>
    internal static string Find(ItemAttributes attributes, string column, string noun = "item")
    {
        int at = attributes.IndexOf(column);
        if (at >= 0) return attributes.Names[at];
        string table = noun == "item" ? "ItemTable.Read" : "ItemTableOptions.OfUsers";
        throw attributes.Names.Count == 0
            ? new Item2VecException(
                $"nothing is known of the {noun}s: there is no column '{column}'", $"give a table of the {noun}s: {table}", ErrorCode.Usage)
            : new Item2VecException(
                $"the {noun}s have no column '{column}'",
                $"they have {string.Join(", ", attributes.Names)}; {table} gives others",
                ErrorCode.Usage);
    }

    /// <summary>The values of a row in a column.</summary>
    internal static string[] ValuesOf(ItemAttributes attributes, int row, string column, string? separator)
    {
        string? text = attributes.Value(row, column);
        if (string.IsNullOrEmpty(text)) return [];
        return separator is null
            ? [text]
            : [.. text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Distinct(StringComparer.Ordinal)];
    }

    private static int Extra(List<string> names, bool needed, string name)
    {
        if (needed) names.Add(name);
        return needed ? names.Count - 1 : -1;
    }
}
