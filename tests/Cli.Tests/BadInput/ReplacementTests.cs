namespace Item2Vec.Cli.Tests.BadInput;

/// <summary>What a command may delete: what a command wrote.</summary>
public sealed class ReplacementTests(TrainedModel model)
{
    [Theory]
    [InlineData("train", "no-such-input.parquet")]
    [InlineData("import", "no-such-file.txt", "--from", "word2vec")]
    public void A_project_with_a_model_json_is_refused_before_anything_is_read(params string[] command)
    {
        using Workspace workspace = new();
        Directory.CreateDirectory(workspace["proj/src"]);
        workspace.Write("proj/src/main.py", "print(1)");
        workspace.Write("proj/model.json", "{\"name\": \"my project\"}");

        Assert.Contains("not a model", workspace.Run([.. command, "-o", "proj"]).Expect(73).Error, StringComparison.Ordinal);

        Assert.Equal("print(1)", File.ReadAllText(workspace["proj/src/main.py"]));
    }

    [Fact]
    public void Index_build_and_train_keep_notes_and_other_vectors()
    {
        using Workspace workspace = new();
        foreach (string file in Directory.EnumerateFiles(Path.Combine(model.Directory, "item2vec-model")))
        {
            Directory.CreateDirectory(workspace["m"]);
            File.Copy(file, workspace[$"m/{Path.GetFileName(file)}"]);
        }

        Directory.CreateDirectory(workspace["m/plots"]);
        workspace.Write("m/plots/loss.svg", "<svg/>");
        workspace.Write("m/content.i2v", "mine");
        workspace.Run("index", "build", "-m", "m").Expect(0);
        workspace.Run(["train", Path.Combine(model.Directory, "sessions.csv"), "-o", "m", .. TrainedModel.Options]).Expect(0);

        Assert.Equal("<svg/>", File.ReadAllText(workspace["m/plots/loss.svg"]));
        Assert.Equal("mine", File.ReadAllText(workspace["m/content.i2v"]));
        Assert.Equal(["m"], Directory.EnumerateFileSystemEntries(workspace.Directory).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("new", "new/page.html")]
    [InlineData("new/", "./new/deep/page.html")]
    [InlineData(null, "item2vec-model/page.html")]
    public void A_report_in_the_directory_of_the_new_model_is_refused(string? output, string report)
    {
        using Workspace workspace = new();
        string[] to = output is null ? [] : ["-o", output];

        ToolResult result = workspace.Run(["train", "no-such-input.parquet", .. to, "--report", report]).Expect(2);

        Assert.Contains("in the directory of the model", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(workspace.Directory));
    }
}
