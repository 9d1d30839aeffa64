using System.IO.Compression;

namespace Item2Vec.Data;

/// <summary>Looks for lines of a CSV file that end in another way than its first line, which DuckDB does not read; done only after it failed.</summary>
internal static class LineEnds
{
    /// <summary>The first such line, counted from 1; null when there is none. Line ends inside quotes are data.</summary>
    public static long? FirstOther(InputFile file)
    {
        using FileStream source = new(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using Stream stream = file.Gzip ? new GZipStream(source, CompressionMode.Decompress) : source;
        byte[] buffer = new byte[1 << 16];
        bool? first = null;
        bool quoted = false;
        byte before = 0;
        long line = 1;
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            foreach (byte b in buffer.AsSpan(0, read))
            {
                if (b == '"') quoted = !quoted;
                if (b == '\n' && !quoted)
                {
                    bool carriageReturn = before == '\r';
                    first ??= carriageReturn;
                    if (first != carriageReturn) return line;
                    line++;
                }

                before = b;
            }
        }

        return null;
    }
}
