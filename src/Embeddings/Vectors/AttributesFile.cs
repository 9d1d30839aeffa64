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
            if (Read(directory, vectors) is not ItemAttributes merged) return vectors;
            ItemVectors with = vectors.With(merged);
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

        string[] removed = [.. vectors.Attributes.Names.Where(name => !attributes.Names.Contains(name))];
        string path = Path.Combine(directory, Name);
        if (names.Count == 0 && removed.Length == 0)
        {
            AtomicFile.Delete(path);
            return;
        }

        SectionFileWriter writer = new(vectors.Count, vectors.Dimensions, vectors.Vocabulary.TotalCount);
        writer.Add(SectionKind.Attributes, JsonSerializer.SerializeToUtf8Bytes(
            new AttributesHeader(Version, ChecksumOf(vectors), removed), AttributesJson.Default.AttributesHeader), flags: Section.Required);
        VectorFile.AddColumns(writer, new ItemAttributes(names, columns));
        AtomicFile.Write(path, writer.WriteTo);
    }

    /// <summary>The attributes of vectors with those of the file; null if there is none for them.</summary>
    private static ItemAttributes? Read(string directory, ItemVectors vectors)
    {
        string path = Path.Combine(directory, Name);
        if (!File.Exists(path)) return null;
        SectionFile file = SectionFile.Open(path, KnownKinds, FileWords.Attributes);
        using (file.Memory)
        {
            if (!file.Has(SectionKind.Attributes)) return null;
            file.Verify();
            AttributesHeader header = ReadHeader(file);
            if (header.Items != ChecksumOf(vectors)) return null;
            if (header.Version > Version)
                throw new Item2VecException($"{path}: a newer version of Item2Vec wrote this file", "update Item2Vec");
            ItemAttributes mapped = VectorFile.ReadColumns(file, vectors.Count);
            ItemAttributes set = new(mapped.Names, mapped.Columns.Select(column => column.Clone()));
            return (header.Removed ?? []).Where(vectors.Attributes.Names.Contains)
                .Aggregate(vectors.Attributes, (all, name) => all.Without(name)).With(set);
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

    private static string ChecksumOf(ItemVectors vectors) => VectorFile.Describe(vectors.File!).Checksum;
}

/// <summary>The description of a file of attributes.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Items">The header checksum of the <c>items.i2v</c> that its rows are those of.</param>
/// <param name="Removed">The columns of that file that the items have no longer.</param>
internal sealed record AttributesHeader(int Version, string Items, IReadOnlyList<string>? Removed = null);

/// <summary>JSON of <see cref="AttributesHeader"/>.</summary>
[System.Text.Json.Serialization.JsonSourceGenerationOptions(
    PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase)]
[System.Text.Json.Serialization.JsonSerializable(typeof(AttributesHeader))]
internal sealed partial class AttributesJson : System.Text.Json.Serialization.JsonSerializerContext;
