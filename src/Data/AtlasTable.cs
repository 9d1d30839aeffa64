using Item2Vec.Data.VectorTables;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Data;

/// <summary>
/// A Parquet table with one row per item as Embedding Atlas shows it: id, count, attributes, <c>x</c>, <c>y</c>, <c>cluster</c>, and
/// <c>neighbors</c> with the rows and distances of the nearest. docs/file-formats.md has the schema.
/// </summary>
public static class AtlasTable
{
    /// <summary>Writes the table.</summary>
    /// <param name="vectors">The items.</param>
    /// <param name="path">The file.</param>
    /// <param name="layout">Where they lie.</param>
    /// <param name="threads">Threads that look for neighbors.</param>
    /// <param name="progress">Receives the number of items that are written.</param>
    /// <param name="cancellationToken">Stops the writing; a file that was there stays as it is.</param>
    /// <exception cref="ArgumentException">The layout is of another number of items.</exception>
    /// <exception cref="Item2VecException">The file cannot be written (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public static void Write(
        ItemVectors vectors, string path, AtlasLayout layout, int threads = 1, IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(layout.Neighbors, nameof(layout));
        using Lease lease = vectors.Acquire();
        if (layout.X.Length != vectors.Count || layout.Y.Length != vectors.Count)
            throw new ArgumentException($"The layout has {layout.X.Length} places, there are {vectors.Count} items.", nameof(layout));
        AtlasTableWriter writer = new(vectors, layout, threads);
        AtomicFile.Write(path, stream => writer.WriteAsync(stream, progress, cancellationToken).GetAwaiter().GetResult());
    }
}
