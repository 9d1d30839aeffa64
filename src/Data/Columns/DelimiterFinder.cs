using System.Text;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Options;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Columns;

/// <summary>Detects the delimiter of items in a text, cautiously: ambiguity is an error.</summary>
internal static class DelimiterFinder
{
    private const int Sampled = 10_000;
    private static readonly (char Character, string Name)[] Candidates =
        [('\t', "a tab"), ('|', "'|'"), (';', "';'"), (',', "','"), (' ', "a blank")];

    /// <summary>The delimiter of a text column, or null if no sampled row has any.</summary>
    public static string? Find(DuckDatabase database, InputTable table, TableColumn column)
    {
        string name = Sql.Name(column.Name);
        string counts = string.Join(", ",
            Candidates.Select(candidate => $"count(*) filter (contains(trim(s), {Sql.Text(candidate.Character.ToString())}))"));
        long[] rows = table.Peek([column], from =>
        {
            long[] found = new long[Candidates.Length + 1];
            using DuckResult result = database.Query(
                $"select {counts}, count(*) filter (s like '[%]') from (select {name} as s from {from} where "
                    + $"{name} <> '' limit {Sampled})");
            if (result.MoveNext())
                for (int i = 0; i < found.Length; i++) found[i] = result.Current[i].Values<long>()[0];
            return found;
        });

        if (rows[^1] > 0)
        {
            throw new Item2VecException(
                $"{table.Title}: column '{column.Name}' holds lists written as text, such as [1, 2]",
                "write it as a real list (Parquet, JSON Lines), or as items with one delimiter and no brackets");
        }

        // Blanks next to another delimiter are ignored: "a, b".
        int[] seen = [.. Enumerable.Range(0, Candidates.Length - 1).Where(i => rows[i] > 0)];
        if (seen.Length == 0) return rows[Candidates.Length - 1] > 0 ? " " : null;
        if (seen.Length == 1) return Candidates[seen[0]].Character.ToString();
        StringBuilder found = new();
        foreach (int i in seen) found.Append(found.Length == 0 ? string.Empty : " and ").Append(Candidates[i].Name);
        throw new Item2VecException(
            $"{table.Title}: column '{column.Name}' may be delimited by {found}; one delimiter was expected", "name it with Delimiter")
        {
            Option = nameof(SessionReaderOptions.Delimiter),
        };
    }

    /// <summary>The delimiter in words.</summary>
    public static string InWords(string delimiter)
    {
        if (delimiter.Length == 0 || delimiter.All(char.IsWhiteSpace)) return delimiter == "\t" ? "a tab" : "white space";
        return $"'{delimiter}'";
    }
}
