using Item2Vec.Data.DuckDb;

namespace Item2Vec.Data.Columns;

/// <summary>Words that stand for a missing value in exports of databases and data frames.</summary>
internal static class NullWords
{
    public static IReadOnlyList<string> Known { get; } =
        ["NULL", "null", "None", "nan", "NaN", "NaT", "NA", @"\N", "N/A", "-", "(not set)"];

    /// <summary>A text without them: null where it is empty or one of the words.</summary>
    public static string Without(string text)
        => $"case when trim({text}) not in ('', {string.Join(", ", Known.Select(Sql.Text))}) then {text} end";
}
