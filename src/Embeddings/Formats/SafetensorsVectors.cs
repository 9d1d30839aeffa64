using System.Buffers.Binary;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Formats;

/// <summary>
/// One safetensors file: <c>vectors</c>, if asked for <c>output_vectors</c>, <c>counts</c>, and the ids as <c>id_bytes</c> and
/// <c>id_offsets</c>.
/// </summary>
/// <remarks>Any id can be stored, so <see cref="VectorFormatOptions.EscapeItems"/> has no effect but on an <c>ids.txt</c>.</remarks>
internal sealed class SafetensorsVectors : IVectorFormat
{
    private const string Vectors = "vectors", OutputVectors = "output_vectors", Counts = "counts", IdBytes = "id_bytes",
        IdOffsets = "id_offsets";

    private const int BufferSize = 1 << 16;

    /// <inheritdoc/>
    public string Name => "safetensors";

    /// <inheritdoc/>
    public string Description => "tensors of vectors, counts and ids in one file; loses attributes and the training";

    /// <inheritdoc/>
    public void Write(ItemVectors vectors, string path, VectorFormatOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        options ??= new VectorFormatOptions();
        using Lease lease = vectors.Acquire();
        Vocabulary items = vectors.Vocabulary;
        VectorRows[] matrices = [.. VectorChecks.Sides(options.Side).Select(side => new VectorRows(vectors, side, options))];
        string type = options.NumberType == NumberType.Float16 ? "F16" : "F32";
        IEnumerable<(string Name, string Type, long[] Shape)> tensors =
        [
            (Counts, "I64", [items.Count]),
            (IdOffsets, "I64", [items.Count + 1L]),
            .. matrices.Select((rows, i) => (i == 0 ? Vectors : OutputVectors, type, (long[])[rows.Count, rows.Dimensions])),
            (IdBytes, "U8", [items.Offsets[items.Count]]),
        ];
        (string Name, string Value)[] metadata =
        [
            ("format", "item2vec"), ("matrix", ExportDirectory.MatrixName(options.Side)),
            ("type", ExportDirectory.TypeName(options.NumberType)), ("normalized", options.Normalize ? "true" : "false"),
        ];
        AtomicFile.Write(path, stream =>
        {
            SafetensorsHeader.Write(stream, metadata, tensors);
            WriteNumbers(stream, items.Count, row => items.Counts[row]);
            WriteNumbers(stream, items.Count + 1, row => items.Offsets[row]);
            foreach (VectorRows rows in matrices) rows.WriteTo(stream);
            for (int row = 0; row < items.Count; row++) stream.Write(items.Utf8(row));
        });
    }

    /// <inheritdoc/>
    public ItemVectors Read(string path, VectorFormatOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return VectorInput.Read(path, stream => Read(stream, path, options ?? new VectorFormatOptions()), BufferSize);
    }

    private static ItemVectors Read(FileStream stream, string path, VectorFormatOptions options)
    {
        (Tensor[] tensors, long start) = SafetensorsHeader.Read(stream, path);
        Tensor vectors = FindVectors(tensors, path);
        (int rows, int dimensions) = ShapeOf(vectors, path);
        Tensor? outputs = Find(tensors, OutputVectors);
        if (outputs is not null && ShapeOf(outputs, path) != (rows, dimensions))
            throw new Item2VecException($"{path}: {outputs.Shown} has another shape than {vectors.Shown}", "both must have the same");
        (Vocabulary items, int[] rowOf) = ReadItems(stream, start, tensors, path, rows, options);
        EmbeddingMatrix input = ReadMatrix(vectors);
        try
        {
            return new ItemVectors(items, input, outputs is null ? null : ReadMatrix(outputs));
        }
        catch
        {
            input.Dispose();
            throw;
        }

        EmbeddingMatrix ReadMatrix(Tensor tensor)
        {
            stream.Position = start + tensor.From;
            return StoredNumbers.ReadMatrix(
                stream, tensor.Number!.Value, dimensions, rowOf, new RowErrors($"{path}: '{tensor.Name}'", "row"), path, options);
        }
    }

    private static Tensor? Find(Tensor[] tensors, string name) => System.Array.Find(tensors, tensor => tensor.Name == name);

    private static Tensor FindVectors(Tensor[] tensors, string path)
    {
        if (Find(tensors, Vectors) is Tensor named) return named;
        Tensor[] matrices = [.. tensors.Where(tensor => tensor is { Number: not null, Shape.Length: 2 })];
        if (matrices.Length == 1) return matrices[0];
        string known = tensors.Length == 0 ? "none" : string.Join(", ", tensors.Take(10).Select(tensor => tensor.Shown));
        throw new Item2VecException(
            $"{path}: there is no tensor '{Vectors}', and {matrices.Length} others are matrices of numbers; the tensors are {known}"
                + (tensors.Length > 10 ? ", ..." : string.Empty),
            $"save the vectors as a tensor called {Vectors}");
    }

