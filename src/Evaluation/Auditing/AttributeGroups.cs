using System.Globalization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>Items or users in groups by what a column says of them. Immutable.</summary>
/// <remarks>Who has several values is in several groups. Values with too few members stand together as one more group, as does who has none; these two are shown and not compared.</remarks>
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

    /// <summary>The groups, those of most members first.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The first so many groups are compared with each other.</summary>
    public int Compared { get; }

    /// <summary>The groups of a row.</summary>
    public ReadOnlySpan<int> this[int row] => groupsOf[row];

    /// <summary>Groups by the values of a column.</summary>
    /// <param name="attributes">What is known of the items or users.</param>
    /// <param name="rows">How many there are.</param>
    /// <param name="column">The column, upper and lower case alike.</param>
    /// <param name="separator">What parts several values, or null.</param>
    /// <param name="least">The fewest members of a group.</param>
    /// <param name="noun">What one of them is called: item or user.</param>
    /// <exception cref="Item2VecException">There is no such column (<see cref="ErrorCode.Usage"/>), or it has no two groups of so many.</exception>
    public static AttributeGroups Of(ItemAttributes attributes, int rows, string column, string? separator, int least, string noun = "item")
    {
        column = Find(attributes, column, noun);
        string[][] values = [.. Enumerable.Range(0, rows).Select(row => ValuesOf(attributes, row, column, separator))];
        Dictionary<string, int> members = new(StringComparer.Ordinal);
        foreach (string value in values.SelectMany(of => of)) members[value] = members.GetValueOrDefault(value) + 1;
        string[] ordered = [.. members.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key)];
        string[] large = [.. ordered.TakeWhile(value => members[value] >= least)];
        if (large.Length < 2)
        {
            throw new Item2VecException(
                $"column '{column}' has no two values that {least} {noun}s have; the most frequent are {string.Join(", ", ordered.Take(3).Select(value => string.Create(CultureInfo.InvariantCulture, $"'{value}' ({members[value]})")))}",
                "compare smaller groups with --min-group-size, or another column");
        }

        List<string> names = [.. large];
        int small = Extra(names, ordered.Length > large.Length, string.Create(CultureInfo.InvariantCulture, $"({ordered.Length - large.Length} smaller)"));
        int none = Extra(names, values.Any(of => of.Length == 0), None);
        Dictionary<string, int> numbers = large.Select((value, number) => (value, number)).ToDictionary(pair => pair.value, pair => pair.number, StringComparer.Ordinal);
        return new AttributeGroups(column, names, large.Length, [.. values.Select(of => of.Length == 0 ? [none] : of.Select(value => numbers.GetValueOrDefault(value, small)).Distinct().ToArray())]);
    }

    /// <summary>Users in four groups of as many each, by how many events they have in a log.</summary>
    /// <exception cref="Item2VecException">The log has no users, or too few.</exception>
    public static AttributeGroups ByActivity(SessionCorpus log, int least)
    {
        ArgumentNullException.ThrowIfNull(log);
        Vocabulary users = RequireUsers(log);
        if (users.Count < 4 * least) throw new Item2VecException($"the log has {users.Count} users, too few for four groups of {least}", "compare smaller groups with --min-group-size");

        // The most active user comes first.
        return new AttributeGroups("activity", [.. Enumerable.Range(0, 4).Select(quarter =>
        {
            (int first, int last) = ((int)((long)users.Count * quarter / 4), (int)((long)users.Count * (quarter + 1) / 4) - 1);
            return string.Create(CultureInfo.InvariantCulture, $"{Quarters[quarter]} quarter ({users.CountOf(last)} to {users.CountOf(first)} events)");
        })], 4, [.. Enumerable.Range(0, users.Count).Select(user => (int[])[(int)(4L * user / users.Count)])]);
    }

    /// <summary>The users of a log.</summary>
    /// <exception cref="Item2VecException">It names none.</exception>
    public static Vocabulary RequireUsers(SessionCorpus log) => log?.Users ?? throw new Item2VecException(
        "the log names no users, so that there are none to compare", "name their column: --user-column NAME");

    /// <summary>The column as the attributes spell it.</summary>
    internal static string Find(ItemAttributes attributes, string column, string noun = "item")
    {
        int at = attributes.IndexOf(column);
        if (at >= 0) return attributes.Names[at];
        string table = noun == "item" ? "--items FILE" : "--users FILE";
        throw attributes.Names.Count == 0
            ? new Item2VecException($"nothing is known of the {noun}s: there is no column '{column}'", $"give a table of the {noun}s: {table}", ErrorCode.Usage)
            : new Item2VecException($"the {noun}s have no column '{column}'", $"they have {string.Join(", ", attributes.Names)}; {table} gives others", ErrorCode.Usage);
    }

    /// <summary>The values of a row in a column.</summary>
    internal static string[] ValuesOf(ItemAttributes attributes, int row, string column, string? separator)
    {
        string? text = attributes.Value(row, column);
        if (string.IsNullOrEmpty(text)) return [];
        return separator is null ? [text] : [.. text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
    }

    private static int Extra(List<string> names, bool needed, string name)
    {
        if (needed) names.Add(name);
        return needed ? names.Count - 1 : -1;
    }
}
