using System.Globalization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Files;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Live;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Damage;

/// <summary>
/// Files with ids, columns, vectors, codes and two graphs, damaged and asked: each gives right answers to what is left in it, or a clear
/// error; never a crash, never a hang. <c>ITEM2VEC_DAMAGED_FILES</c> says how many, for more than a test run has time for.
/// </summary>
public sealed class DamageTests(ITestOutputHelper output) : IDisposable
{
    private const int Usual = 640;
    private const int Items = 400;
    private readonly TemporaryDirectory directory = new();
    private int answered;
    private int refused;

    public void Dispose() => directory.Dispose();

    [Fact(Timeout = 30 * 60 * 1000)]
    public async Task A_damaged_file_gives_a_right_answer_or_a_clear_error()
    {
        await Task.Yield();
        byte[] good = Saved(1, Items, 6);
        DamagedFiles files = new(good, [Saved(2, Items, 6), Saved(3, Items / 2, 4)]);
        int count = int.TryParse(
            Environment.GetEnvironmentVariable("ITEM2VEC_DAMAGED_FILES"), NumberStyles.None, CultureInfo.InvariantCulture, out int more)
            ? more
            : Usual;
        int unopened = 0;
        string path = directory.File("bad.i2v");
        for (int number = 0; number < count; number++)
        {
            DamagedFiles.Damaged bad = files.Make(number);
            File.WriteAllBytes(path, bad.Bytes);
            CheckVerified(path, good, bad);
            ItemIndex? opened = null;
            if (!Try(() => opened = ItemIndex.Open(path, load: number % 3 == 0)))
            {
                unopened++;
                continue;
            }

            using ItemIndex index = opened!;
            Ask(index, number);
            if (number % 5 == 0) Live(path);
        }

        output.WriteLine(
            $"{count} damaged files: {unopened} refused when opened; {answered} questions to the others answered, {refused} refused");
        Assert.True(unopened > count / 4 && answered > count, "the damage does not reach the queries");
    }

    /// <summary>Damage that checksums can see is an error when they are compared; what is not, is in bytes that nothing reads.</summary>
    private void CheckVerified(string path, byte[] good, DamagedFiles.Damaged bad)
    {
        bool sound = Try(() => ItemIndex.Open(path, verify: true).Dispose());
        if (!sound || bad.IsSealed || bad.Bytes.AsSpan().SequenceEqual(good)) return;
        Assert.Equal(good.Length, bad.Bytes.Length);
        foreach (Section section in DamagedFiles.Sections(good))
            Assert.True(
                good.AsSpan((int)section.Offset, (int)section.ByteLength)
                    .SequenceEqual(bad.Bytes.AsSpan((int)section.Offset, (int)section.ByteLength)),
                section.Kind);
    }

    private void Ask(ItemIndex index, int number)
    {
        SearchOptions graph = new() { Ef = 30 };
        float[] vector = [.. Enumerable.Range(0, 10).Select(d => d - 4.5f)];
        for (int i = 0; i < 4; i++)
        {
            int row = (number + (i * 101)) % Items;
            if (row >= index.Count) continue;
            Found(index, row, () => index.Similar($"item{row}", 10, graph));
            ScoredRow[] found = new ScoredRow[10];
            Try(() => CheckScores(index, row, found.AsSpan(0, index.SimilarRows(row, found, graph))));
        }

        Found(index, -1, () => index.Nearest(vector, 10, graph));
        Found(index, -1, () => index.Similar("item3", 10, new SearchOptions { Exact = true }));
        Found(index, -1, () => index.Recommend(["item1", "item2"], 10, new RecommendOptions { Ef = 30 }));
        Found(index, -1, () => index.Analogy("item1 - item2 + item3", 10, graph));
        Found(
            index,
            -1,
            () => index.Similar("item5", 10, new SearchOptions { Filter = ItemFilter.Where(index.Vectors, "category=even"), Ef = 30 }));
        Try(() => index.ClosestItems("itme"));
    }

    private void Live(string path) => Try(() =>
    {
        using LiveIndex live = new(ItemIndex.Open(path));
        live.Remove("item7");
        live.Set("item8", new float[live.Dimensions]);
        live.Set("new", [.. Enumerable.Range(0, live.Dimensions).Select(d => (float)d)]);
        Try(() => live.Similar("item9", 10, new SearchOptions { Ef = 30 }));
        live.Compact();
        Assert.DoesNotContain("item7", live.Similar("new", 10, new SearchOptions { Ef = 30 }).Select(found => found.Item));
    });

    private void Found(ItemIndex index, int row, Func<Neighbor[]> ask) => Try(() =>
    {
        Neighbor[] found = ask();
        Assert.InRange(found.Length, 0, 10);
        Assert.DoesNotContain(found, neighbor => float.IsNaN(neighbor.Score));
        for (int i = 1; i < found.Length; i++) Assert.True(found[i - 1].Score >= found[i].Score);
        if (row >= 0) Assert.Equal(Math.Min(10, index.Count - 1), found.Length);
    });

    /// <summary>
    /// Scores are those of the vectors and by the metric that the file holds, whatever they are: damage may have made it another.
    /// </summary>
    private static void CheckScores(ItemIndex index, int row, ReadOnlySpan<ScoredRow> found)
    {
        NativeBuffer<float> inverse = index.Vectors.InverseNorms;
        float[] query = index.Vectors.Vector(row);
        double length = Math.Sqrt(query.Sum(value => (double)value * value));
        Assert.DoesNotContain(row, found.ToArray().Select(other => other.Row));
        Assert.Equal(found.Length, found.ToArray().Select(other => other.Row).Distinct().Count());
        foreach (ScoredRow other in found)
        {
            float[] vector = index.Vectors.Vector(other.Row);
            (double expected, double size) = index.Metric switch
            {
                Metric.Cosine
                    => (
                        TestModel.Dot(query, vector) / length * inverse[other.Row],
                        vector.Max(Math.Abs) * Math.Abs((double)inverse[other.Row])),
                Metric.Dot => (TestModel.Dot(query, vector), length * vector.Max(Math.Abs)),
                _ => (-Math.Sqrt(query.Zip(vector, (a, b) => ((double)a - b) * ((double)a - b)).Sum()), length + vector.Max(Math.Abs)),
            };
            double tolerance = 1e-4 * Math.Max(1, size);
            if (double.IsFinite(expected) && double.IsFinite(tolerance))
                Assert.InRange(other.Score, expected - tolerance, expected + tolerance);
        }
    }

    private bool Try(Action action)
    {
        try
        {
            action();
            answered++;
            return true;
        }
        catch (Item2VecException error)
        {
            Assert.True(error.Code is ErrorCode.BadData or ErrorCode.NotFound or ErrorCode.Usage, error.Message);
            Assert.NotEmpty(error.Message);
            refused++;
            return false;
        }
    }

    private byte[] Saved(int seed, int items, int m)
    {
        using ItemVectors vectors = Planted.Clusters(items, dimensions: 10, clusters: 8, seed, output: true);
        using ItemIndex index = ItemIndex.Build(vectors, new IndexOptions { M = m, EfConstruction = 50, Threads = 1 });
        index.Save(directory.File("good.i2v"));
        return File.ReadAllBytes(directory.File("good.i2v"));
    }
}
