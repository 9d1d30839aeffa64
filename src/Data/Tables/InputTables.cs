using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Inputs;
using Item2Vec.Data.Options;

namespace Item2Vec.Data.Tables;

/// <summary>The table for files of a format.</summary>
internal static class InputTables
{
    /// <summary>Opens files, all of the first one's format.</summary>
    /// <param name="database">The database to read with.</param>
    /// <param name="files">The files.</param>
    /// <param name="options">How texts are written; null for the defaults.</param>
    public static InputTable Open(DuckDatabase database, IReadOnlyList<InputFile> files, SessionReaderOptions? options = null)
    {
        options ??= new SessionReaderOptions();
        InputTable table = files[0].Format switch
        {
            FileFormat.Parquet => new ParquetTable(database, files),
            FileFormat.Csv or FileFormat.Tsv => new CsvTable(database, files, options),
            _ => new JsonTable(database, files, options),
        };
        return new ShapedTable(database, table, options.NullWords);
    }
}
