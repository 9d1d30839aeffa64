using System.Buffers;
using System.Runtime.InteropServices;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Filters;

namespace Item2Vec.Service.Models;

/// <summary>Ids one after another in one block of UTF-8, so that a million are two arrays.</summary>
internal sealed class IdList
{
    private readonly ArrayBufferWriter<byte> bytes = new(1 << 12);
    private readonly List<long> offsets = [0];

    public int Count => offsets.Count - 1;

    public ReadOnlySpan<byte> Bytes => bytes.WrittenSpan;

    /// <summary>Id i is <c>[Offsets[i], Offsets[i + 1])</c> of <see cref="Bytes"/>.</summary>
    public ReadOnlySpan<long> Offsets => CollectionsMarshal.AsSpan(offsets);

    public void Add(ReadOnlySpan<byte> id)
    {
        bytes.Write(id);
        offsets.Add(bytes.WrittenCount);
    }

    /// <summary>The items among them.</summary>
    public RowSet RowsIn(ItemVectors vectors)
    {
        RowSet rows = new(vectors.Capacity);
        for (int i = 0; i < Count; i++)
            if (vectors.Vocabulary.TryGetRow(Bytes[(int)offsets[i]..(int)offsets[i + 1]], out int row)) rows.Add(row);
        return rows;
    }
}
