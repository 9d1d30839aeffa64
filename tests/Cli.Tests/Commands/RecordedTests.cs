using System.Globalization;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Events;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>train reads what serve --live has recorded, once, and serve needs a key for it.</summary>
public sealed class RecordedTests : IDisposable
{
    private readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Theory]
    [InlineData("log.csv", "session_id,item_id,timestamp\n", "{0},{1},17000000{2:00}\n")]
    [InlineData("weights.csv", "session_id,item_id,timestamp,watch\n", "{0},{1},2026-01-01 10:00:{2:00},2.5\n", "--weight-column", "watch")]
    [InlineData("order.csv", "session_id,item_id,position\n", "{0},{1},{2}\n")]
    [InlineData("users.csv", "user_id,item_id,timestamp\n", "{0},{1},17000000{2:00}\n")]
    [InlineData("plain.csv", "session_id,item_id\n", "{0},{1}\n")]
    public void Recorded_events_are_read_with_a_log_of_events(string log, string header, string row, params string[] options)
    {
        workspace.Write(log, header + string.Concat(Enumerable.Range(0, 40).SelectMany(session => Enumerable.Range(0, 4).Select(
            step => string.Format(CultureInfo.InvariantCulture, row, $"s{session}", $"i{(session + step) % 7}", step)))));
        AreRead(log, options);
    }

    [Fact]
    public void Recorded_events_are_read_with_whole_sessions()
    {
        workspace.Write("log.txt", string.Concat(Enumerable.Repeat("i1 i2 i3\ni4 i5 i6 i1\ni2 i4\n", 20)));
        AreRead("log.txt", []);
        workspace.Write("rows.jsonl", string.Concat(Enumerable.Repeat("""{"items": ["i1", "i2", "i3"]}""" + "\n", 40)));
        AreRead("rows.jsonl", []);
    }

    [Fact]
    public void Live_needs_a_key_and_no_explorer()
    {
        workspace.Write("keys", "a-key-that-may-write\n");
        Assert.Contains("--live needs --write-key-file", workspace.Run("serve", "--live").Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("--explore shows a model as it was trained",
            workspace.Run("serve", "--live", "--write-key-file", "keys", "--explore").Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_of_another_version_is_an_error()
    {
        workspace.Write("log.txt", "i1 i2 i3\ni1 i2\n");
        Directory.CreateDirectory(workspace["item2vec-model.events"]);
        workspace.Write("item2vec-model.events/00000001.log", "something else");
        ToolResult result = workspace.Run("train", "log.txt", "--min-count", "1").Expect(65);
        Assert.Contains("00000001.log: is not a file of an event log", result.Error, StringComparison.Ordinal);
    }

    /// <summary>Trains without and with events, again, and with an input that covers them.</summary>
    private void AreRead(string log, string[] options)
    {
        string model = $"model-{Path.GetFileNameWithoutExtension(log)}";
        string[] train =
            ["train", log, "--min-count", "1", "--dimensions", "8", "--epochs", "1", "--threads", "1", .. options, "-o", model];
        workspace.Run(train).Expect(0);
        long before = Count(model, "i1");
        using (EventLogWriter writer = EventLogWriter.Open(workspace[model], isFlushed: false))
        {
            (string Session, string Item)[] events = [("live", "i1"), ("live", "i2"), ("other", "i1"), ("live", "new"), ("other", "new")];
            writer.Append(events.Select(one => LiveChange.Of(new LiveEvent(one.Session, one.Item, DateTimeOffset.UnixEpoch.AddYears(50))))
                .Append(new LiveChange(LiveChangeKind.Delete, "i3")));
        }

        ToolResult read = workspace.Run(train).Expect(0);
        Assert.Contains("5 events that a service recorded are read too", read.Error, StringComparison.Ordinal);
        Assert.Equal((before + 2, 2), (Count(model, "i1"), Count(model, "new")));
        using (ModelDirectory opened = ModelDirectory.Open(workspace[model]))
        {
            Vocabulary items = opened.Vectors.Vocabulary;
            Assert.True(opened.Vectors.Cooccurrences!.TryFind(items.RowOf("i1"), items.RowOf("new"), out Cooccurrence pair));
            Assert.Equal(2, pair.Sessions);
        }

        // The model holds them once, however often it is trained, and the log keeps them for the next training.
        workspace.Run(train).Expect(0);
        Assert.Equal((before + 2, 2), (Count(model, "i1"), Count(model, "new")));
        ToolResult covered = workspace.Run([.. train, "--recorded", "covered"]).Expect(0);
        Assert.Contains("the input covers them", covered.Error, StringComparison.Ordinal);
        Assert.Equal((before, 0), (Count(model, "i1"), Count(model, "new")));
        workspace.Run(train).Expect(0);
        Assert.Equal((before, 0), (Count(model, "i1"), Count(model, "new")));
    }

    private long Count(string model, string item)
    {
        using ModelDirectory opened = ModelDirectory.Open(workspace[model]);
        return opened.Vectors.Vocabulary.TryGetRow(item, out int row) ? opened.Vectors.Vocabulary.CountOf(row) : 0;
    }
}
