using Item2Vec.Cli.Options;
using Item2Vec.Embeddings.Vectors.Files;
using Item2Vec.Faults.Support;

namespace Item2Vec.Faults.Damage;

/// <summary>Numbers that are not finite, in every section and with right checksums, and every command and format that reads them.</summary>
public sealed class NumberTests(FaultModel model, ITestOutputHelper output)
{
    private static readonly string[][] Queries =
    [
        ["similar", "--item", "t1-i01"], ["similar", "--metadata", "category=topic 1"], ["recommend", "--history", "t1-i01,t1-i02"],
        ["recommend", "--history", "t2-i01", "--score", "similar"], ["analogy", "t1-i01 - t1-i02 + t1-i03"],
        ["vector", "--item", "t1-i01"],
        ["vector", "--history", "t1-i01"], ["vector", "--metadata", "category=topic 1"],
        ["explain", "--item", "t1-i01", "--item", "t1-i02"], ["audit"], ["index", "bench", "--queries", "20"], ["info", "--verify"],
    ];

    private static readonly string[][] Writers =
    [
        ["index", "build"], ["export", "--to", "word2vec", "-o", "out.txt"], ["export", "--to", "word2vec-binary", "-o", "out.bin"],
        ["export", "--to", "parquet", "-o", "out.parquet"], ["export", "--to", "onnx", "-o", "out.onnx"],
    ];

    [Fact]
    public void A_number_that_is_not_finite_is_bad_data_in_every_section_command_and_format()
    {
        int runs = 0;
        foreach (Section section in model.Numbers("items.i2v"))
        {
            foreach (float bad in (float[])[float.NaN, float.PositiveInfinity])
            {
                using Workspace workspace = new();
                Damage(workspace, "items.i2v", section, bad);
                foreach (string[] query in Queries)
                {
                    foreach (string format in (string[])["table", "json", "tsv"])
                    {
                        ToolResult result = workspace.Run([.. query, "-m", "m", "--format", format]);
                        Assert.True(
                            result is { ExitCode: 65, Output: "" },
                            $"{section.Kind} {bad}: {string.Join(' ', query)} as {format}: {result.ExitCode}\n"
                                + result.Output + result.Error);
                        runs++;
                    }
                }
            }
        }

        output.WriteLine($"{runs} runs on numbers that are not finite: {runs} times exit code 65");
    }

    /// <summary>Of models that are larger than what is looked at before each query, queries look at what they read.</summary>
    [Fact]
    public void A_query_of_a_large_model_finds_damage_in_what_it_reads()
    {
        string[][] queries = [.. Queries.Where(query => query[0] is "similar" or "analogy" or "vector")];
        using Workspace good = new();
        model.CopyTo(good["m"]);
        long before = ModelOption.MaxChecked;
        ModelOption.MaxChecked = 0;
        try
        {
            int found = 0;
            foreach (Section section in model.Numbers("items.i2v"))
            {
                using Workspace workspace = new();
                model.CopyTo(workspace["m"]);
                foreach (long at in (long[])[0, section.ByteLength / 2 / sizeof(float) * sizeof(float), section.ByteLength - sizeof(float)])
                    FaultModel.Overwrite(
                        workspace["m"], "items.i2v", section.Offset + at, BitConverter.GetBytes(float.NaN), seal: true);
                foreach (string[] query in queries)
                {
                    ToolResult result = workspace.Run([.. query, "-m", "m", "--format", "json"]);
                    if (result is { ExitCode: 65, Output: "" }) found++;
                    else Assert.Equal(good.Run([.. query, "-m", "m", "--format", "json"]).Expect(0).Output, result.Expect(0).Output);
                }
            }

            output.WriteLine($"{found} queries of a large model found damage, the others were answered as by the model that is whole");
            Assert.True(found > queries.Length, "nothing that is read is damaged");
        }
        finally
        {
            ModelOption.MaxChecked = before;
        }
    }

