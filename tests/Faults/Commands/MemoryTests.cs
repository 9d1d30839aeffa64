using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Item2Vec.Faults.Crashes;

namespace Item2Vec.Faults.Commands;

/// <summary>
/// Memory follows what was read: neither what a file promises nor what few bytes expand to. <c>ITEM2VEC_FAULTS=all</c> reads more.
/// </summary>
public sealed class MemoryTests(ITestOutputHelper output)
{
    private const long Usual = 150_000_000;

    [Theory]
    [InlineData("zeros.txt.gz", "train zeros.txt.gz --memory-limit 200MB -o m")]
    [InlineData("zeros.csv.gz", "train zeros.csv.gz --memory-limit 200MB -o m")]
    [InlineData("zeros.jsonl.gz", "train zeros.jsonl.gz --memory-limit 200MB -o m")]
    [InlineData("zeros.vec.gz", "import zeros.vec.gz --from word2vec -o m")]
    [InlineData("promise.vec.gz", "import promise.vec.gz --from word2vec -o m")]
    public void Few_bytes_take_little_memory_whatever_they_expand_to(string name, string command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the system does not say how much memory was in use");
        using Workspace workspace = new();
        using (GZipStream gzip = new(File.Create(workspace[name]), CompressionLevel.Fastest))
        {
            byte[] zeros = new byte[1 << 20];
            bool promises = name.StartsWith("promise", StringComparison.Ordinal);
            gzip.Write(Encoding.ASCII.GetBytes(promises ? "400000 1000\n" : "a,b\n"));
            for (int megabytes = 0; megabytes < 300 && !promises; megabytes++) gzip.Write(zeros);
        }

        (int code, long peak, string error) = Run(workspace, command.Split(' '));
        output.WriteLine($"{command}: {new FileInfo(workspace[name]).Length} bytes, {peak / 1_000_000} MB, exit code {code}");
        Assert.True(code == 65, $"{code}: {error}");
        Assert.InRange(peak, 0, Usual + 200_000_000);
    }

    public static TheoryData<string, int> Kinds => FaultyTool.Stride(2) > 1
        ? new() { { "word2vec", 6 } }
        : new() { { "word2vec", 6 }, { "word2vec-binary", 6 }, { "txt", 16 }, { "csv", 14 }, { "jsonl", 8 } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Memory_is_a_multiple_of_what_is_read(string kind, int bound)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the system does not say how much memory was in use");
        using Workspace workspace = new();
        string file = $"input.{kind}";
        using (StreamWriter writer = new(workspace[file], append: false, new UTF8Encoding(false), 1 << 16))
        {
            if (kind == "csv") writer.Write("session,item\n");
            if (kind.StartsWith("word2vec", StringComparison.Ordinal)) writer.Write("60000 100\n");
            for (int i = 0; i < (kind.StartsWith("word2vec", StringComparison.Ordinal) ? 60_000 : 2_000_000); i++)
            {
                writer.Write(kind switch
                {
                    "csv" => $"s{i / 9},item{i * 7919L % 50_000}\n",
                    "jsonl" => $"{{\"session\":\"s{i / 9}\",\"item\":\"item{i * 7919L % 50_000}\"}}\n",
                    "txt" => $"item{i * 7919L % 50_000} item{i * 104729L % 50_000}\n",
                    "word2vec" => $"item{i}{string.Concat(Enumerable.Repeat(" 0.123", 100))}\n",
                    _ => $"item{i} {new string('0', 400)}\n",
                });
            }
        }

        string[] command = kind.StartsWith("word2vec", StringComparison.Ordinal)
            ? ["import", file, "--from", kind, "-o", "m"]
            : ["train", file, "--epochs", "1", "--dimensions", "8", "--threads", "1", "--memory-limit", "200MB", "-o", "m"];
        (int code, long peak, string error) = Run(workspace, command);
        long bytes = new FileInfo(workspace[file]).Length;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{kind}: {bytes / 1e6:0} MB take {peak / 1e6:0} MB, {(peak - (Usual / 3.0)) / bytes:0.0} a byte beside the tool's own 50"));
        Assert.True(code == 0, $"{code}: {error}");
        Assert.InRange(peak, 0, Usual + (bound * bytes));
    }

    /// <summary>Runs the tool and looks at its highest use of memory until it ends.</summary>
    private static (int Code, long Peak, string Error) Run(Workspace workspace, string[] command)
    {
        using Process process = Tool.Start(new ToolStart(workspace.Directory, command));
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        long peak = 0;
        while (!process.WaitForExit(2))
        {
            try
            {
                string? line = File.ReadLines($"/proc/{process.Id}/status")
                    .FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                if (line is not null) peak = long.Parse(line[6..^2].Trim(), CultureInfo.InvariantCulture) << 10;
            }
            catch (IOException)
            {
                // It has ended between the two.
            }
        }

        _ = output.GetAwaiter().GetResult();
        return (process.ExitCode, peak, error.GetAwaiter().GetResult());
    }
}
