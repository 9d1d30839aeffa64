using System.Collections.Concurrent;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using static Item2Vec.Data.Tests.Corpora;

namespace Item2Vec.Data.Tests;

/// <summary>How reading behaves as a process: memory, threads, cancellation, progress.</summary>
public sealed class RunningTests : IDisposable
{
    private const string Many = "select i % 99991 as session_id, i * i % 3001 as item_id, i // 3 as timestamp from range(3000000) t(i)";
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_result_does_not_depend_on_threads_or_memory()
    {
        string path = folder.Copy("e.parquet", Many, "format parquet, row_group_size 50000");
        Directory.CreateDirectory(folder["spill"]);
        ReadResult plain = Read(path);
        int[] tokens = Tokens(plain.Corpus);
        foreach (SessionReaderOptions options in new[]
        {
            All with { Threads = 1 }, All with { Threads = 4 },
            All with { MemoryLimit = "80MB", TempDirectory = folder["spill"], Threads = 2, MappedThreshold = 1 << 30 },
        })
        {
            ReadResult other = Read(path, options);
            Assert.Equal(plain.Report.Fingerprint, other.Report.Fingerprint);
            Assert.True(tokens.AsSpan().SequenceEqual(Tokens(other.Corpus)));
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder["spill"]));
    }

    [Fact]
    public async Task A_low_memory_limit_spills_to_the_temporary_directory()
    {
        string path = folder.Copy("e.parquet", Many);
        Directory.CreateDirectory(folder["spill"]);
        ConcurrentQueue<string> created = [];
        TaskCompletionSource last = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using FileSystemWatcher watcher = new(folder["spill"]) { IncludeSubdirectories = true };
        watcher.Created += (_, change) =>
        {
            if (Path.GetFileName(change.Name) == "last") last.TrySetResult();
            else created.Enqueue(change.FullPath);
        };
        watcher.EnableRaisingEvents = true;
        Read(path, All with { MemoryLimit = "80MB", TempDirectory = folder["spill"], Threads = 1 }).Corpus.Dispose();

        // The kernel keeps the order: once this file has been seen, every file before it has.
        File.WriteAllText(Path.Join(folder["spill"], "last"), "");
        await last.Task;
        Assert.Contains(created, file => Path.HasExtension(file));
    }

    [Fact]
    public void Too_little_memory_is_told()
    {
        string path = folder.Copy("e.parquet", Many);
        Item2VecException error = Refused(path, All with { MemoryLimit = "1MB" });
        Assert.Contains("more memory", error.Message, StringComparison.Ordinal);
        Assert.Contains("MemoryLimit", error.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("e.csv")]
    [InlineData("l.jsonl")]
    public void A_large_corpus_is_mapped(string name)
    {
        string path = name == "e.csv"
            ? folder.Write(name, "session,item,w\ns,a,1\ns,b,2\n")
            : folder.Write(name, "{\"items\":[\"a\",\"b\"]}\n");
        Directory.CreateDirectory(folder["mapped"]);
        ReadResult result = Read(
            path, All with { MappedThreshold = 0, MappedDirectory = folder["mapped"], WeightColumn = name == "e.csv" ? "w" : null });
        Assert.True(result.Report.Mapped);
        Assert.NotEmpty(Directory.GetFiles(folder["mapped"]));
        Assert.Equal(["a b"], Sessions(result.Corpus));
        result.Corpus.Dispose();
        Assert.Empty(Directory.GetFiles(folder["mapped"]));
        Assert.False(Read(path).Report.Mapped);
    }

    [Fact]
    public void A_directory_that_is_not_there_cannot_be_written()
    {
        string path = folder.Write("e.csv", "session,item\ns,a\ns,b\n");
        Assert.Equal(ErrorCode.CannotWrite, Refused(path, All with { MappedThreshold = 0, MappedDirectory = folder["no"] }).Code);
        Assert.Equal(ErrorCode.CannotWrite, Refused(path, All with { TempDirectory = path }).Code);
    }

    [Fact]
    public void Reading_can_be_cancelled_while_duckdb_works()
    {
        string path = folder.Copy(
            "e.parquet",
            "select i // 3 as session_id, md5(i::VARCHAR) as item_id, i as timestamp from range(4000000) t(i)",
            "format parquet, compression uncompressed");
        string stopped = nameof(CancellationToken.ThrowIfCancellationRequested);

        // A statement that ends before it can be interrupted leaves the cancellation to the next one.
        for (int time = 0; time < 20
            && stopped.Contains(nameof(CancellationToken.ThrowIfCancellationRequested), StringComparison.Ordinal); time++)
        {
            using CancellationTokenSource running = new();
            Cancelling progress = new(progress => progress is { Stage: ReadingStage.Counting, Fraction: > 0 }, running.Cancel);
            stopped =
                Assert.ThrowsAny<OperationCanceledException>(() => SessionReader.Read(path, All, progress, running.Token)).StackTrace!;
        }

        Assert.DoesNotContain(nameof(CancellationToken.ThrowIfCancellationRequested), stopped, StringComparison.Ordinal);
        CancellationToken cancelled = new(canceled: true);
        Assert.ThrowsAny<OperationCanceledException>(() => SessionReader.Read(path, All, null, cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => SessionReader.Read(folder.Write("t.txt", "a b\n"), All, null, cancelled));
    }

    [Fact]
    public void Progress_runs_through_the_stages()
    {
        string path = folder.Copy("e.parquet", Many);
        List<ReadingProgress> told = [];
        Recording progress = new(told);
        using SessionCorpus corpus = SessionReader.Read(path, All, progress);
        Assert.Equal([ReadingStage.Opening, ReadingStage.Counting, ReadingStage.Sorting], told.Select(one => one.Stage).Distinct());
        Assert.All(told, one => Assert.InRange(one.Fraction, 0, 1));
        Assert.All(told, one => Assert.InRange(one.Events, 0, corpus.TokenCount));
        Assert.Equal(told.OrderBy(one => one.Elapsed), told);
    }

    private static int[] Tokens(SessionCorpus corpus)
    {
        List<int> tokens = [];
        for (long s = 0; s < corpus.SessionCount; s++)
        {
            tokens.AddRange(corpus.Session(s));
            tokens.Add(-1);
        }

        return [.. tokens];
    }

    private sealed class Recording(List<ReadingProgress> told) : IProgress<ReadingProgress>
    {
        public void Report(ReadingProgress value)
        {
            lock (told) told.Add(value);
        }
    }

    private sealed class Cancelling(Predicate<ReadingProgress> when, Action act) : IProgress<ReadingProgress>
    {
        private int done;

        public void Report(ReadingProgress value)
        {
            if (when(value) && Interlocked.Exchange(ref done, 1) == 0) act();
        }
    }
}
