using System.Text.Json;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Formats;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Formats;

/// <summary>Directories of several files: what is not an export is never written over.</summary>
public sealed class ExportDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly ItemVectors vectors = TestVectors.Random(["a", "b"]);

    public static TheoryData<string> Formats { get; } = ["npy", "projector"];

    public void Dispose()
    {
        vectors.Dispose();
        directory.Dispose();
    }

    private void Write(string format, string path, VectorSide side = VectorSide.Input)
        => VectorFormats.BuiltIn.Find(format).Write(vectors, path, new VectorFormatOptions { Side = side });

    private string[] NamesIn(string path)
        => [.. Directory.EnumerateFileSystemEntries(directory.File(path)).Select(one => Path.GetFileName(one))
            .Order(StringComparer.Ordinal)];

    private string MakeDirectory(string name, params string[] files)
    {
        Directory.CreateDirectory(directory.File(name));
        foreach (string file in files) File.WriteAllText(Path.Combine(directory.File(name), file), "mine");
        return directory.File(name);
    }

    private static Item2VecException Refused(Action write)
    {
        Item2VecException error = Assert.Throws<Item2VecException>(write);
        Assert.Equal(ErrorCode.CannotWrite, error.Code);
        return error;
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_directory_of_something_else_stays_as_it_is(string format)
    {
        foreach (string file in new[] { "ids.txt", "vectors.npy", "vectors.tsv", "notes", "model.json", "export.json" })
        {
            string path = MakeDirectory("of-" + file, file);
            Assert.Contains("exists and is not an export", Refused(() => Write(format, path)).Message, StringComparison.Ordinal);
            Assert.Equal("mine", File.ReadAllText(Path.Combine(path, file)));
            Assert.Equal([file], NamesIn("of-" + file));
        }

        string plain = directory.Write("plain", "mine");
        Assert.Contains("is a file", Refused(() => Write(format, plain)).Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(plain));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"item2vecExport": "npy"}""")]
    [InlineData("""{"files": ["ids.txt"]}""")]
    public void A_description_of_something_else_is_none(string json)
    {
        string path = MakeDirectory("d", "ids.txt");
        File.WriteAllText(Path.Combine(path, "export.json"), json);
        Refused(() => Write("npy", path));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(path, "ids.txt")));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void An_empty_directory_is_filled_and_an_export_replaced(string format)
    {
        string path = MakeDirectory("d");
        Write(format, path);
        string[] names = NamesIn("d");
        Write(format, path);
        Assert.Equal(names, NamesIn("d"));
        Assert.Equal(["d"], directory.Names());
    }

    [Fact]
    public void What_the_user_put_beside_an_export_stays_and_files_of_the_former_go()
    {
        Write("npy", directory.File("d"), VectorSide.Both);
        File.WriteAllText(Path.Combine(directory.File("d"), "notes"), "mine");
        Write("npy", directory.File("d"));
        Assert.Equal(["export.json", "ids.txt", "notes", "vectors.npy"], NamesIn("d"));
        Write("projector", directory.File("d"));
        Assert.Equal(["export.json", "metadata.tsv", "notes", "vectors.tsv"], NamesIn("d"));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(directory.File("d"), "notes")));
    }

    [Fact]
    public void A_file_of_the_user_with_a_name_that_is_needed_is_not_written_over()
    {
        Write("npy", directory.File("d"));
        File.WriteAllText(Path.Combine(directory.File("d"), "metadata.tsv"), "mine");
        Assert.Contains(
            "'metadata.tsv' in it is not the export's", Refused(() => Write("projector", directory.File("d"))).Message,
            StringComparison.Ordinal);
        Assert.Equal(["export.json", "ids.txt", "metadata.tsv", "vectors.npy"], NamesIn("d"));
    }

    [Fact]
    public void The_description_says_what_the_files_hold()
    {
        VectorFormats.BuiltIn.Find("npy").Write(
            vectors, directory.File("d"),
            new VectorFormatOptions { Side = VectorSide.Output, NumberType = NumberType.Float16, Normalize = true });
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory.File("d"), "export.json")));
        Assert.Equal(
            ["item2vecExport=npy", "items=2", "dimensions=5", "matrix=output", "type=float16", "normalized=True"],
            json.RootElement.EnumerateObject().Where(property => property.Name != "files")
                .Select(property => $"{property.Name}={property.Value}"));
        Assert.Equal(
            ["vectors.npy", "ids.txt"], json.RootElement.GetProperty("files").EnumerateArray().Select(name => name.GetString()));
    }
}
