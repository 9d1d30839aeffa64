using System.Diagnostics;
using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>Answers of many queries at once: --all, standard input, unknown items.</summary>
public sealed class BatchTests(TrainedModel model)
{
    [Theory]
    [InlineData("csv")]
    [InlineData("tsv")]
    [InlineData("jsonl")]
    [InlineData("parquet")]
    public async Task Every_format_holds_the_answers_of_single_queries(string format)
    {
        using Workspace workspace = new();
        string file = workspace[$"neighbors.{format}"];

        ToolResult result = model.Run("similar", "--all", "-k", "3", "-o", file).Expect(0);

        Assert.Matches(@"^wrote 288 results of 96 queries to .*\(.* kB\) in ", result.Error);
        (string, int, string, float)[] rows = await Rows(file);
        Assert.Equal(96, rows.Select(row => row.Item1).Distinct().Count());
        foreach (string item in (string[])["t0-i00", "t3-i07", "t7-i11"])
            Assert.Equal(Similar(item), rows.Where(row => row.Item1 == item));
        Assert.Equal([file], Directory.EnumerateFileSystemEntries(workspace.Directory));
    }

    [Fact]
    public async Task Rules_and_conditions_hold_for_all()
    {
        using Workspace workspace = new();
        string file = workspace["few.csv"];

        model.Run("similar", "--all", "-k", "4", "--where", "category=topic 3", "--boost", "count:0.2", "--exact", "-o", file).Expect(0);

        (string Query, int, string Item, float)[] rows = await Rows(file);
        Assert.Equal(96 * 4, rows.Length);
        Assert.All(rows, row => Assert.Equal("t3", PlantedTopics.TopicOf(row.Item)));
    }

    [Theory]
    [InlineData("histories.csv", "visitor_id,item_id,timestamp\nann,t3-i07,2\nann,t3-i01,1\nbob,t5-i01,1\nzoe,nowhere,1\n", "ann,bob,zoe")]
    [InlineData("histories.txt", "t3-i01 t3-i07\nt5-i01\nnowhere\n", "1,2,3")]
    [InlineData(
        "histories.jsonl", "{\"items\": [\"t3-i01\", \"t3-i07\"]}\n{\"items\": [\"t5-i01\"]}\n{\"items\": [\"nowhere\"]}\n", "1,2,3")]
    public async Task Histories_are_read_as_a_log_and_answered_as_one_by_one(string name, string histories, string ids)
    {
        using Workspace workspace = new();
        string file = workspace["next.parquet"];
        string[] sessions = name.EndsWith(".csv", StringComparison.Ordinal) ? ["--session-column", "visitor_id"] : [];

        ToolResult result = model.Run(
            ["recommend", "--all", workspace.Write(name, histories), "-k", "4", "--skip-unknown", "-o", file, .. sessions]).Expect(0);

        Assert.Contains("1 item of the histories, with 1 event, is not in the model: nowhere", result.Error, StringComparison.Ordinal);
        Assert.Contains("1 of them hold no item of the model and got the items most popular now", result.Error, StringComparison.Ordinal);
        (string Query, int Rank, string Item, float Score)[] rows = await Rows(file);
        string[] names = ids.Split(',');
        Assert.Equal(Recommended("t3-i01,t3-i07"), rows.Where(row => row.Query == names[0]).Select(row => (row.Item, row.Score)));
        Assert.Equal(Recommended("t5-i01"), rows.Where(row => row.Query == names[1]).Select(row => (row.Item, row.Score)));
        Assert.Equal(Recommended("nowhere"), rows.Where(row => row.Query == names[2]).Select(row => (row.Item, row.Score)));
        Assert.Equal(12, rows.Length);
        Assert.Equal([false, true], (await Column<bool>(file, "popular")).Distinct());
    }

