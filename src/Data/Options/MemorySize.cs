using System.Globalization;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Options;

/// <summary>Parses memory sizes such as <c>4GB</c>.</summary>
internal static class MemorySize
{
    /// <summary>The minimum of the query engine.</summary>
    public const long MinBytes = 1_000_000;

    private static readonly (string Unit, double Bytes)[] Units =
    [
        ("KIB", 1L << 10), ("MIB", 1L << 20), ("GIB", 1L << 30), ("TIB", 1L << 40),
        ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("K", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("B", 1),
    ];

    /// <summary>The number of bytes; for null, half of what the process may use.</summary>
    public static long Parse(string? text)
    {
        if (text is null) return GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        return TryParse(text, out long bytes)
            ? bytes
            : throw new Item2VecException($"the memory limit '{text}' is not an amount of memory",
                "write it like 4GB, 512MiB or 2000000000", ErrorCode.Usage);
    }

    public static bool TryParse(string text, out long bytes)
    {
        string number = text.Trim().ToUpperInvariant();
        double scale = 1;
        foreach ((string unit, double size) in Units)
        {
            if (!number.EndsWith(unit, StringComparison.Ordinal)) continue;
            scale = size;
            number = number[..^unit.Length].TrimEnd();
            break;
        }

        bool valid = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value);
        bytes = valid && value * scale < long.MaxValue ? (long)(value * scale) : 0;
        return bytes > 0;
    }
}
