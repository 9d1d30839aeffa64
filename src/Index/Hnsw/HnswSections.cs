using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors.Files;
using Item2Vec.Indexing.Quantization;

namespace Item2Vec.Indexing.Hnsw;

/// <summary>Stores a graph and its codes as sections of an <c>.i2v</c> file, and reads them without a copy.</summary>
/// <remarks>
/// Opening checks everything that lengths reveal, at constant cost. Links are checked whenever they are followed, so that a
/// damaged one is an error even if the file is changed later; <see cref="Verify"/> reads all of them.
/// </remarks>
internal static class HnswSections
{
    private const int Version = 1;
    private const int FixedFields = 10;

    public static void Add(SectionFileWriter writer, HnswIndex index, int ordinal)
    {
        IndexOptions options = index.Options;
        HnswGraph graph = index.Graph;
        int[] description =
        [
            Version, (int)options.Metric, options.M, options.EfConstruction, options.EfSearch, options.KeepPruned ? 1 : 0,
            (int)options.Seed, (int)(options.Seed >> 32), BitConverter.SingleToInt32Bits(index.Codes.Step), index.Codes.Stride,
            .. graph.LevelCounts,
        ];
        writer.Add(SectionKind.Graph, ElementType.Int32, NativeBuffer<int>.Copy(description), ordinal);
        writer.Add(SectionKind.GraphUpperRows, ElementType.Int32, graph.UpperRows, ordinal);
        writer.Add(SectionKind.GraphUpperLinks, ElementType.Int32, graph.UpperLinks, ordinal);
        writer.Add(SectionKind.GraphLinks, ElementType.Int32, graph.Links, ordinal);
        writer.Add(SectionKind.Codes, ElementType.Byte, index.Codes.Data, ordinal);
    }

    /// <summary>The graph of a matrix, or null if the file has none or a newer version's.</summary>
    /// <exception cref="Item2VecException">The sections are inconsistent.</exception>
    public static HnswIndex? Read(SectionFile file, int ordinal)
    {
        if (!file.Has(SectionKind.Graph, ordinal)) return null;
        NativeBuffer<int> section = file.View<int>(SectionKind.Graph, ElementType.Int32, ordinal: ordinal);
        if (section.Length is <= FixedFields or > FixedFields + HnswGraph.MaxLevels)
            throw Damaged(file, "its description has a wrong length");
        ReadOnlySpan<int> fields = section.Slice(0, (int)section.Length);
        if (fields[0] > Version) return null;
        IndexOptions options = new()
        {
            Metric = (Metric)fields[1],
            M = fields[2],
            EfConstruction = fields[3],
            EfSearch = fields[4],
            KeepPruned = fields[5] != 0,
            Seed = (uint)fields[6] | ((long)fields[7] << 32),
        };
        float step = BitConverter.Int32BitsToSingle(fields[8]);
        int stride = fields[9];
        int[] levels = fields[FixedFields..].ToArray();
        int rows = file.Header.Items;
        Check(file, fields[0], options, step, stride, levels);
        NativeBuffer<int> View(string kind, long length) => file.View<int>(kind, ElementType.Int32, length, ordinal);
        HnswGraph graph = new(
            options.M, levels,
            View(SectionKind.GraphLinks, (long)rows * 2 * options.M),
            View(SectionKind.GraphUpperRows, levels.Length > 1 ? levels[1] : 0),
            View(SectionKind.GraphUpperLinks, levels.Skip(1).Sum(count => (long)count * options.M)));
        CodeMatrix codes = new(file.View<sbyte>(SectionKind.Codes, ElementType.Byte, (long)rows * stride, ordinal), rows, stride, step);
        GC.KeepAlive(section);
        return new HnswIndex(graph, codes, options);
    }

    /// <summary>Checks every link: in range, not duplicate, not to itself, and none after the end of a list.</summary>
    public static void Verify(SectionFile file, HnswGraph graph)
    {
        for (int level = 0; level <= graph.TopLevel; level++)
        {
            if (graph.FindBadNode(level) is int node) throw Damaged(file, $"the links of node {node} on level {level} are wrong");
        }

        for (long i = 0; i < graph.UpperRows.Length; i++)
            if ((uint)graph.UpperRows[i] >= (uint)graph.Nodes) throw Damaged(file, $"node {i} stands for no item");
    }

    private static void Check(SectionFile file, int version, IndexOptions options, float step, int stride, int[] levels)
    {
        int dimensions = file.Header.Dimensions;
        if (version < 1) throw Damaged(file, "its version makes no sense");
        try
        {
            options.Validate();
        }
        catch (Item2VecException error)
        {
            throw Damaged(file, error.Message);
        }

        if (!(step > 0) || !float.IsFinite(step)) throw Damaged(file, "the step of its codes makes no sense");
        if (stride % CodeMatrix.Lanes != 0 || stride < dimensions || stride > CodeKernel.MaxDimensions)
            throw Damaged(file, "the length of its codes makes no sense");
        if (levels[0] != file.Header.Items) throw Damaged(file, $"it has {levels[0]} items, the file {file.Header.Items}");
        for (int level = 1; level < levels.Length; level++)
            if (levels[level] < 1 || levels[level] > levels[level - 1])
                throw Damaged(file, $"it has {levels[level]} items on level {level}");
    }

    private static Item2VecException Damaged(SectionFile file, string what)
        => new($"{file.Path}: the index is damaged: {what}", "build it again: ItemIndex.Build");
}
