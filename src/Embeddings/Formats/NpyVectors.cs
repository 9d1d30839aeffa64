using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Formats;

/// <summary>NumPy's arrays: a directory with <c>vectors.npy</c>, <c>ids.txt</c> and, if asked for, <c>output_vectors.npy</c>.</summary>
internal sealed class NpyVectors : IVectorFormat
{
    private const string Array = "vectors.npy", OutputArray = "output_vectors.npy";

    /// <inheritdoc/>
    public string Name => "npy";

    /// <inheritdoc/>
    public string Description
        => "a directory with NumPy arrays and a text of the ids; loses counts, attributes and the training";

    /// <inheritdoc/>
    public bool IsDirectory => true;

    /// <inheritdoc/>
    public void Write(ItemVectors vectors, string path, VectorFormatOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        options ??= new VectorFormatOptions();
        using Lease lease = vectors.Acquire();
        List<(string Name, Action<Stream> Write)> files = [];
        foreach (VectorSide side in VectorChecks.Sides(options.Side))
        {
            VectorRows rows = new(vectors, side, options);
            files.Add((options.Side == VectorSide.Both && side == VectorSide.Output ? OutputArray : Array, stream =>
            {
                NpyHeader.Write(stream, options.NumberType, rows.Count, rows.Dimensions);
                rows.WriteTo(stream);
            }));
        }

        ItemLines.Check(vectors.Vocabulary, options.EscapeItems);
        files.Add((ItemLines.FileName, stream => ItemLines.Write(stream, vectors.Vocabulary, options.EscapeItems)));
        ExportDirectory.Write(path, Name, vectors, options, files);
    }

    /// <summary>Reads such a directory, or an array with <c>ids.txt</c> beside it.</summary>
    public ItemVectors Read(string path, VectorFormatOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new VectorFormatOptions();
        string directory = DirectorySwap.Find(path, ExportDirectory.InfoFile) ?? path;
        bool isWhole = Directory.Exists(directory);
        string array = isWhole ? Path.Combine(directory, Array) : path;
        string ids = Path.Combine(isWhole ? directory : Path.GetDirectoryName(Path.GetFullPath(path))!, ItemLines.FileName);
        Vocabulary? items = null;
        EmbeddingMatrix input = ReadMatrix(array, options, rows =>
        {
            items = ItemLines.Read(ids, rows, array, options.EscapeItems);
        });
        try
        {
            string second = Path.Combine(directory, OutputArray);
            EmbeddingMatrix? output = null;
            if (isWhole && File.Exists(second)) output = ReadMatrix(second, options, _ => { }, input);
            return new ItemVectors(items!, input, output);
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    /// <summary>Reads an array.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Options of reading.</param>
    /// <param name="withRows">Receives the number of rows before they are read.</param>
    /// <param name="alike">An array that it must have the shape of, or null.</param>
    private static EmbeddingMatrix ReadMatrix(
        string path, VectorFormatOptions options, Action<int> withRows, EmbeddingMatrix? alike = null)
    {
        const int bufferSize = 1 << 16;
        return VectorInput.Read(path, stream =>
        {
            NpyHeader header = NpyHeader.Read(stream, path);
            if (alike is not null && (alike.Rows, alike.Dimensions) != (header.Rows, header.Dimensions))
                throw new Item2VecException(
                    $"{path}: the array has {header.Rows} rows of {header.Dimensions} numbers, {Array} {alike.Rows} of {alike.Dimensions}",
                    "both must have as many");
            withRows(header.Rows);
            int[] rowOf = [.. Enumerable.Range(0, header.Rows)];
            return StoredNumbers.ReadMatrix(stream, header.Type, header.Dimensions, rowOf, new RowErrors(path, "row"), path, options);
        }, bufferSize);
    }
}
