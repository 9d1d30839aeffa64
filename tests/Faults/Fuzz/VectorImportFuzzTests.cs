using System.Globalization;
using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Formats;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Faults.Fuzz;

/// <summary>
/// Files of vectors that are damaged, cut, mixed and compressed: each is read or refused with an error, in memory that follows the bytes
/// read. <c>ITEM2VEC_FUZZ</c> says how many, for more than a test run has time for.
/// </summary>
public sealed class VectorImportFuzzTests(ITestOutputHelper output)
{
    private const int Usual = 3000;

    private static readonly string[] Pieces =
    [
        "2 3\n", "a 1 2 3\n", "b 0 -1e38 1e-45\n", "0 0\n", "400000 1000\n", "2147483647 65536\n", "-1 -1\n", " ", "\n",
        "\r\n", "\t", "nan", "inf", "1e400", "\0", "\u00ff", "a", "99999999999999999999", "%", "%zz", "1.5.2", "+1", ".", "\ufeff",
    ];

    [Theory]
    [InlineData("word2vec")]
    [InlineData("word2vec-binary")]
    public void A_file_of_anything_is_read_or_refused(string name)
    {
        using Workspace workspace = new();
        IVectorFormat format = VectorFormats.BuiltIn.Find(name);
        int count = Fuzzing.Count(Usual);
        int read = 0, refused = 0;
        for (int number = 0; number < count; number++)
        {
            byte[] content = Make(new Random(number));
            string path = workspace[number % 2 == 0 ? "v.txt" : "v.txt.gz"];
            File.WriteAllBytes(path, number % 2 == 0 ? content : Fuzzing.Compressed(content));
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using ItemVectors vectors = format.Read(path, new VectorFormatOptions { EscapeItems = number % 3 == 0 });
                read++;
            }
            catch (Item2VecException error)
            {
                Assert.Contains(error.Code, (ErrorCode[])[ErrorCode.BadData, ErrorCode.InputMissing]);
                refused++;
            }

            long taken = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(taken < (1 << 21) + (64L * content.Length), $"number {number} takes {taken} bytes");
        }

        output.WriteLine($"{count} files as {name}: {read} read, {refused} refused, 0 failed");
        Assert.True(read > count / 100, "the fuzzer makes nothing that can be read");
    }

    private static byte[] Make(Random random)
    {
        StringBuilder text = new();
        if (random.Next(3) > 0) text.Append(CultureInfo.InvariantCulture, $"{random.Next(3)} {random.Next(1, 4)}\n");
        for (int more = random.Next(8); more > 0; more--) text.Append(Pieces[random.Next(Pieces.Length)]);
        byte[] content = Encoding.UTF8.GetBytes(random.Next(4) == 0 ? "2 3\na 1 2 3\nb 3 2 1\n" : text.ToString());
        for (int flips = random.Next(3); flips > 0 && content.Length > 0; flips--)
            content[random.Next(content.Length)] = (byte)random.Next(256);
        return random.Next(5) == 0 ? content[..random.Next(content.Length + 1)] : content;
    }
}
