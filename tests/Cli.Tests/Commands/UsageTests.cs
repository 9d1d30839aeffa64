namespace Item2Vec.Cli.Tests.Commands;

/// <summary>Help, version and wrong command lines: no model is needed.</summary>
public sealed class UsageTests
{
    private static readonly string Here = Path.GetTempPath();

    [Theory]
    [InlineData("train", "item2vec train samples/data/watches.parquet")]
    [InlineData("similar", "item2vec similar --item WK_Nr4tUtl8")]
    [InlineData("analogy", "item2vec analogy \"WK_Nr4tUtl8 + aircAruvnKk\" -k 5")]
    [InlineData("recommend", "item2vec recommend --history WK_Nr4tUtl8,aircAruvnKk -k 5")]
    [InlineData("vector", "item2vec vector --item WK_Nr4tUtl8 --format json")]
    [InlineData("info", "item2vec info")]
    [InlineData("export", "item2vec export --to word2vec -o vectors.txt")]
    [InlineData("import", "item2vec import vectors.txt --from word2vec -o imported-model")]
    [InlineData("serve", "item2vec serve --port 8080 --watch")]
    public void Help_of_a_command_shows_its_usage_and_ends_with_an_example(string command, string example)
    {
        ToolResult result = Tool.Run(Here, command, "--help").Expect(0);

        Assert.Contains($"Usage:\n  item2vec {command} ", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"$ {example}\n", result.Output[result.Output.IndexOf("Example", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }

    [Fact]
    public void Help_lists_the_commands_that_work_and_no_others()
    {
        ToolResult result = Tool.Run(Here, "--help").Expect(0);

        string commands = result.Output.Split("Commands:\n")[1].Split("\n\n")[0];
        Assert.Equal(
            [
                "train", "find", "similar", "analogy", "recommend", "vector", "explain", "evaluate", "tune", "audit", "map", "info",
                "attributes", "index", "export", "import", "content", "serve",
                "completion", "man"
            ],
            commands.Split('\n').Select(line => line.Trim().Split(' ')[0]));
        Assert.Equal(result.Output, Tool.Run(Here).Expect(0).Output);
    }

    [Fact]
    public void Version_is_printed() => Assert.Matches(@"^item2vec \d+\.\d+\.\d+", Tool.Run(Here, "--version").Expect(0).Output);

    [Theory]
    [InlineData("error: unknown command 'similer'\n  did you mean 'item2vec similar'?\n", "similer", "--item", "a")]
    [InlineData(
        "error: similar: unknown option '--itme'\n  did you mean --item? 'item2vec similar --help' lists the options; "
            + "an id like this is given as --item=--itme\n",
        "similar", "--itme", "a")]
    [InlineData(
        "error: similar: unknown option '--fromat'\n  did you mean --format? 'item2vec similar --help' lists the options; "
            + "an id like this is given as --item=--fromat\n",
        "similar", "--item", "a", "--fromat", "json")]
    [InlineData("error: train: unknown option '-e'\n  'item2vec train --help' lists the options\n", "train", "x.csv", "-e", "50")]
    [InlineData(
        "error: train: unknown option '--dim'\n  did you mean --dimensions? 'item2vec train --help' lists the options\n", "train", "x.csv",
        "--dim", "50")]
    [InlineData("error: --item is missing\n  'item2vec similar --help' shows how it is used\n", "similar")]
    [InlineData("error: --item is missing\n  pass items with --item: item2vec similar --item abc\n", "similar", "abc")]
    [InlineData(
        "error: --item and --user are two questions: give one of them\n  'item2vec similar --help' shows how it is used\n", "similar",
        "--item", "a", "--user", "b")]
    [InlineData(
        "error: --item and --metadata are two questions: give one of them\n  'item2vec similar --help' shows how it is used\n", "similar",
        "--item", "a", "--metadata", "b=c")]
    [InlineData("error: --item needs a value\n  'item2vec similar --help' shows how it is used\n", "similar", "--item")]
    [InlineData(
        "error: -k expects a whole number of at least 1, not '0'\n  'item2vec similar --help' shows how it is used\n", "similar", "--item",
        "a", "-k", "0")]
    [InlineData(
        "error: --format expects one of table, json, tsv, not 'xml'\n  'item2vec info --help' shows how it is used\n", "info", "--format",
        "xml")]
    [InlineData("error: train: INPUT is missing\n  'item2vec train --help' shows how it is used\n", "train")]
    [InlineData(
        "error: --sample expects a number from 0 to below 1, such as 1e-3, not '1,5'\n  'item2vec train --help' shows how it is used\n",
        "train", "x.csv", "--sample", "1,5")]
    [InlineData(
        "error: --window expects a whole number from 1 to 10000, or 'session', not '0'\n  'item2vec train --help' shows how it is used\n",
        "train", "x.csv", "--window", "0")]
    [InlineData(
        "error: --session-gap expects a duration such as 45s, 30m, 2h or 1d, not '30'\n  'item2vec train --help' shows how it is used\n",
        "train", "x.csv", "--session-gap", "30")]
    [InlineData(
        "error: --threads expects a whole number from 1 to 1024, not '0'\n  'item2vec train --help' shows how it is used\n", "train",
        "x.csv", "--threads", "0")]
    [InlineData(
        "error: analogy: '-m' comes after '--', where nothing is an option\n"
            + "  put options before it: item2vec analogy -m m -- '-5 + 7'\n",
        "analogy", "--", "-5 + 7", "-m", "m")]
    [InlineData(
        "error: -k expects a whole number from 1 to 2147483647, not '99999999999'\n  'item2vec similar --help' shows how it is used\n",
        "similar", "--item", "a", "-k", "99999999999")]
    [InlineData(
        "error: analogy: unexpected argument '-'\n  put the whole expression in quotes: item2vec analogy \"king - man + woman\"\n",
        "analogy", "king", "-", "man")]
    public void A_wrong_command_line_gives_two_lines_and_exit_code_2(string error, params string[] args)
    {
        ToolResult result = Tool.Run(Here, args).Expect(2);

        Assert.Equal(error, result.Error);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("--ns-exponent", "7", "a number from -1 to 1")]
    [InlineData("--sample", "1", "a number from 0 to below 1, such as 1e-3")]
    [InlineData("--ns-exponent", "-1.01", "a number from -1 to 1")]
    [InlineData("--learning-rate-floor", "1.5", "a number from 0 to 1")]
    [InlineData("--learning-rate", "0", "a number above 0, at most 10")]
    [InlineData("--dimensions", "1", "a whole number from 2 to 2048")]
    [InlineData("--negative", "129", "a whole number from 1 to 128")]
    [InlineData("--epochs", "0", "a whole number from 1 to 100000")]
    [InlineData("--variant", "unheard-of", "one of item, bagged, user, meta")]
    public void An_option_out_of_range_is_found_before_anything_is_read(string option, string value, string expected)
    {
        ToolResult result = Tool.Run(Here, "train", "no-such-file.csv", option, value).Expect(2);

        Assert.Equal($"error: {option} expects {expected}, not '{value}'\n  'item2vec train --help' shows how it is used\n", result.Error);
    }

    [Theory]
    [InlineData("index build", "--links", "--m")]
    [InlineData("audit", "--least-group", "--min-group-size")]
    [InlineData("content encode", "--no-normalize", "--normalize")]
    public void A_former_name_is_read_and_not_shown(string command, string former, string name)
    {
        string[] words = command.Split(' ');
        string help = Tool.Run(Here, [.. words, "--help"]).Expect(0).Output;

        Assert.Contains($"  {name} ", help, StringComparison.Ordinal);
        Assert.DoesNotContain(former, help, StringComparison.Ordinal);
        Assert.DoesNotContain("unknown option", Tool.Run(Here, [.. words, former, "9"]).Error, StringComparison.Ordinal);
        Assert.DoesNotContain(
            $"did you mean {former}?", Tool.Run(Here, [.. words, former + "s"]).Expect(2).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("content encode", "encode")]
    [InlineData("content fit", "encoder")]
    [InlineData("index info", "index", "info")]
    public void A_former_command_is_understood_and_not_listed(string today, params string[] words)
    {
        Assert.Contains(
            $"Usage:\n  item2vec {today} ", Tool.Run(Here, [.. words, "--help"]).Expect(0).Output, StringComparison.Ordinal);
        Assert.DoesNotContain($"\n  {words[^1]} ", Tool.Run(Here, [.. words[..^1], "--help"]).Expect(0).Output, StringComparison.Ordinal);
    }
}
