namespace Item2Vec.Cli.Tests.Commands;

/// <summary>The built tool as a process says and returns what its entry point says and returns when tests call it.</summary>
public sealed class ProcessTests(TrainedModel model)
{
    [Theory]
    [InlineData(0, "--version")]
    [InlineData(0, "similar", "--help")]
    [InlineData(0, "similar", "--item", "t3-i07", "-k", "3")]
    [InlineData(0, "recommend", "--history", "t3-i07,t3-i01", "--format", "json")]
    [InlineData(0, "export", "--to", "word2vec", "-o", "-")]
    [InlineData(2, "similer")]
    [InlineData(2, "similar", "--item", "a", "-k", "0")]
    [InlineData(3, "similar", "--item", "änderung")]
    [InlineData(65, "train", "items.csv", "--item-column", "none")]
    [InlineData(66, "info", "--model", "nowhere")]
    public void A_process_gives_the_streams_and_the_exit_code_of_the_entry_point(int exitCode, params string[] args)
    {
        ToolResult process = Tool.RunProcess(new ToolStart(model.Directory, args)).Expect(exitCode);

        Assert.Equal(Tool.Run(model.Directory, args), process);
        Assert.NotEmpty(exitCode == 0 ? process.Output : process.Error);
    }

    [Fact]
    public void A_process_trains_the_bytes_that_the_entry_point_trains()
    {
        string[] options = ["--items", "items.csv", .. TrainedModel.Options];
        Tool.RunProcess(new ToolStart(model.Directory, ["train", "sessions.csv", "-o", "of-a-process", .. options])).Expect(0);

        Assert.Equal(
            File.ReadAllBytes(Path.Combine(model.Directory, "item2vec-model", "items.i2v")),
            File.ReadAllBytes(Path.Combine(model.Directory, "of-a-process", "items.i2v")));
    }

    [Fact]
    public void Titles_beyond_ASCII_are_UTF_8()
        => Assert.Contains(
            "Näme",
            Tool.RunProcess(new ToolStart(model.Directory, "similar", "--item", "t3-i07")).Expect(0).Output,
            StringComparison.Ordinal);
}
