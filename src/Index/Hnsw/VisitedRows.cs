using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Indexing.Hnsw;

/// <summary>The nodes visited by a search: a byte per node holds the number of the search, so that only every 255th search has to clear them.</summary>
internal sealed unsafe class VisitedRows(int nodes) : IDisposable
{
    private readonly NativeBuffer<byte> marks = NativeBuffer<byte>.Allocate(nodes);
    private byte search;

    public byte* Marks => marks.Pointer;

    /// <summary>Clears the set and returns the mark of the new search.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Begin()
    {
        if (search == byte.MaxValue)
        {
            new Span<byte>(marks.Pointer, (int)marks.Length).Clear();
            search = 0;
        }

        return ++search;
    }

    public void Dispose() => marks.Dispose();
}