    [Fact]
    public void Metadata_with_damaged_numbers_is_bad_data_where_it_is_read()
    {
        foreach (Section section in model.Numbers("metadata.i2v"))
        {
            using Workspace workspace = new();
            Damage(workspace, "metadata.i2v", section, float.NaN);
            foreach (string[] query in Queries.Where(query => query.Contains("--metadata") || query.Contains("--verify")))
                Assert.Equal((65, string.Empty), Ended(workspace.Run([.. query, "-m", "m", "--format", "json"])));
            workspace.Run("similar", "--item", "t1-i01", "-m", "m").Expect(0);
        }
    }

    [Fact]
    public void Metadata_of_other_dimensions_is_bad_data()
    {
        using Workspace workspace = new();
        model.CopyTo(workspace["m"]);
        workspace.Run(
            "train", model.Log, "--items", Path.Combine(Path.GetDirectoryName(model.Log)!, "items.csv"), "--variant", "meta", "--metadata",
            "category", "--dimensions", "9", "--epochs", "1", "-o", "other").Expect(0);
        FaultModel.Overwrite(workspace["m"], "metadata.i2v", 0, [], seal: true);
        File.Copy(workspace["other/metadata.i2v"], workspace["m/metadata.i2v"], overwrite: true);
        FaultModel.Overwrite(workspace["m"], "metadata.i2v", 0, [], seal: true);

        Assert.Contains("9 dimensions", workspace.Run("info", "-m", "m").Expect(65).Error, StringComparison.Ordinal);
        workspace.Run("similar", "--metadata", "category=topic 1", "-m", "m").Expect(65);
        workspace.Run("vector", "--metadata", "category=topic 1", "-m", "m").Expect(65);
        workspace.Run("similar", "--item", "t1-i01", "--among", "metadata", "-m", "m").Expect(65);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_command_makes_a_damaged_model_pass(bool isSealed)
    {
        foreach (string file in (string[])["items.i2v", "metadata.i2v"])
        {
            foreach (Section section in model.Numbers(file))
            {
                using Workspace workspace = new();
                model.CopyTo(workspace["m"]);
                byte[] ones = [.. Enumerable.Repeat((byte)0xff, (int)Math.Min(4096, section.ByteLength))];
                FaultModel.Overwrite(workspace["m"], file, section.Offset, ones, isSealed);
                workspace.Run("info", "--verify", "-m", "m").Expect(65);
                byte[] before = File.ReadAllBytes(workspace[$"m/{file}"]);
                foreach (string[] command in Writers)
                {
                    if (file == "metadata.i2v" && command[0] == "export") continue;
                    workspace.Run([.. command, "-m", "m"]).Expect(65);
                }

                workspace.Run(
                    "train", model.Log, "--warm-start", "m", "--dimensions", "8", "--epochs", "1", "-o", "learned").Expect(65);
                Assert.Equal(["m"], Directory.EnumerateFileSystemEntries(workspace.Directory).Select(Path.GetFileName));
                Assert.Equal(before, File.ReadAllBytes(workspace[$"m/{file}"]));
                workspace.Run("info", "--verify", "-m", "m").Expect(65);
            }
        }
    }

    [Fact]
    public void Content_with_damaged_numbers_is_not_learned_from()
    {
        using Workspace workspace = new();
        File.Copy(Path.Combine(model.Model, "items.i2v"), workspace["content.i2v"]);
        using (FileStream file = File.OpenWrite(workspace["content.i2v"]))
        {
            file.Position = model.Numbers("items.i2v").First(section => section.Kind == SectionKind.Input).Offset;
            file.Write([1, 2, 3, 4]);
        }

        workspace.Run("train", model.Log, "--content", "content.i2v", "--dimensions", "8", "--epochs", "1", "-o", "m").Expect(65);
        Assert.False(Directory.Exists(workspace["m"]));
    }

    private void Damage(Workspace workspace, string file, Section section, float bad)
    {
        model.CopyTo(workspace["m"]);
        long middle = section.Offset + (section.ByteLength / 2 / sizeof(float) * sizeof(float));
        FaultModel.Overwrite(workspace["m"], file, middle, BitConverter.GetBytes(bad), seal: true);
    }

    private static (int Code, string Output) Ended(ToolResult result) => (result.ExitCode, result.Output);
}
