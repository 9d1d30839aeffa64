using System.IO.Compression;
using System.Text;
using Item2Vec.Cli.Options;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli.Logs;

/// <summary>The files of a log; standard input is one of them if it is asked for.</summary>
internal static class LogInputs
{
    private const int HeadLength = 1 << 16;

    /// <summary>The inputs, with a temporary file instead of <c>-</c>: a log is read more than once.</summary>
    public static IReadOnlyList<string> Of(CliContext context, IReadOnlyList<string> inputs)
    {
        if (!inputs.Any(IsStandardInput)) return inputs;
        string spooled = Spool(context);
        return [.. inputs.Select(input => IsStandardInput(input) ? spooled : input)];
    }

    /// <summary>The extension of a file that begins with these bytes.</summary>
    public static string ExtensionOf(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PAR1"u8)) return ".parquet";
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])) return ExtensionOf(Unpacked(head)) + ".gz";
        string text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.StartsWith('{')) return ".jsonl";
        if (text.StartsWith('[')) return ".json";
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        return text.AsSpan(0, end < 0 ? text.Length : end).IndexOfAny(",;\t|:") >= 0 || IsZstandard(head) ? ".csv" : ".txt";
    }

    private static bool IsZstandard(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]);

    private static bool IsStandardInput(string input) => input is "-" or "/dev/stdin";

    private static string Spool(CliContext context)
    {
        Stream input = context.Streams.Input;
        byte[] head = new byte[HeadLength];
        int length = input.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (length == 0) throw new Item2VecException("standard input is empty", "pipe a log into it", ErrorCode.InputMissing);
        string path = Path.Combine(context.TemporaryDirectory(), "stdin" + ExtensionOf(head.AsSpan(0, length)));
        using FileStream file = File.Create(path);
        file.Write(head, 0, length);
        input.CopyTo(file);
        return path;
    }

    private static ReadOnlySpan<byte> Unpacked(ReadOnlySpan<byte> head)
    {
        byte[] unpacked = new byte[HeadLength];
        using GZipStream gzip = new(new MemoryStream(head.ToArray()), CompressionMode.Decompress);
        try
        {
            return unpacked.AsSpan(0, gzip.ReadAtLeast(unpacked, unpacked.Length, throwOnEndOfStream: false));
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }
}
