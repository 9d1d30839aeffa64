using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Inputs;
using Item2Vec.Data.Options;

namespace Item2Vec.Data.Tables;

/// <summary>JSON Lines files: one object per line, its keys the columns. A file called .json may also be one array of objects.</summary>
internal sealed class JsonTable : LoadedTable
{
    private readonly int maxObject;

    public JsonTable(DuckDatabase database, IReadOnlyList<InputFile> files, SessionReaderOptions options)
        : base(files, options.MaxLineBytes)
    {
        maxObject = options.MaxLineBytes;
        foreach (InputFile file in files) CheckDepth(database, file);
        Columns = Common(files, [.. files.Select(Described)]);

        IReadOnlyList<TableColumn> Described(InputFile file) => Within(file, () =>
            (IReadOnlyList<TableColumn>)[.. Describe(database, $"read_json({Sql.Text(file.Path)}, {Options(file)})").Select(AsStored)]);
    }

    public override IReadOnlyList<TableColumn> Columns { get; }

    protected override string RowWord => "object";

    protected override string Source(int file, IReadOnlyList<TableColumn> columns, int maxLine)
    {
        string read = string.Join(", ", columns.Select(column => $"{Sql.Text(column.Name)}: {Sql.Text(StoredType(column))}"));
        return $"read_json({Sql.Text(Files[file].Path)}, columns = {{{read}}}, {Options(Files[file])})";
    }

    /// <summary>Numbers and times as the text of the file: their detected type is that of the first rows only, and drops offsets.</summary>
    private static TableColumn AsStored(TableColumn column)
        => column.Kind is ColumnKind.Integer or ColumnKind.Time or ColumnKind.NanosecondTime || column.Type == "JSON"
            || DuckType.Parse(column.Type).IsNested
            ? column with { Type = StoredType(column) } : column;

    /// <summary>Data frames write a missing value as NaN, which is no JSON, and no value here.</summary>
    protected override string Stored(TableColumn column)
        => StoredType(column) == "VARCHAR" ? $"nullif({Sql.Name(column.Name)}, 'NaN')" : base.Stored(column);

    private void CheckDepth(DuckDatabase database, InputFile file)
    {
        if (file.Zstandard) CsvHeader.Decompressed(database, file, maxObject, new JsonDepth(file).Continue);
        else JsonDepth.Check(file);
    }

    private string Options(InputFile file)
    {
        string format = file.Format == FileFormat.JsonLines ? "newline_delimited" : "auto";
        // Dates would be parsed as dates; here they stay texts until a role needs them.
        return $"format = '{format}', records = true, convert_strings_to_integers = false, "
            + $"sample_size = {JsonDepth.SampledObjects}, maximum_object_size = {maxObject}, {Compression(file)}";
    }
}
