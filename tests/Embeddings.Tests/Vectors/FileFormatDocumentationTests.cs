using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Files;

namespace Item2Vec.Embeddings.Tests.Vectors;

/// <summary>The reader in docs/file-formats.md, and what the page says of the layout.</summary>
public sealed class FileFormatDocumentationTests
{
    [Fact]
    public void The_python_reader_of_the_page_reads_everything()
    {
        const string python = "/usr/bin/python3";
        if (!File.Exists(python)) Assert.Skip("needs /usr/bin/python3");
        using TemporaryDirectory directory = new();
        using ItemVectors vectors = TestVectors.Odd();
        vectors.Save(directory.File("a.i2v"));
        string page = Page();
        string code = page[(page.IndexOf("```python\n", StringComparison.Ordinal) + 10)..];
        code = code[..code.IndexOf("```", StringComparison.Ordinal)];
        directory.Write("reader.py", code + $"""

            i2v = I2V("{directory.File("a.i2v")}")
            print(i2v.items, i2v.dimensions, i2v.total, i2v.row("no such item"))
            for r in range(i2v.items):
                print(i2v.row(i2v.text(r)), i2v.text(r), i2v.section("counts").cast("q")[r], i2v.text(r, "column", 1))
                print(*[f"%.9g" % x for x in i2v.vector(r) + i2v.vector(r, "output")])
            """);
        using Process process = Process.Start(new ProcessStartInfo(python, [directory.File("reader.py")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PYTHONIOENCODING"] = "utf-8" },
        })!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length > 0, process.StandardError.ReadToEnd());
        Assert.Equal($"{vectors.Count} 5 {vectors.Vocabulary.TotalCount} None", lines[0]);
        for (int row = 0; row < vectors.Count; row++)
        {
            Assert.Equal(
                $"{row} {vectors.Vocabulary[row]} {vectors.Vocabulary.CountOf(row)} {vectors.Attributes.Title(row)}", lines[1 + (row * 2)]);
            float[] read = [.. lines[2 + (row * 2)].Split(' ').Select(number => float.Parse(number, CultureInfo.InvariantCulture))];
            Assert.Equal([.. vectors.Vector(row), .. vectors.OutputVector(row)], read);
        }
    }

    [Fact]
    public void The_page_names_every_kind_of_section()
    {
        string page = Page();
        foreach (System.Reflection.FieldInfo kind in typeof(SectionKind).GetFields())
            Assert.Contains($"`{kind.GetRawConstantValue()}`", page, StringComparison.Ordinal);
    }

    private static string Page([CallerFilePath] string thisFile = "")
        => File.ReadAllText(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../docs/file-formats.md"));
}
