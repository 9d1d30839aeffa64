using System.Text;
using Item2Vec.Data;
using Item2Vec.Data.Options;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Faults.Support;

namespace Item2Vec.Faults.Fuzz;

/// <summary>Logs and tables that are damaged, plain and gzipped: each is read or refused.</summary>
public sealed class LogFuzzTests(FaultModel model, ITestOutputHelper output)
{
    private const int Usual = 25;

    private static readonly string[] Pieces =
    [
        "\"", "'", ",", "\t", "\n", "\r\n", "\0", "{", "}", "[", "]", ":", "\\", "\\u0000", "\\ud800", "null", "NaN", "-1", "1e999",
        "99999999999999999999", "2024-13-01", "0001-01-01", "\ufeff", "\u202e", "é", "::", "|", ";", "{\"a\":[{\"b\":", "session", "item",
        string.Concat(Enumerable.Repeat("{\"a\":", 20_000)), new string('[', 20_000), new string('"', 999), new string('x', 70_000),
    ];

    [Theory]
    [InlineData("csv")]
    [InlineData("tsv")]
    [InlineData("jsonl")]
    [InlineData("json")]
    [InlineData("txt")]
    public void A_log_of_anything_is_read_or_refused(string kind)
    {
        byte[] whole = Encoding.UTF8.GetBytes(Whole(kind));
        Try($"logs as .{kind}", (random, path) =>
        {
            byte[] content = Fuzzing.Damaged(whole, random, Pieces);
            bool isCompressed = random.Next(2) == 0;
            string file = $"{path}.{kind}{(isCompressed ? ".gz" : string.Empty)}";
            File.WriteAllBytes(file, isCompressed ? Fuzzing.Compressed(content) : content);
            SessionReader.Read(file, new SessionReaderOptions { MinCount = 1, Threads = 1 }).Dispose();
        });
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public void A_table_of_items_of_anything_is_read_or_refused(string kind)
    {
        byte[] whole = Encoding.UTF8.GetBytes(Whole(kind).Replace("session", "brand", StringComparison.Ordinal));
        Try($"tables of items as .{kind}", (random, path) =>
        {
            File.WriteAllBytes($"{path}.{kind}", Fuzzing.Damaged(whole, random, Pieces));
            ItemCatalog.Read($"{path}.{kind}", new ItemTableOptions { Threads = 1 });
        });
    }

    [Fact]
    public void A_table_of_vectors_of_anything_is_read_or_refused()
    {
        using Workspace workspace = new();
        workspace.Run("export", "--to", "parquet", "-m", model.Model, "-o", "whole.parquet").Expect(0);
        byte[] whole = File.ReadAllBytes(workspace["whole.parquet"]);
        ParquetVectors parquet = new();
        Try("vectors as .parquet", (random, path) =>
        {
            byte[] content = Fuzzing.Damaged(whole, random, Pieces);
            if (random.Next(2) == 0)
            {
                // Damage inside the footer is not found by looking at the file's ends.
                content = [.. whole];
                for (int more = random.Next(1, 4); more > 0; more--) content[^random.Next(9, 2000)] ^= (byte)(1 << random.Next(8));
            }

            File.WriteAllBytes($"{path}.parquet", content);
            using ItemVectors vectors = parquet.Read($"{path}.parquet");
        });
    }

    private void Try(string what, Action<Random, string> read)
    {
        using Workspace workspace = new();
        int count = Fuzzing.Count(Usual);
        int done = 0;
        for (int number = 0; number < count; number++)
        {
            try
            {
                read(new Random(number), workspace["fuzzed"]);
                done++;
            }
            catch (Item2VecException error)
            {
                Assert.Contains(error.Code, (ErrorCode[])[ErrorCode.BadData, ErrorCode.InputMissing, ErrorCode.Usage]);
                Assert.True(error.Message.Length < 3000, $"number {number}: {error.Message}");
            }
            catch (Exception error) when (error is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"number {number}: {error}");
            }
        }

        output.WriteLine($"{count} {what}: {done} read, {count - done} refused, 0 failed");
        Assert.True(done > count / 50, "the fuzzer makes nothing that can be read");
    }

    private static string Whole(string kind)
    {
        IEnumerable<(string Session, string Item, int Time)> events = Enumerable.Range(0, 60)
            .Select(i => ($"s{i / 6}", $"i{i * 7 % 11}", 1_700_000_000 + (i * 60)));
        return kind switch
        {
            "csv" => "session,item,ts,note\n" + string.Concat(
                events.Select(one => $"{one.Session},{one.Item},{one.Time},\"a, \"\"b\"\"\"\n")),
            "tsv" => "session\titem\tts\n" + string.Concat(events.Select(one => $"{one.Session}\t{one.Item}\t{one.Time}\n")),
            "txt" => string.Concat(events.GroupBy(one => one.Session)
                .Select(session => string.Join(' ', session.Select(one => one.Item)) + "\n")),
            "json" => $"[{string.Join(",\n", events.Select(Object))}]",
            _ => string.Concat(events.Select(one => Object(one) + "\n")),
        };

        static string Object((string Session, string Item, int Time) one)
            => $$"""{"more":{"a":[1,2,{"b":"c"}],"d":null},"session":"{{one.Session}}","item":"{{one.Item}}","ts":{{one.Time}} }""";
    }
}
