using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Columns;

/// <summary>Columns of ids: always converted to text, so that the same ids make the same corpus whatever their type in a file.</summary>
internal static class IdColumns
{
    /// <summary>2^53: from here on, neighboring integers share one floating-point number.</summary>
    private const long FirstInexact = 1L << 53;

    public static bool Suits(TableColumn column) => Suits(column.Kind);

    public static bool IsListOfIds(TableColumn column) => column.IsList && SuitsElements(column);

    public static bool SuitsElements(TableColumn list) => Suits(list.ElementKind) && list.ElementKind != ColumnKind.Real;

    /// <summary>The column's value as an id, null if it has none.</summary>
    public static string Expression(TableColumn column) => column.Kind switch
    {
        ColumnKind.Text when column.IsIntegral => $"regexp_replace({Sql.Name(column.Name)}, '[.]0+$', '')",
        ColumnKind.Text => Sql.Name(column.Name),

        // Data frames turn integers with gaps into floating point.
        ColumnKind.Real => $"case when isfinite({Sql.Name(column.Name)}) then {Sql.Name(column.Name)}::HUGEINT::VARCHAR end",
        _ => $"{Sql.Name(column.Name)}::VARCHAR",
    };

    /// <summary>Rejects columns whose values cannot be ids.</summary>
    public static void Check(DuckDatabase database, InputTable table, TableColumn column, string role)
    {
        ColumnKind kind = column.IsList ? column.ElementKind : column.Kind;
        if (!Suits(kind) || (column.IsList && kind == ColumnKind.Real))
        {
            throw WrongType(table, column, role);
        }

        if (kind != ColumnKind.Real) return;
        string name = Sql.Name(column.Name);
        Reject($"{name} <> trunc({name})", "fractions");
        Reject($"abs({name}) > {FirstInexact}", "floating-point numbers beyond 2^53, which do not tell ids apart");

        void Reject(string bad, string what)
        {
            string rows = $"from {table.From} where isfinite({name}) and {bad}";
            if (database.Number($"select count(*) {rows}") == 0) return;
            long row = database.Number($"select min({table.RowNumber}) {rows}");
            throw new Item2VecException(
                $"column '{column.Name}' holds {what} (the first in {table.Locate(row)}); texts or whole numbers were "
                    + $"expected for the {role}",
                $"give another column with --{role}-column");
        }
    }

    public static Item2VecException WrongType(InputTable table, TableColumn column, string role) => new(
        $"{table.Title}: column '{column.Name}' holds {column.Type}; texts or whole numbers were expected for the {role}",
        $"give another column with {OptionOf(role)}") { Option = OptionOf(role) };

    private static string OptionOf(string role) => $"{char.ToUpperInvariant(role[0])}{role[1..]}Column";

    private static bool Suits(ColumnKind kind)
        => kind is ColumnKind.Text or ColumnKind.Integer or ColumnKind.Identifier or ColumnKind.Real;
}
