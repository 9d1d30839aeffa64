using System.Text.Json;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors.Files;

namespace Item2Vec.Embeddings.Vectors;

/// <summary>
/// <c>attributes.i2v</c> of a model directory: whole columns, one text per row of <c>items.i2v</c>, that take the place of those in it or
/// come on top. It names the checksum of the <c>items.i2v</c> that it was written for; beside another one it is ignored.
/// </summary>
/// <remarks>Its content is copied into memory and compared with its checksums: the file can be replaced while it is in use.</remarks>
internal static class AttributesFile
{
    public const string Name = "attributes.i2v";

    private const int Version = 1;

    private static readonly string[] KnownKinds =
        [SectionKind.Attributes, SectionKind.ColumnName, SectionKind.ColumnBytes, SectionKind.ColumnOffsets];

    /// <summary>Whether a directory has such a file, which need not be of its model.</summary>
    public static bool IsIn(string directory)
    {
        try
        {
            string path = Path.Combine(directory, Name);
            if (!File.Exists(path)) return false;
            SectionFile file = SectionFile.Open(path, KnownKinds, FileWords.Attributes);
            using (file.Memory) return file.Has(SectionKind.Attributes);
        }
        catch (Item2VecException)
        {
            return false;
        }
    }

    /// <summary>The vectors with the columns of the file, if there is one for them; they take the place of those given.</summary>
    /// <exception cref="Item2VecException">The file is damaged.</exception>
    public static ItemVectors Over(ItemVectors vectors, string directory)
    {
        try
        {
            ItemAttributes set = Read(directory, vectors);
            if (set.Names.Count == 0) return vectors;
            ItemVectors with = vectors.With(Merged(vectors.Attributes, set));
            vectors.Dispose();
            return with;
        }
        catch
        {
            vectors.Dispose();
            throw;
        }
    }

    /// <summary>Writes what attributes have beyond those of <c>items.i2v</c>; nothing of it leaves no file.</summary>
    /// <param name="directory">The model.</param>
    /// <param name="vectors">The vectors of <c>items.i2v</c> with their own attributes.</param>
    /// <param name="attributes">The attributes to be found when the model is opened.</param>
    public static void Write(string directory, ItemVectors vectors, ItemAttributes attributes)
    {
        List<string> names = [];
        List<StringColumn> columns = [];
        for (int i = 0; i < attributes.Names.Count; i++)
        {
            if (vectors.Attributes.Columns.Contains(attributes.Columns[i])) continue;
            names.Add(attributes.Names[i]);
            columns.Add(attributes.Columns[i]);
        }

        // A column without any value removes the one of items.i2v.
        foreach (string removed in vectors.Attributes.Names.Where(name => !attributes.Names.Contains(name)))
        {
            names.Add(removed);
            columns.Add(StringColumn.Of(vectors.Count, _ => default));
        }

        string path = Path.Combine(directory, Name);
        if (names.Count == 0)
        {
            AtomicFile.Delete(path);
            return;
        }

        SectionFileWriter writer = new(vectors.Count, vectors.Dimensions, vectors.Vocabulary.TotalCount);
        writer.Add(SectionKind.Attributes, JsonSerializer.SerializeToUtf8Bytes(
            new AttributesHeader(Version, ChecksumOf(vectors)), AttributesJson.Default.AttributesHeader), flags: Section.Required);
        VectorFile.AddColumns(writer, new ItemAttributes(names, columns));
        AtomicFile.Write(path, writer.WriteTo);
    }

    private static ItemAttributes Read(string directory, ItemVectors vectors)
    {
        string path = Path.Combine(directory, Name);
        if (!File.Exists(path)) return ItemAttributes.None;
        SectionFile file = SectionFile.Open(path, KnownKinds, FileWords.Attributes);
        using (file.Memory)
        {
            if (!file.Has(SectionKind.Attributes)) return ItemAttributes.None;
            file.Verify();
            AttributesHeader header = ReadHeader(file);
            if (header.Items != ChecksumOf(vectors)) return ItemAttributes.None;
            if (header.Version > Version)
                throw new Item2VecException($"{path}: a newer version of Item2Vec wrote this file", "update Item2Vec");
            ItemAttributes mapped = VectorFile.ReadColumns(file, vectors.Count);
            return new ItemAttributes(mapped.Names, mapped.Columns.Select(column => StringColumn.Of(column.Count, column.Utf8)));
        }
    }

    private static AttributesHeader ReadHeader(SectionFile file)
    {
        NativeBuffer<byte> json = file.View<byte>(SectionKind.Attributes, ElementType.Byte);
        try
        {
            return JsonSerializer.Deserialize(
                json.Slice(0, (int)Math.Min(json.Length, 1 << 16)), AttributesJson.Default.AttributesHeader)!;
        }
        catch (JsonException error)
        {
            throw file.Damaged($"its description cannot be read ({error.Message})");
        }
    }

    private static ItemAttributes Merged(ItemAttributes own, ItemAttributes set)
    {
        ItemAttributes all = own;
        for (int i = 0; i < set.Names.Count; i++)
        {
            if (set.Columns[i].Blob.Length > 0) all = all.With(set.Only(i));
            else if (all.Names.Contains(set.Names[i])) all = all.Without(set.Names[i]);
        }

        return all;
    }

    private static string ChecksumOf(ItemVectors vectors) => VectorFile.Describe(vectors.File!).Checksum;
}

/// <summary>The description of a file of attributes.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Items">The header checksum of the <c>items.i2v</c> that its rows are those of.</param>
internal sealed record AttributesHeader(int Version, string Items);

/// <summary>JSON of <see cref="AttributesHeader"/>.</summary>
[System.Text.Json.Serialization.JsonSourceGenerationOptions(
    PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase)]
[System.Text.Json.Serialization.JsonSerializable(typeof(AttributesHeader))]
internal sealed partial class AttributesJson : System.Text.Json.Serialization.JsonSerializerContext;