    private static (int Rows, int Dimensions) ShapeOf(Tensor tensor, string path)
    {
        if (tensor.Number is null)
            throw new Item2VecException($"{path}: {tensor.Shown}: F16, BF16, F32 or F64 was expected", "convert the tensor to float32");
        return tensor.Shape is [>= 0 and < int.MaxValue and long rows, >= 1 and <= VectorChecks.MaxDimensions and long dimensions]
            ? ((int)rows, (int)dimensions)
            : throw new Item2VecException(
                $"{path}: {tensor.Shown}: up to {int.MaxValue - 1} rows of 1 to {VectorChecks.MaxDimensions} numbers were expected",
                "save a matrix with a row an item");
    }

    /// <summary>The items in descending order of their counts, as in a vocabulary, and for each row of the file its row there.</summary>
    private static (Vocabulary Items, int[] RowOf) ReadItems(
        FileStream stream, long start, Tensor[] tensors, string path, int rows, VectorFormatOptions options)
    {
        int[] rowOf = [.. Enumerable.Range(0, rows)];
        Tensor? bytes = Find(tensors, IdBytes), offsets = Find(tensors, IdOffsets);
        if (bytes is null != offsets is null)
            throw new Item2VecException(
                $"{path}: there is a tensor '{(bytes ?? offsets)!.Name}' but none '{(bytes is null ? IdBytes : IdOffsets)}'",
                "the ids need both, or neither and a text of them");
        if (bytes is null || offsets is null)
        {
            string beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, ItemLines.FileName);
            if (!File.Exists(beside))
                throw new Item2VecException(
                    $"{path}: there are no tensors '{IdBytes}' and '{IdOffsets}', and no {ItemLines.FileName} beside it",
                    $"write the ids to {beside}, one per line");
            return (ItemLines.Read(beside, rows, path, options.EscapeItems), rowOf);
        }

        Vocabulary inFileOrder = ReadIds(stream, start, offsets, bytes, path, rows);
        if (Find(tensors, Counts) is not Tensor counted) return (inFileOrder, rowOf);
        long[] counts = ReadNumbers(stream, start, counted, rows, path);
        RowErrors errors = new(path, "row");
        if (System.Array.FindIndex(counts, count => count < 0) is >= 0 and int negative)
            throw errors.At(negative, $"the count is {counts[negative]}, 0 or more was expected");
        int[] order = [.. Enumerable.Range(0, rows).OrderByDescending(row => counts[row])];
        VocabularyBuilder falling = new();
        for (int row = 0; row < rows; row++)
        {
            rowOf[order[row]] = row;
            falling.Add(inFileOrder.Utf8(order[row]), counts[order[row]]);
        }

        return (falling.Build(), rowOf);
    }

    private static Vocabulary ReadIds(FileStream stream, long start, Tensor offsets, Tensor bytes, string path, int rows)
    {
        long[] ends = ReadNumbers(stream, start, offsets, rows + 1L, path);
        if (bytes is not { Type: "U8", Shape.Length: 1 })
            throw new Item2VecException($"{path}: {bytes.Shown}: a list of U8 was expected", "the ids are UTF-8 texts, one after another");
        if (ends[0] != 0 || ends[^1] != bytes.Bytes)
            throw new Item2VecException(
                $"{path}: '{IdOffsets}' goes from {ends[0]} to {ends[^1]}, 0 to {bytes.Bytes} was expected", "write the file again");
        stream.Position = start + bytes.From;
        RowErrors errors = new(path, "row");
        VocabularyBuilder items = new();
        byte[] item = new byte[Vocabulary.MaxItemBytes];
        for (int row = 0; row < rows; row++)
        {
            errors.Next();
            long length = ends[row + 1] - ends[row];
            if (length is < 0 or > Vocabulary.MaxItemBytes || ends[row + 1] > bytes.Bytes)
                throw errors.Here(
                    $"the id ends at byte {ends[row + 1]} and has {length} bytes, "
                        + $"1 to {Vocabulary.MaxItemBytes} of {bytes.Bytes} are possible");
            stream.ReadExactly(item.AsSpan(0, (int)length));
            VectorChecks.AddItem(items, item.AsSpan(0, (int)length), unescape: false, errors);
        }

        return VectorChecks.Build(items, "row", errors);
    }

    private static long[] ReadNumbers(FileStream stream, long start, Tensor tensor, long count, string path)
    {
        if (tensor.Type != "I64" || tensor.Shape is not [long length] || length != count)
            throw new Item2VecException($"{path}: {tensor.Shown}: a list of {count} I64 was expected", "write the file again");
        stream.Position = start + tensor.From;
        long[] numbers = new long[count];
        Span<byte> number = stackalloc byte[sizeof(long)];
        for (int i = 0; i < numbers.Length; i++)
        {
            stream.ReadExactly(number);
            numbers[i] = BinaryPrimitives.ReadInt64LittleEndian(number);
        }

        return numbers;
    }

    private static void WriteNumbers(Stream stream, int count, Func<int, long> number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        for (int i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, number(i));
            stream.Write(bytes);
        }
    }
}
