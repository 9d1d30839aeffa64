using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Content.Options;
using Item2Vec.Data;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Cli.Content;

/// <summary>Which columns of a table of items hold their content: --text, --image or --tensor.</summary>
internal sealed class ContentColumns
{
    private readonly Option<string?> text = CliOption.Text("--text", "COLUMN,", "Encode texts: these columns, concatenated");
    private readonly Option<string?> image = CliOption.Text(
        "--image", "COLUMN", "Encode images: paths of JPEG, PNG, WebP, GIF or BMP files, relative to the table");
    private readonly Option<string?> tensor = CliOption.Text(
        "--tensor", "COLUMN", "Encode lists of numbers, as many per item as the model takes");

    public ContentColumns(Command command)
    {
        foreach (Option option in new Option[] { text, image, tensor }) command.Add(option);
    }

    public void Check(CliContext context)
    {
        if (new[] { text, image, tensor }.Count(option => Names(context.Value(option)).Length > 0) != 1)
            throw new Item2VecException(
                "one of --text, --image and --tensor names the content", "for texts: --text title,description", ErrorCode.Usage);
    }

    public ContentSource Read(CliContext context, string table, CancellationToken cancel)
    {
        string columns = context.Value(text) ?? context.Value(image) ?? context.Value(tensor)!;
        (Vocabulary items, ItemTableResult read) = ItemCatalog.Read(
            table, Options(context, columns) with { KeepNulls = context.Value(tensor) is not null }, cancel);
        context.WriteNote($"read {table}: {Readable.Count(items.Count, "item")}, content in {string.Join(", ", read.Attributes.Names)}");
        if (context.Value(text) is not null) return ContentSource.Texts(items, Texts(items, read.Attributes));
        string?[] values = [.. Enumerable.Range(0, items.Count).Select(row => read.Attributes.Value(row, read.Attributes.Names[0]))];
        return context.Value(image) is not null
            ? ContentSource.Images(items, values, Path.GetDirectoryName(Path.GetFullPath(table))!)
            : ContentSource.Tensors(items, values);
    }

    public static ItemTableOptions Options(CliContext context, string columns) => new()
    {
        Columns = Names(columns),
        Threads = context.Value(GlobalOptions.Threads),
    };

    public static string[] Names(string? columns)
        => columns?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>The columns of each item as one text; several values of a column are separated by blanks.</summary>
    public static IReadOnlyList<string?> Texts(Vocabulary items, ItemAttributes attributes)
        =>
        [
            .. Enumerable.Range(0, items.Count)
                .Select(
                    row => string.Join(' ', attributes.Names.Select(name => attributes.Value(row, name)).Where(value => value is not null))
                        .Replace('|', ' '))
        ];
}

/// <summary>Checks of output files of content commands.</summary>
internal static class ContentFile
{
    /// <summary>Checks that a file can be written before the work whose result goes there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="inputs">Files that the work reads and must not overwrite.</param>
    public static void EnsureWritable(string path, params IEnumerable<string?> inputs)
    {
        if (path == "-")
            throw new Item2VecException("vectors and encoders go to files, not to standard output", "name one with -o", ErrorCode.Usage);
        if (inputs.OfType<string>().FirstOrDefault(input => OutputGuard.RealPath(input) == OutputGuard.RealPath(path)) is string input)
            throw new Item2VecException(
                $"{path}: is what is read ({input}) and would be written over", "name another file with -o", ErrorCode.Usage);
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (Directory.Exists(path))
            throw new Item2VecException($"{path}: is a directory; a file to write was expected", "name a file", ErrorCode.CannotWrite);
        if (!Directory.Exists(directory))
            throw new Item2VecException(
                $"{path}: cannot be written: its directory does not exist", "make it, or choose another path", ErrorCode.CannotWrite);
    }
}
