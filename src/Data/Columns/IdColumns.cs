using Item2Vec.Data.DuckDb;
using Item2Vec.Embeddings;

namespace Item2Vec.Data;

/// <summary>Columns as ids: always texts in the end, so that the same ids make the same corpus whatever type a file gives them.</summary>
internal static class IdColumns
{
    public static bool Suits(TableColumn column) => Suits(column.Kind);

    public static bool SuitsElements(TableColumn list) => Suits(list.ElementKind) && list.ElementKind != ColumnKind.Real;

    /// <summary>The column's value as an id, null where it has none.</summary>
    public static string Expression(TableColumn column) => column.Kind switch
    {
        ColumnKind.Text => Sql.Name(column.Name),

        // Data frames turn whole numbers with gaps into floating point.
        ColumnKind.Real => $"case when isfinite({Sql.Name(column.Name)}) then {Sql.Name(column.Name)}::HUGEINT::VARCHAR end",
        _ => $"{Sql.Name(column.Name)}::VARCHAR",
    };

    /// <summary>Refuses columns whose values are no ids.</summary>
    public static void Check(DuckDatabase database, InputTable table, TableColumn column, string role)
    {
        ColumnKind kind = column.IsList ? column.ElementKind : column.Kind;
        if (!Suits(kind) || (column.IsList && kind == ColumnKind.Real))
        {
            throw new Item2VecException(
                $"{table.Title}: column '{column.Name}' holds {column.Type}; texts or whole numbers were expected for the {role}.",
                $"Give another column with --{role}-column.");
        }

        if (kind != ColumnKind.Real) return;
        string name = Sql.Name(column.Name);
        string fraction = $"from {table.From} where isfinite({name}) and {name} <> trunc({name})";
        if (database.Number($"select count(*) {fraction}") == 0) return;
        long row = database.Number($"select min({table.RowNumber}) {fraction}");
        throw new Item2VecException(
            $"Column '{column.Name}' holds fractions (the first in {table.Locate(row)}); texts or whole numbers were expected for the {role}.",
            $"Give another column with --{role}-column.");
    }

    private static bool Suits(ColumnKind kind)
        => kind is ColumnKind.Text or ColumnKind.Integer or ColumnKind.Identifier or ColumnKind.Real;
}
