using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Item2Vec.Content.Encoders;

/// <summary>A number that differs when anything does that the vectors of an encoding depend on, so that no run is resumed with another encoder or other content.</summary>
internal static class EncodingFingerprint
{
    /// <param name="content">The content.</param>
    /// <param name="rows">Its rows that are encoded.</param>
    /// <param name="encoder">The encoder; the files of external data and the vocabulary beside it count too.</param>
    /// <param name="options">How.</param>
    public static ulong Of(ContentSource content, int[] rows, string encoder, EncoderOptions options)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AddFile(hash, encoder);
        foreach (string data in ExternalData.FilesOf(encoder)) AddFile(hash, data);
        if (content.Kind == ContentKind.Text) AddFile(hash, EncoderOptions.VocabularyPath(encoder, options));
        foreach (int row in rows)
        {
            hash.AppendData(content.Items.Utf8(row));
            hash.AppendData([0]);
            AddText(hash, content.Values[row]!);
            if (content.Kind == ContentKind.Image) AddText(hash, Stamp(Path.Combine(content.Directory, content.Values[row]!)));
        }

        // Threads change nothing, a resumed run is the run that it resumes, and who meets an item that cannot be read may go on without it.
        EncoderOptions same = options with { Threads = 0, Resume = false, SkipUnreadable = false, ImageMean = [], ImageDeviation = [] };
        AddText(hash, $"{content.Kind} {same} {string.Join(' ', options.ImageMean)} {string.Join(' ', options.ImageDeviation)}");
        return BinaryPrimitives.ReadUInt64LittleEndian(hash.GetHashAndReset());
    }

    private static void AddText(IncrementalHash hash, string text)
    {
        hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
        hash.AppendData([0, 0]);
    }

    /// <summary>The bytes of a file; nothing where it is not there, which the encoding itself tells when it needs it.</summary>
    private static void AddFile(IncrementalHash hash, string path)
    {
        if (!File.Exists(path)) return;
        using FileStream file = File.OpenRead(path);
        byte[] buffer = new byte[1 << 20];
        for (int read; (read = file.Read(buffer)) > 0;) hash.AppendData(buffer.AsSpan(0, read));
        AddText(hash, string.Empty);
    }

    /// <summary>Size and time of an image: reading all of them twice would take as long as a good part of the work.</summary>
    private static string Stamp(string path)
        => File.Exists(path) && new FileInfo(path) is FileInfo file ? string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}") : string.Empty;
}
