using Item2Vec.Content.Encoders;
using Item2Vec.Content.Onnx;
using Item2Vec.Content.Options;

namespace Item2Vec.Content.Tests.Encoders;

/// <summary>What changes vectors changes the fingerprint, so that no run is resumed with something else.</summary>
public sealed class EncodingFingerprintTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_vocabulary_counts()
    {
        TestGraphs.Tokens(folder["e.onnx"]);
        ContentSource texts = ContentSource.Texts(Catalog.Items(2), ["one", "two"]);
        Check(texts, () => File.WriteAllText(folder["vocab.txt"], "one\ntwo"), () => File.WriteAllText(folder["vocab.txt"], "two\none"));
    }

    [Fact]
    public void Weights_in_other_files_count()
    {
        // Far into the file, over a border of the parts it is searched in.
        foreach (int before in (int[])[0, (1 << 20) - 40, (1 << 20) - 5, 3 << 20])
        {
            File.WriteAllBytes(folder["e.onnx"], [.. new byte[before], .. WithExternalData("weights.bin")]);
            Check(
                ContentSource.Tensors(Catalog.Items(1), ["1"]),
                () => File.WriteAllText(folder["weights.bin"], "old"),
                () => File.WriteAllText(folder["weights.bin"], "new"));
        }
    }

    [Fact]
    public void Images_count_by_size_and_time()
    {
        TestGraphs.ChannelMeans(folder["e.onnx"]);
        ContentSource images = ContentSource.Images(Catalog.Items(1), ["a.ppm"], folder.Path);
        Check(
            images, () => File.WriteAllText(folder["a.ppm"], "1"), () => File.WriteAllText(folder["a.ppm"], "22"),
            () => File.SetLastWriteTimeUtc(folder["a.ppm"], new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc)));
    }

    private void Check(ContentSource content, params Action[] states)
    {
        int[] rows = [.. Enumerable.Range(0, content.Items.Count)];
        List<ulong> found = [];
        foreach (Action state in states)
        {
            state();
            ulong fingerprint = EncodingFingerprint.Of(content, rows, folder["e.onnx"], new EncoderOptions());
            Assert.Equal(
                fingerprint, EncodingFingerprint.Of(content, rows, folder["e.onnx"], new EncoderOptions { Threads = 3, Resume = true }));
            found.Add(fingerprint);
        }

        Assert.Equal(states.Length, found.Distinct().Count());
    }

    /// <summary>A tensor whose numbers lie in another file, as a model holds it.</summary>
    private static byte[] WithExternalData(string location)
    {
        using MemoryStream bytes = new();
        new ProtoMessage().Add(5, new ProtoMessage().Add(13, new ProtoMessage().Add(1, "location").Add(2, location))).WriteTo(bytes);
        return bytes.ToArray();
    }
}
