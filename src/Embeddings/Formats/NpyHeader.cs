using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Formats;

/// <summary>What stands before the numbers of a <c>.npy</c> file: their type and the shape of the array, as a Python dictionary.</summary>
/// <remarks>NumPy's NEP 1 and numpy.lib.format: magic, version, the length of the header, the header, padding to 64 bytes.</remarks>
internal sealed partial record NpyHeader(StoredNumber Type, int Rows, int Dimensions)
{
    /// <summary>As in NumPy, whose limit is 10,000.</summary>
    private const int MaxLength = 1 << 16;

    private const int Alignment = 64;

    private static readonly byte[] Magic = [0x93, .. "NUMPY"u8];

    private long Bytes => (long)Rows * Dimensions * StoredNumbers.Bytes(Type);

    /// <summary>Writes a header of version 1.0.</summary>
    public static void Write(Stream stream, NumberType type, int rows, int dimensions)
    {
        string name = type == NumberType.Float16 ? "<f2" : "<f4";
        string text = string.Create(
            CultureInfo.InvariantCulture, $"{{'descr': '{name}', 'fortran_order': False, 'shape': ({rows}, {dimensions}), }}");
        int before = Magic.Length + 4;
        int length = ((before + text.Length + 1 + Alignment - 1) / Alignment * Alignment) - before;
        stream.Write(Magic);
        stream.Write([1, 0, (byte)length, (byte)(length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n"));
    }

    /// <summary>Reads a header; the stream is at the first number then.</summary>
    /// <exception cref="Item2VecException">It is none, or of an array that is no matrix of numbers, or the file's length is
    /// another.</exception>
    public static NpyHeader Read(FileStream stream, string path)
    {
        NpyHeader header = Parse(ReadText(stream, path), path);
        long found = stream.Length - stream.Position;
        if (found == header.Bytes) return header;
        throw new Item2VecException(
            $"{path}: the header promises {header.Rows} rows of {header.Dimensions} numbers, {header.Bytes} bytes; {found} bytes follow",
            found < header.Bytes ? "the file is truncated; copy it again" : "the file is damaged; write it again");
    }

    private static string ReadText(FileStream stream, string path)
    {
        Span<byte> start = stackalloc byte[Magic.Length + 2];
        int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (read < start.Length || !start.StartsWith(Magic))
            throw new Item2VecException($"{path}: is no .npy file: it does not begin with NumPy's signature", "write it with numpy.save");
        int version = start[^2];
        if (version is < 1 or > 3)
            throw new Item2VecException($"{path}: is a .npy file of version {version}, 1 to 3 are known", "write it with numpy.save");
        Span<byte> size = stackalloc byte[version == 1 ? 2 : 4];
        if (stream.ReadAtLeast(size, size.Length, throwOnEndOfStream: false) < size.Length) throw Truncated(path);
        uint length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (length > MaxLength)
            throw new Item2VecException($"{path}: the header has {length} bytes, at most {MaxLength} are read", "the file is damaged");
        byte[] text = new byte[length];
        if (stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) < text.Length) throw Truncated(path);
        return Encoding.UTF8.GetString(text);
    }

    private static NpyHeader Parse(string text, string path)
    {
        Match type = TypePattern().Match(text);
        Match order = OrderPattern().Match(text);
        Match shape = ShapePattern().Match(text);
        if (!order.Success || !shape.Success || !text.AsSpan().Trim().StartsWith("{") || !text.AsSpan().Trim().EndsWith("}"))
            throw new Item2VecException($"{path}: the header cannot be read: {Shown(text)}", "write the file again with numpy.save");
        StoredNumber number = TypeOf(type.Success ? type.Groups[1].Value : "a record", path);
        if (order.Groups[1].Value == "True")
            throw new Item2VecException(
                $"{path}: the array is in Fortran order, column after column; rows were expected",
                "save numpy.ascontiguousarray(array)");
        string[] sides = shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (sides.Length != 2)
            throw new Item2VecException(
                $"{path}: the array has the shape ({Shown(shape.Groups[1].Value)}), two dimensions were expected: items and numbers",
                "save a matrix with a row an item");
        if (!TryRead(sides[0], out int rows) || rows == int.MaxValue || !TryRead(sides[1], out int dimensions)
            || dimensions is < 1 or > VectorChecks.MaxDimensions)
        {
            throw new Item2VecException(
                $"{path}: the array has the shape ({Shown(shape.Groups[1].Value)}), up to {int.MaxValue - 1} rows of 1 to "
                    + $"{VectorChecks.MaxDimensions} numbers are possible",
                "save a matrix with a row an item");
        }

        return new NpyHeader(number, rows, dimensions);

        static bool TryRead(string side, out int value) => int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private static StoredNumber TypeOf(string name, string path) => name switch
    {
        "<f2" => StoredNumber.Float16,
        "<f4" => StoredNumber.Float32,
        "<f8" => StoredNumber.Float64,
        ">f2" or ">f4" or ">f8" => throw new Item2VecException(
            $"{path}: the numbers are big-endian ({name}), little-endian ones were expected", "save array.astype('<f4')"),
        _ => throw new Item2VecException(
            $"{path}: the array holds {Shown(name)}; <f2, <f4 or <f8 was expected (float16, float32 or float64)",
            "save array.astype('<f4')"),
    };

    private static string Shown(string text) => text.Length <= 80 ? text.Trim() : text[..80].Trim() + "...";

    private static Item2VecException Truncated(string path) => new($"{path}: the file ends inside its header", "the file is truncated");

    [GeneratedRegex("""['"]descr['"]\s*:\s*['"]([^'"]*)['"]""", RegexOptions.CultureInvariant)]
    private static partial Regex TypePattern();

    [GeneratedRegex("""['"]fortran_order['"]\s*:\s*(True|False)\b""", RegexOptions.CultureInvariant)]
    private static partial Regex OrderPattern();

    [GeneratedRegex("""['"]shape['"]\s*:\s*\(([^)]*)\)""", RegexOptions.CultureInvariant)]
    private static partial Regex ShapePattern();
}
