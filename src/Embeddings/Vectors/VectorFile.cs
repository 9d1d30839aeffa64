using System.Globalization;
using System.Numerics;
using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Embeddings.Vectors.Files;

namespace Item2Vec.Embeddings.Vectors;

/// <summary>Converts <see cref="ItemVectors"/> to the sections of an <c>.i2v</c> file and back.</summary>
internal static class VectorFile
{
    private static readonly string[] KnownKinds =
    [
        SectionKind.IdBytes, SectionKind.IdOffsets, SectionKind.IdSlots, SectionKind.Counts, SectionKind.Input, SectionKind.Output,
        SectionKind.InputInverseNorms, SectionKind.Training, SectionKind.ColumnName, SectionKind.ColumnBytes, SectionKind.ColumnOffsets,
        .. CooccurrenceSections.Kinds,
    ];

    /// <summary>Writes vectors.</summary>
    /// <param name="path">The file.</param>
    /// <param name="vectors">The vectors.</param>
    /// <param name="addSections">Adds further sections, such as the index's graph; or null.</param>
    public static void Write(string path, ItemVectors vectors, Action<SectionFileWriter>? addSections = null)
    {
        using Lease lease = vectors.Acquire();
        AtomicFile.Write(path, WriterOf(vectors, addSections).WriteTo);
        GC.KeepAlive(vectors);
    }

    /// <inheritdoc cref="Write"/>
    public static async Task WriteAsync(
        string path, ItemVectors vectors, Action<SectionFileWriter>? addSections, CancellationToken cancellationToken)
    {
        using Lease lease = vectors.Acquire();
        await AtomicFile.WriteAsync(path, WriterOf(vectors, addSections).WriteToAsync, cancellationToken).ConfigureAwait(false);
        GC.KeepAlive(vectors);
    }

