using System.Globalization;
using System.Text.Json;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Files;
using Item2Vec.Indexing.Filters;

namespace Item2Vec.Service.Models;

/// <summary>A named allow-list of items, for one model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ids">The ids in the list.</param>
/// <param name="Filter">The items of the model among them.</param>
internal sealed record NamedFilter(string Name, int Ids, ItemFilter Filter)
{
    private static long made;

    /// <summary>Differs from that of every other list of the process.</summary>
    public long Version { get; } = Interlocked.Increment(ref made);
}

/// <summary>
/// Named allow-lists on disk: <c>MODEL.filters/NAME.i2v</c> beside the model, which another training does not touch. Only the files hold
/// the ids: in memory a list is a bit per item of the model.
/// </summary>
internal sealed class FilterStore(string model)
{
    /// <summary>The lists that a service keeps.</summary>
    public const int MaxFilters = 100;

    private const string Extension = ".i2v";
    private const string Kind = "filter";
    private const int MaxNameLength = 64;
    private static readonly string[] KnownKinds = [Kind, SectionKind.IdBytes, SectionKind.IdOffsets];
    private static readonly FileWords Words = new("filter", "filter of a service", "put the filter again", "move it away");

    /// <summary>The directory of the lists.</summary>
    public string Directory { get; } = DirectorySwap.Normalize(model) + ".filters";

    /// <summary>Whether a text can be a name, on every file system: lower-case letters, digits, <c>-</c> and <c>_</c>.</summary>
    public static bool IsName(string text)
        => text.Length is > 0 and <= MaxNameLength && char.IsAsciiLetterOrDigit(text[0])
            && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '_');

    /// <summary>What is on disk: the name, size and time of each list.</summary>
    public string Signature()
    {
        try
        {
            return string.Join('\n', Files().Select(file => string.Create(
                CultureInfo.InvariantCulture, $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}")));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return "unreadable";
        }
    }

    /// <summary>A signature without the file of a list.</summary>
    public static string WithoutFile(string signature, string name)
        => string.Join('\n', signature.Split('\n').Where(line => !line.StartsWith($"{name}{Extension} ", StringComparison.Ordinal)));

    /// <summary>Reads the lists for a model.</summary>
    /// <param name="vectors">The model's items.</param>
    /// <param name="known">The lists as they were, for those whose file cannot be read now.</param>
    /// <param name="damaged">Is told of a list that cannot be read.</param>
    public Dictionary<string, NamedFilter> Read(
        ItemVectors vectors, IReadOnlyDictionary<string, NamedFilter>? known, Action<string> damaged)
    {
        Dictionary<string, NamedFilter> all = new(StringComparer.Ordinal);
        foreach (FileInfo file in Files())
        {
            string name = Path.GetFileNameWithoutExtension(file.Name);
            try
            {
                all[name] = Read(file.FullName, name, vectors);
            }
            catch (Item2VecException problem)
            {
                damaged(problem.Message);
                if (known is not null && known.TryGetValue(name, out NamedFilter? before)) all[name] = before;
            }
        }

        return all;
    }

    /// <summary>Writes a list, in the place of one of its name.</summary>
    /// <exception cref="Item2VecException">It cannot be written (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public void Write(string name, IdList ids)
    {
        string path = PathOf(name);
        AtomicFile.EnsureWritable(path);
        SectionFileWriter writer = new(ids.Count, 1, 0);
        writer.Add(Kind, JsonSerializer.SerializeToUtf8Bytes(1, FilterJson.Default.Int32), flags: Section.Required);
        using NativeBuffer<byte> bytes = NativeBuffer<byte>.Copy(ids.Bytes);
        using NativeBuffer<long> offsets = NativeBuffer<long>.Copy(ids.Offsets);
        writer.Add(SectionKind.IdBytes, ElementType.Byte, bytes);
        writer.Add(SectionKind.IdOffsets, ElementType.Int64, offsets);
        AtomicFile.Write(path, writer.WriteTo);
    }

    /// <summary>Deletes a list.</summary>
    /// <exception cref="Item2VecException">It cannot be deleted (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public void Delete(string name)
    {
        try
        {
            AtomicFile.Delete(PathOf(name));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new Item2VecException(
                $"{PathOf(name)}: cannot be deleted: {problem.Message}", "check the rights of the directory", ErrorCode.CannotWrite,
                problem);
        }
    }

    private static NamedFilter Read(string path, string name, ItemVectors vectors)
    {
        SectionFile file = SectionFile.Open(path, KnownKinds, Words);
        using (file.Memory)
        {
            file.Verify();
            if (!file.Has(Kind)) throw file.Damaged($"it has no section '{Kind}'");
            NativeBuffer<byte> bytes = file.View<byte>(SectionKind.IdBytes, ElementType.Byte);
            NativeBuffer<long> offsets = file.View<long>(SectionKind.IdOffsets, ElementType.Int64, file.Header.Items + 1L);
            RowSet rows = new(vectors.Capacity);
            for (int i = 0; i < file.Header.Items; i++)
            {
                (long from, long to) = (offsets[i], offsets[i + 1L]);
                if (from < 0 || to < from || to > bytes.Length || to - from > Vocabulary.MaxItemBytes)
                    throw file.Damaged($"id {i} lies outside its section");
                if (vectors.Vocabulary.TryGetRow(bytes.Slice(from, (int)(to - from)), out int row)) rows.Add(row);
            }

            return new NamedFilter(name, file.Header.Items, ItemFilter.Named(vectors, name, rows));
        }
    }

    private FileInfo[] Files()
    {
        if (!System.IO.Directory.Exists(Directory)) return [];
        return
        [
            .. new DirectoryInfo(Directory).EnumerateFiles()
                .Where(file => file.Extension == Extension && IsName(Path.GetFileNameWithoutExtension(file.Name)))
                .OrderBy(file => file.Name, StringComparer.Ordinal).Take(MaxFilters),
        ];
    }

    private string PathOf(string name) => Path.Combine(Directory, name + Extension);
}

/// <summary>JSON in a filter's file.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(int))]
internal sealed partial class FilterJson : System.Text.Json.Serialization.JsonSerializerContext;
