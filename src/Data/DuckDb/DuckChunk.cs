using System.Runtime.InteropServices;

namespace Item2Vec.Data.DuckDb;

/// <summary>Up to 2,048 rows of a result, column by column.</summary>
internal readonly ref struct DuckChunk(nint chunk)
{
    public int Count => (int)NativeMethods.ChunkSize(chunk);

    public DuckColumn this[int column] => new(NativeMethods.ChunkVector(chunk, (ulong)column), Count);
}

/// <summary>A column of a chunk. Values of null rows are undefined.</summary>
internal readonly unsafe ref struct DuckColumn
{
    private readonly nint vector;
    private readonly void* data;
    private readonly ulong* validity;
    private readonly int count;

    internal DuckColumn(nint vector, int count)
    {
        this.vector = vector;
        this.count = count;
        data = NativeMethods.VectorData(vector);
        validity = NativeMethods.VectorValidity(vector);
    }

    /// <summary>Whether some row may be null.</summary>
    public bool MayHaveNulls => validity != null;

    /// <summary>What the lists of a list column point into.</summary>
    public DuckColumn Elements => new(NativeMethods.ListChild(vector), (int)NativeMethods.ListSize(vector));

    public bool IsNull(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)count);
        return validity != null && (validity[row >> 6] & (1UL << (row & 63))) == 0;
    }

    /// <summary>The values as they lie in memory; <typeparamref name="T"/> has the column's width.</summary>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged
        => new(data, count);

    /// <summary>The bytes of a text; those of up to 12 bytes lie in the entry itself.</summary>
    public ReadOnlySpan<byte> Utf8(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)count);
        TextEntry* entry = (TextEntry*)data + row;
        int length = (int)entry->Length;
        return length <= TextEntry.MaxInline ? new ReadOnlySpan<byte>((byte*)entry + sizeof(uint), length) : new ReadOnlySpan<byte>(entry->Pointer, length);
    }

    public string? Text(int row) => IsNull(row) ? null : System.Text.Encoding.UTF8.GetString(Utf8(row));

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TextEntry
    {
        public const int MaxInline = 12;
        public readonly uint Length;
        private readonly uint prefix;
        public readonly byte* Pointer;
    }
}

/// <summary>Where a list lies among the elements of its column.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct DuckListEntry(ulong Offset, ulong Length);