    [Fact]
    public void An_unknown_item_of_a_history_is_an_error_that_writes_nothing()
    {
        using Workspace workspace = new();
        string histories = workspace.Write("histories.txt", "t3-i01 nowhere\nnobody t5-i01\n");

        ToolResult result = model.Run("recommend", "--all", histories, "-o", workspace["next.csv"]).Expect(3);

        Assert.Contains("error: 2 items of the histories, with 2 events, are not in the model: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("\n  --skip-unknown leaves them out\n", result.Error, StringComparison.Ordinal);
        Assert.Equal([histories], Directory.EnumerateFileSystemEntries(workspace.Directory));
    }

    [Theory]
    [InlineData("--all needs a file to write", "similar", "--all")]
    [InlineData(
        "out.xlsx: the suffix says the format, and '.xlsx' is none of .parquet, .csv, .tsv, .jsonl", "similar", "--all", "-o", "out.xlsx")]
    [InlineData("--output is for --all", "similar", "--item", "t3-i07", "-o", "out.csv")]
    [InlineData("--item and --all are two questions: give one of them", "similar", "--item", "t3-i07", "--all", "-o", "out.csv")]
    [InlineData("--why is not for --all", "similar", "--all", "--why", "-o", "out.csv")]
    [InlineData("--like is not for --all", "recommend", "--all", "sessions.csv", "--like", "t3-i07", "-o", "out.csv")]
    public void What_does_not_go_with_all_is_an_error(string message, params string[] args)
        => Assert.StartsWith($"error: {message}", model.Run(args).Expect(2).Error, StringComparison.Ordinal);

    [Fact]
    public void Ctrl_C_leaves_nothing_behind()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using Workspace workspace = new();
        // So many that the signal comes long before the last is answered.
        workspace.Write("histories.txt", string.Concat(Enumerable.Repeat("t3-i01 t3-i07\n", 400_000)));
        string old = workspace.Write("next.csv", "old");
        using Process running = Tool.Start(new ToolStart(
            model.Directory, "recommend", "--all", workspace["histories.txt"], "--fold", "infer", "-k", "90", "-o", old));
        while (running.StandardError.ReadLine() is string note && !note.EndsWith(" sessions", StringComparison.Ordinal)) { }
        while (Directory.GetFiles(workspace.Directory, "next.csv.tmp-*").Length == 0 && !running.HasExited) Thread.Yield();

        Process.Start("kill", ["-INT", $"{running.Id}"])!.WaitForExit();
        string error = running.StandardError.ReadToEnd();
        Assert.True(running.WaitForExit(TimeSpan.FromMinutes(1)), "it went on after the signal");

        Assert.Equal(130, running.ExitCode);
        Assert.Contains("error: interrupted\n  recommend writes the file when all is answered", error, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(old));
        Assert.Equal(2, Directory.GetFiles(workspace.Directory).Length);
    }

    [Fact]
    public void Histories_of_standard_input_get_a_list_each()
    {
        ToolResult result = model.RunWithInput(
            "t3-i01,t3-i07\nt5-i01\n", "recommend", "--history", "-", "-k", "4", "--format", "json").Expect(0);

        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement[] answers = [.. json.RootElement.EnumerateArray()];
        Assert.Equal(2, answers.Length);
        Assert.Equal(Recommended("t3-i01,t3-i07"), Results(answers[0]));
        Assert.Equal(Recommended("t5-i01"), Results(answers[1]));
    }