    private static SectionFileWriter WriterOf(ItemVectors vectors, Action<SectionFileWriter>? addSections)
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("Vectors are written as they are: little-endian.");
        VectorFileCheck.BeforeUse(vectors);
        Vocabulary items = vectors.Vocabulary;
        SectionFileWriter writer = new(items.Count, vectors.Dimensions, items.TotalCount);
        writer.Add(SectionKind.IdBytes, ElementType.Byte, items.Blob);
        writer.Add(SectionKind.IdOffsets, ElementType.Int64, items.Offsets);
        writer.Add(SectionKind.IdSlots, ElementType.Int32, items.Slots);
        writer.Add(SectionKind.Counts, ElementType.Int64, items.Counts);
        AddColumns(writer, vectors.Attributes);
        if (vectors.Training is TrainingSummary training) writer.Add(SectionKind.Training, TrainingJson.Write(training));
        writer.Add(SectionKind.InputInverseNorms, ElementType.Float32, vectors.InverseNorms);
        writer.Add(SectionKind.Input, ElementType.Float32, vectors.Input.Data);
        if (vectors.Output is EmbeddingMatrix output) writer.Add(SectionKind.Output, ElementType.Float32, output.Data);
        if (vectors.Cooccurrences is CooccurrenceTable cooccurrences) CooccurrenceSections.Add(writer, cooccurrences);
        addSections?.Invoke(writer);
        return writer;
    }

    public static ItemVectors Read(string path, bool verify)
    {
        SectionFile file = SectionFile.Open(path, KnownKinds, FileWords.Vectors);
        try
        {
            ItemVectors vectors = Read(file);
            if (verify) VectorFileCheck.Run(file, vectors);
            return vectors;
        }
        catch
        {
            file.Memory.Dispose();
            throw;
        }
    }

    /// <summary>The length and header checksum of a file.</summary>
    public static ModelFile Describe(string path)
    {
        SectionFile file = SectionFile.Open(path, KnownKinds, FileWords.Vectors);
        using (file.Memory) return Describe(file);
    }

    /// <inheritdoc cref="Describe(string)"/>
    public static ModelFile Describe(SectionFile file)
        => new(file.Header.FileBytes, file.Header.Checksum.ToString("x16", CultureInfo.InvariantCulture));

    private static ItemVectors Read(SectionFile file)
    {
        int rows = file.Header.Items;
        int dimensions = file.Header.Dimensions;
        EmbeddingMatrix input = Matrix(SectionKind.Input);
        EmbeddingMatrix? output = file.Has(SectionKind.Output) ? Matrix(SectionKind.Output) : null;
        NativeBuffer<float>? inverseNorms = file.Has(SectionKind.InputInverseNorms)
            ? file.View<float>(SectionKind.InputInverseNorms, ElementType.Float32, rows) : null;
        ItemAttributes attributes = ReadColumns(file, rows);
        return new ItemVectors(
            ReadVocabulary(file, rows), VectorMemory.Of(file, input, output, inverseNorms, attributes), attributes);

        EmbeddingMatrix Matrix(string kind) => new(
            file.View<float>(kind, ElementType.Float32, (long)rows * EmbeddingMatrix.StrideOf(dimensions)), rows, dimensions);
    }

    private static Vocabulary ReadVocabulary(SectionFile file, int rows)
    {
        NativeBuffer<int> slots = file.View<int>(SectionKind.IdSlots, ElementType.Int32);
        if (!BitOperations.IsPow2(slots.Length) || slots.Length <= rows) throw file.Damaged("its hash of ids has a wrong size");
        (NativeBuffer<byte> blob, NativeBuffer<long> offsets) = ReadTexts(file, SectionKind.IdBytes, SectionKind.IdOffsets, rows, 0);
        return new Vocabulary(blob, offsets, slots, file.View<long>(SectionKind.Counts, ElementType.Int64, rows), file.Header.TotalCount);
    }

    private static (NativeBuffer<byte> Blob, NativeBuffer<long> Offsets) ReadTexts(
        SectionFile file, string bytesKind, string offsetsKind, int rows, int ordinal)
    {
        NativeBuffer<byte> blob = file.View<byte>(bytesKind, ElementType.Byte, ordinal: ordinal);
        NativeBuffer<long> offsets = file.View<long>(offsetsKind, ElementType.Int64, rows + 1L, ordinal);
        if (offsets[0] != 0 || offsets[rows] != blob.Length) throw file.Damaged($"section '{offsetsKind}' does not fit '{bytesKind}'");
        return (blob, offsets);
    }

    /// <summary>Adds columns as sections.</summary>
    public static void AddColumns(SectionFileWriter writer, ItemAttributes attributes)
    {
        for (int i = 0; i < attributes.Names.Count; i++)
        {
            writer.Add(SectionKind.ColumnName, Encoding.UTF8.GetBytes(attributes.Names[i]), i);
            writer.Add(SectionKind.ColumnBytes, ElementType.Byte, attributes.Columns[i].Blob, i);
            writer.Add(SectionKind.ColumnOffsets, ElementType.Int64, attributes.Columns[i].Offsets, i);
        }
    }

    /// <summary>The columns of a file; views of it.</summary>
    public static ItemAttributes ReadColumns(SectionFile file, int rows)
    {
        const int maxNameLength = 4096;
        List<string> names = [];
        List<StringColumn> columns = [];
        for (int i = 0; file.Has(SectionKind.ColumnName, i); i++)
        {
            NativeBuffer<byte> name = file.View<byte>(SectionKind.ColumnName, ElementType.Byte, ordinal: i);
            if (name.Length > maxNameLength) throw file.Damaged("the name of a column is too long");
            names.Add(Encoding.UTF8.GetString(name.Slice(0, (int)name.Length)));
            (NativeBuffer<byte> blob, NativeBuffer<long> offsets) = ReadTexts(
                file, SectionKind.ColumnBytes, SectionKind.ColumnOffsets, rows, i);
            columns.Add(new StringColumn(blob, offsets));
        }

        return columns.Count == 0 ? ItemAttributes.None : new ItemAttributes(names, columns);
    }
}
