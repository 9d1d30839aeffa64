using System.Globalization;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Options;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Columns;

/// <summary>The rows of a table that belong to one part of a log, by a column that names the part of each row.</summary>
/// <param name="whole">The whole table.</param>
/// <param name="column">The column that names the part.</param>
/// <param name="part">The part.</param>
internal sealed class PartTable(InputTable whole, TableColumn column, LogPart part) : InputTable(whole.Files)
{
    private const string RowName = "\"row number\"";

    private static readonly string[] Training = ["train", "training"];
    private static readonly string[] Test = ["test"];
    private static readonly string[] LeftOut = ["valid", "validation"];

    public override IReadOnlyList<TableColumn> Columns => whole.Columns;

    public override string From
        => $"(select *, {whole.RowNumber} as {RowName} from {whole.From} where {Value} in ({Values(part)}))";

    public override string RowNumber => RowName;

    public override IReadOnlyList<string> Notes => whole.Notes;

    public override IReadOnlyList<TableColumn> Inside => whole.Inside;

    public override string Title => $"{whole.Title} (the {Name} part)";

    /// <summary>What is read, for the report.</summary>
    public string Note => $"Only the {Name} part is read, as column '{column.Name}' says.";

    private string Name => part == LogPart.Test ? "test" : "training";

    private string Value => $"lower(trim({Sql.Name(column.Name)}::VARCHAR))";

    /// <summary>The part of a table that the options name.</summary>
    /// <exception cref="Item2VecException">The table has no such column, or its values cannot be names of parts.</exception>
    public static PartTable Of(InputTable whole, SessionReaderOptions options)
    {
        TableColumn column = whole.Find(options.SplitColumn!) ?? throw Error(
            $"{whole.Title} has no column '{options.SplitColumn}' for the part; its columns are "
                + string.Join(", ", whole.Columns.Select(one => one.Name)),
            "give one of them with SplitColumn");
        return column.IsList
            ? throw Error($"{whole.Title}: column '{column.Name}' holds {column.Type}; train and test were expected",
                "give another column with SplitColumn")
            : new PartTable(whole, column, options.Part);
    }

    public override void Load(DuckDatabase database, IReadOnlyList<TableColumn> columns)
        => whole.Load(database, [.. columns.Append(column).Distinct()]);

    public override T Peek<T>(IReadOnlyList<TableColumn> columns, Func<string, T> query) => whole.Peek(columns, query);

    public override TableColumn? Find(string name) => whole.Find(name);

    public override string Locate(long rowNumber) => whole.Locate(rowNumber);

    /// <summary>Rejects values that name no part, a log without one of the parts, and sessions that are in both.</summary>
    /// <param name="database">The database, with the columns loaded.</param>
    /// <param name="session">The column of whole sessions, or null if a session cannot be in both parts.</param>
    public void Check(DuckDatabase database, TableColumn? session)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        using (DuckResult result = database.Query($"select distinct coalesce({Value}, '') from {whole.From} order by 1"))
        {
            while (result.MoveNext())
                for (int row = 0; row < result.Current.Count; row++) found.Add(result.Current[0].Text(row)!);
        }

        string[] other = [.. found.Except([.. Training, .. Test, .. LeftOut]).Order(StringComparer.Ordinal)];
        if (other.Length > 0)
        {
            string first = other[0].Length == 0 ? "nothing" : $"'{other[0]}'";
            throw Error(
                $"{whole.Title}: column '{column.Name}' holds {first} in some rows; train, test or validation was expected",
                "write one of these in each row, or give another column with SplitColumn");
        }

        foreach (string[] names in new[] { Training, Test })
            if (!names.Any(found.Contains))
                throw Error(
                    $"{whole.Title}: column '{column.Name}' has no row with '{names[0]}'", "give another column with SplitColumn");
        if (session is not null) CheckSessions(database, session);
    }

    private void CheckSessions(DuckDatabase database, TableColumn session)
    {
        string both = $"select {IdColumns.Expression(session)} as id from {whole.From} where {Value} in "
            + $"({Values(LogPart.Training)}, {Values(LogPart.Test)}) group by 1 having id is not null and id <> '' "
            + $"and count(distinct {Value} in ({Values(LogPart.Test)})) = 2";
        long sessions = database.Number($"select count(*) from ({both})");
        if (sessions == 0) return;
        string first = database.Text($"select id from ({both}) order by 1 limit 1")!;
        throw Error(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{whole.Title}: session '{first}' (column '{session.Name}') is partly for training and partly for testing"
                    + $"{(sessions > 1 ? $", and so are {sessions - 1:N0} more" : string.Empty)}"),
            "put each session into one part, or give another column with SplitColumn");
    }

    private static string Values(LogPart part)
        => string.Join(", ", (part == LogPart.Test ? Test : Training).Select(Sql.Text));

    private static Item2VecException Error(string message, string hint)
        => new(message, hint, ErrorCode.BadData) { Option = nameof(SessionReaderOptions.SplitColumn) };
}