    [Fact]
    public void Unknown_items_are_skipped_where_asked_for()
    {
        ToolResult result = model.Run("similar", "--item", "t3-i07", "nobody", "--skip-unknown", "-k", "3", "--format", "json").Expect(0);

        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal([3, 0], json.RootElement.EnumerateArray().Select(answer => answer.GetProperty("results").GetArrayLength()));
        Assert.Equal("not in the model: nobody\n", result.Error);
        Assert.StartsWith(
            "error: item 'nobody' is not in", model.Run("similar", "--item", "nobody").Expect(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Titles_are_found_and_stand_for_items()
    {
        ToolResult found = model.Run("find", "NAME", "7", "top", "-k", "3").Expect(0);
        Assert.Equal(["item", "events", "title"], found.OutputLines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.All(found.OutputLines[1..], line => Assert.Matches(@"^t\d-i07 +\d+  Näme 7 of topic \d$", line));
        Assert.Equal(3, found.OutputLines[1..].Length);
        using JsonDocument json = JsonDocument.Parse(model.Run("find", "name 7 of topic 3", "--format", "json").Expect(0).Output);
        Assert.Equal("t3-i07", json.RootElement.GetProperty("results")[0].GetProperty("item").GetString());

        foreach (string[] question in (string[][])[["similar", "--item"], ["vector", "--item"], ["recommend", "--history"]])
            Assert.Equal(
                model.Run([.. question, "t3-i07"]).Expect(0).Output, model.Run([.. question, "title:name 7 of topic 3"]).Expect(0).Output);
        Assert.Equal(
            model.Run("analogy", "t3-i07 - t5-i01 + t5-i02", "--format", "tsv").Expect(0).OutputLines[1].Split('\t')[1..],
            model.Run("analogy", "t3-i07 - 'Name 1 of topic 5' + 'title:name 2 of topic 5'", "--format", "tsv").Expect(0).OutputLines[1]
                .Split('\t')[1..]);
        Assert.StartsWith(
            "error: the title 'name topic 5' fits 19 items: 't5-i06' (Näme 6 of topic 5), ",
            model.Run("similar", "--item", "title:name topic 5").Expect(2).Error,
            StringComparison.Ordinal);
    }

    private (string, int, string, float)[] Similar(string item)
    {
        using JsonDocument json = JsonDocument.Parse(model.Run("similar", "--item", item, "-k", "3", "--format", "json").Expect(0).Output);
        return [.. Results(json.RootElement).Select((found, at) => (item, at + 1, found.Item1, found.Item2))];
    }

    private (string, float)[] Recommended(string history)
    {
        using JsonDocument json = JsonDocument.Parse(
            model.Run("recommend", "--history", history, "-k", "4", "--skip-unknown", "--format", "json").Expect(0).Output);
        return Results(json.RootElement);
    }

    private static (string, float)[] Results(JsonElement answer)
        => [.. answer.GetProperty("results").EnumerateArray()
            .Select(found => (found.GetProperty("item").GetString()!, found.GetProperty("score").GetSingle()))];

    private static async Task<(string Query, int Rank, string Item, float Score)[]> Rows(string file)
    {
        switch (Path.GetExtension(file))
        {
            case ".parquet":
                string?[] queries = await Texts(file, "query"), items = await Texts(file, "item");
                int[] ranks = await Column<int>(file, "rank");
                float[] scores = await Column<float>(file, "score");
                return [.. queries.Select((query, i) => (query!, ranks[i], items[i]!, scores[i]))];
            case ".jsonl":
                return [.. File.ReadLines(file).SelectMany(line =>
                {
                    JsonElement answer = JsonDocument.Parse(line).RootElement;
                    string query = answer.GetProperty("query").GetString()!;
                    return Results(answer).Select((found, at) => (query, at + 1, found.Item1, found.Item2));
                })];
            default:
                return [.. File.ReadLines(file).Skip(1).Select(line => line.Split(',', '\t'))
                    .Select(cells => (cells[0], Number(cells[1]), cells[2], float.Parse(cells[3], Invariant)))];
        }
    }

    private static System.Globalization.CultureInfo Invariant => System.Globalization.CultureInfo.InvariantCulture;

    private static int Number(string text) => int.Parse(text, Invariant);

    private static async Task<string?[]> Texts(string file, string name)
    {
        await using ParquetReader reader = await ParquetReader.CreateAsync(file);
        List<string?> all = [];
        foreach (ParquetRowGroupReader rows in reader.RowGroups)
        {
            string?[] values = new string?[rows.RowCount];
            await rows.ReadAsync(reader.Schema.DataFields.Single(field => field.Name == name), values.AsMemory());
            all.AddRange(values);
        }

        return [.. all];
    }

    private static async Task<T[]> Column<T>(string file, string name)
        where T : struct
    {
        await using ParquetReader reader = await ParquetReader.CreateAsync(file);
        DataField field = reader.Schema.DataFields.Single(field => field.Name == name);
        List<T> all = [];
        foreach (ParquetRowGroupReader rows in reader.RowGroups)
        {
            T[] values = new T[rows.RowCount];
            await rows.ReadAsync<T>(field, values.AsMemory());
            all.AddRange(values);
        }

        return [.. all];
    }
}
