using System.Globalization;
using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>A column of texts as one block of UTF-8 and offsets; an empty text means missing.</summary>
internal sealed class StringColumn(NativeBuffer<byte> blob, NativeBuffer<long> offsets)
{
    private double[]? numbers;

    public NativeBuffer<byte> Blob => blob;

    /// <summary>The texts parsed as numbers, NaN if they are not. Computed on first use and kept: 8 bytes per row.</summary>
    public double[] Numbers => numbers ??= ReadNumbers();

    /// <summary>Row r is [Offsets[r], Offsets[r + 1]) of <see cref="Blob"/>.</summary>
    public NativeBuffer<long> Offsets => offsets;

    public int Count => (int)(offsets.Length - 1);

    public string? this[int row]
    {
        get
        {
            using Lease lease = blob.Memory.Acquire(this);
            ReadOnlySpan<byte> utf8 = Utf8(row);
            return utf8.IsEmpty ? null : Encoding.UTF8.GetString(utf8);
        }
    }

    public static StringColumn Of(IReadOnlyList<string?> values)
    {
        NativeBuffer<long> offsets = NativeBuffer<long>.Allocate(values.Count + 1L);
        for (int row = 0; row < values.Count; row++)
            offsets[row + 1L] = offsets[row] + Encoding.UTF8.GetByteCount(values[row] ?? string.Empty);
        NativeBuffer<byte> blob = NativeBuffer<byte>.Allocate(offsets[values.Count]);
        for (int row = 0; row < values.Count; row++)
            Encoding.UTF8.GetBytes(values[row] ?? string.Empty, blob.Slice(offsets[row], (int)(offsets[row + 1L] - offsets[row])));
        return new StringColumn(blob, offsets);
    }

    /// <summary>A column of UTF-8 texts; <paramref name="textOf"/> is called twice per row, in order.</summary>
    public static StringColumn Of(int rows, TextOfRow textOf)
    {
        NativeBuffer<long> offsets = NativeBuffer<long>.Allocate(rows + 1L);
        for (int row = 0; row < rows; row++) offsets[row + 1L] = offsets[row] + textOf(row).Length;
        NativeBuffer<byte> blob = NativeBuffer<byte>.Allocate(offsets[rows]);
        for (int row = 0; row < rows; row++) textOf(row).CopyTo(blob.Slice(offsets[row], (int)(offsets[row + 1L] - offsets[row])));
        return new StringColumn(blob, offsets);
    }

    /// <summary>A copy in memory of its own.</summary>
    public StringColumn Clone() => new(blob.Clone(), offsets.Clone());

    /// <summary>The same texts, in the same memory, for more rows, which have none.</summary>
    public StringColumn WithRoom(int rows)
    {
        using Lease lease = blob.Memory.Acquire(this);
        NativeBuffer<long> more = NativeBuffer<long>.Allocate(rows + 1L);
        for (long row = 0; row <= rows; row++) more[row] = offsets[Math.Min(row, Count)];
        return new StringColumn(blob, more);
    }

    /// <summary>The same texts but for some rows: everything between these is copied as a whole.</summary>
    public StringColumn With(IReadOnlyDictionary<int, byte[]> texts)
    {
        using Lease lease = blob.Memory.Acquire(this);
        int[] rows = [.. texts.Keys.Order()];
        NativeBuffer<byte> changed = NativeBuffer<byte>.Allocate(
            blob.Length + rows.Sum(row => (long)texts[row].Length - Utf8(row).Length));
        NativeBuffer<long> places = NativeBuffer<long>.Allocate(offsets.Length);
        int next = 0;
        long shift = 0;
        foreach (int row in rows)
        {
            CopyRows(next, row);
            texts[row].CopyTo(changed.Slice(offsets[row] + shift, texts[row].Length));
            places[row] = offsets[row] + shift;
            shift += texts[row].Length - Utf8(row).Length;
            next = row + 1;
        }

        CopyRows(next, Count);
        places[Count] = offsets[Count] + shift;
        return new StringColumn(changed, places);

        void CopyRows(int from, int to)
        {
            const int chunk = 1 << 30;
            for (int row = from; row < to; row++)
            {
                if (offsets[row] > offsets[row + 1L] || offsets[row + 1L] > blob.Length) throw Damaged(row);
                places[row] = offsets[row] + shift;
            }

            for (long at = offsets[from]; at < offsets[to]; at += chunk)
            {
                int bytes = (int)Math.Min(chunk, offsets[to] - at);
                blob.Slice(at, bytes).CopyTo(changed.Slice(at + shift, bytes));
            }
        }
    }

    /// <summary>The text of a row; empty means missing.</summary>
    public delegate ReadOnlySpan<byte> TextOfRow(int row);

    public ReadOnlySpan<byte> Utf8(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
        long from = offsets[row];
        long to = offsets[row + 1L];
        if (from < 0 || to < from || to - from > int.MaxValue || to > blob.Length) throw Damaged(row);
        return blob.Slice(from, (int)(to - from));
    }

    private double[] ReadNumbers()
    {
        using Lease lease = blob.Memory.Acquire(this);
        double[] read = new double[Count];
        for (int row = 0; row < read.Length; row++)
        {
            bool isNumber = double.TryParse(Utf8(row), NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
            read[row] = isNumber ? number : double.NaN;
        }

        return read;
    }

    private static Item2VecException Damaged(int row)
        => new(
            $"the file of vectors is damaged: the text of row {row} lies outside its section",
            "copy the file again, or train the model again");
}
