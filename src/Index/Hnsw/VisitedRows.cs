using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Indexing.Hnsw;

/// <summary>Which nodes a walk has seen: a byte each that holds the number of the walk, so that only every 255th walk has to clear them.</summary>
internal sealed unsafe class VisitedRows(int nodes) : IDisposable
{
    private readonly NativeBuffer<byte> marks = NativeBuffer<byte>.Allocate(nodes);
    private byte search;

    public byte* Marks => marks.Pointer;

    /// <summary>Forgets all, and gives the mark of the walk that begins.</summary>
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
