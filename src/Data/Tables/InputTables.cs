using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Inputs;

namespace Item2Vec.Data.Tables;

/// <summary>The table for files of a format.</summary>
internal static class InputTables
{
    /// <summary>Opens files, all of the first one's format.</summary>
    public static InputTable Open(DuckDatabase database, IReadOnlyList<InputFile> files) => files[0].Format switch
    {
        FileFormat.Parquet => new ParquetTable(database, files),
        FileFormat.Csv or FileFormat.Tsv => new CsvTable(files),
        _ => new JsonTable(database, files),
    };
}
