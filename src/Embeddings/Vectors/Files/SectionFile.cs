using System.Globalization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Vectors.Files;

/// <summary>
/// A mapped <c>.i2v</c> file: its header, section table, and views of the sections, which <see cref="VectorFile"/> interprets.
/// </summary>
/// <remarks>
/// Opening checks header and table (including their checksum) and touches no section, so its cost does not depend on the size.
/// </remarks>
internal sealed class SectionFile
{
    private const int MaxSections = 4096;
    private readonly Dictionary<(string Kind, int Ordinal), Section> sections = [];

    private readonly FileWords words;

    private SectionFile(string path, NativeMemoryHandle memory, FileWords words)
    {
        Path = path;
        Memory = memory;
        this.words = words;
    }

    public string Path { get; }

    public NativeMemoryHandle Memory { get; }

    public FileHeader Header { get; private set; }

    /// <summary>All sections, including those of unknown kinds.</summary>
    public IReadOnlyCollection<Section> Sections => sections.Values;

    /// <summary>Maps a file and checks its header and table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="knownKinds">The kinds the caller knows: a required section of another kind is rejected.</param>
    /// <param name="words">The nouns and hints of errors.</param>
    public static SectionFile Open(string path, IReadOnlyCollection<string> knownKinds, FileWords words)
    {
        NativeMemoryHandle memory = Map(path, words);
        try
        {
            SectionFile file = new(path, memory, words);
            file.ReadHeader();
            file.ReadTable(knownKinds);
            return file;
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    public bool Has(string kind, int ordinal = 0) => sections.ContainsKey((kind, ordinal));

    /// <summary>A view of a section that must exist and, if <paramref name="length"/> is given, have this many elements.</summary>
    public NativeBuffer<T> View<T>(string kind, ElementType type, long? length = null, int ordinal = 0)
        where T : unmanaged
    {
        if (!sections.TryGetValue((kind, ordinal), out Section section)) throw Damaged($"it has no section '{kind}'");
        int size = type switch { ElementType.Byte => 1, ElementType.Int64 => 8, _ => 4 };
        if (section.Type != type) throw Damaged($"section '{kind}' has elements of type {(int)section.Type}, {(int)type} was expected");
        if (section.ByteLength % size != 0 || (length is long expected && section.ByteLength / size != expected))
            throw Damaged(
                $"section '{kind}' has {section.ByteLength} bytes, "
                    + $"{(length * size)?.ToString(CultureInfo.InvariantCulture) ?? $"a multiple of {size}"} were expected");
        return NativeBuffer<T>.View(Memory, section.Offset, section.ByteLength / size);
    }

    /// <summary>Verifies the checksum of every section, or of those of a kind.</summary>
    public void Verify(string? kind = null)
    {
        foreach (Section section in sections.Values.Where(section => kind is null || section.Kind == kind))
        {
            NativeBuffer<byte> bytes = NativeBuffer<byte>.View(Memory, section.Offset, section.ByteLength);
            if (XxHash64.Of(bytes, bytes.Length) != section.Checksum)
                throw Damaged($"the content of section '{section.Kind}' does not match its checksum");
        }
    }

    /// <summary>Whether every byte has been compared with its checksum and found consistent.</summary>
    public bool IsVerified { get; set; }

    /// <summary>Checks that the sections of float32 hold finite numbers.</summary>
    public void CheckNumbers()
    {
        foreach (Section section in sections.Values.Where(section => section.Type == ElementType.Float32))
        {
            NativeBuffer<float> numbers = NativeBuffer<float>.View(Memory, section.Offset, section.ByteLength / sizeof(float));
            if (FiniteNumbers.IndexOfOther(numbers) is >= 0 and long found)
                throw Damaged(
                    $"number {found} of section '{section.Kind}' is {numbers[found].ToString(CultureInfo.InvariantCulture)}");
        }
    }

    public Item2VecException Damaged(string what)
        => new($"{Path}: the {words.Name} is damaged: {what}", words.WhenDamaged);

    private static NativeMemoryHandle Map(string path, FileWords words)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("Vectors are mapped as they are: little-endian.");
        if (Directory.Exists(path))
            throw new Item2VecException($"{path}: is a directory, a {words.FullName} was expected", code: ErrorCode.InputMissing);
        try
        {
            if (File.Exists(path) && new FileInfo(path).Length < FileHeader.Bytes) throw Other(path, words);
            return NativeMemoryHandle.MapFile(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new Item2VecException($"{path}: no such file", $"a {words.FullName} was expected", ErrorCode.InputMissing, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new Item2VecException($"{path}: cannot be opened: {error.Message}", code: ErrorCode.InputMissing, innerException: error);
        }
    }

    private static Item2VecException Other(string path, FileWords words) => new($"{path}: not a {words.FullName}", words.WhenOther);

    private void ReadHeader()
    {
        ReadOnlySpan<byte> bytes = NativeBuffer<byte>.View(Memory, 0, FileHeader.Bytes).Slice(0, FileHeader.Bytes);
        if (!bytes.StartsWith(FileHeader.Magic)) throw Other(Path, words);
        Header = FileHeader.Read(bytes);
        if (Header.Version > FileHeader.CurrentVersion)
            throw Newer($"format {Header.Version}, this one reads up to {FileHeader.CurrentVersion}");
        if (Header.FileBytes != Memory.ByteLength)
            throw Damaged($"it has {Memory.ByteLength} bytes, {Header.FileBytes} were written");
        if (Header.Version < 1 || Header.Sections is < 0 or > MaxSections || Header.Items is < 0 or int.MaxValue
            || Header.Dimensions is < 1 or > 1 << 20)
            throw Damaged("its header makes no sense");
    }

    private void ReadTable(IReadOnlyCollection<string> knownKinds)
    {
        long tableEnd = FileHeader.Bytes + ((long)Header.Sections * Section.EntryBytes);
        if (tableEnd > Memory.ByteLength) throw Damaged("its table of sections leaves the file");
        ReadOnlySpan<byte> bytes = NativeBuffer<byte>.View(Memory, 0, tableEnd).Slice(0, (int)tableEnd);
        if (FileHeader.ChecksumOf(bytes) != Header.Checksum) throw Damaged("its header does not match its checksum");
        for (int i = 0; i < Header.Sections; i++)
        {
            Section section = Section.Read(bytes[(FileHeader.Bytes + (i * Section.EntryBytes))..]);
            if (section.Offset < tableEnd || section.Offset % 64 != 0 || section.ByteLength < 0
                || section.ByteLength > Memory.ByteLength - section.Offset)
                throw Damaged($"section '{section.Kind}' leaves the file");
            if ((section.Flags & Section.Required) != 0 && !knownKinds.Contains(section.Kind)) throw Newer($"it needs '{section.Kind}'");
            if (!sections.TryAdd((section.Kind, section.Ordinal), section)) throw Damaged($"section '{section.Kind}' is there twice");
        }

        GC.KeepAlive(this);
    }

    private Item2VecException Newer(string why)
        => new($"{Path}: a newer version of Item2Vec wrote this file ({why})", "update Item2Vec");
}
