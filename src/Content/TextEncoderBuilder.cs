using System.Runtime.InteropServices;
using Item2Vec.Content.Onnx;
using Item2Vec.Content.Text;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Content;

/// <summary>
/// Fits a small text encoder to texts, with nothing downloaded: an ONNX graph of vectors of hashed words and character n-grams.
/// </summary>
/// <remarks>
/// Latent semantic analysis (Deerwester et al. 1990): the texts' n-grams, weighted by rarity (tf-idf), are factorized, and an
/// n-gram's vector is its row of the right singular space times its weight. The encoder takes <c>input_ids</c> and <c>attention_mask</c>,
/// int64 [batch, length], and outputs <c>embedding</c>, float32 [batch, dimensions]; its metadata describes the tokens, which
/// <see cref="ContentEncoder"/> reads. It knows spelling and rare words, not meaning: a pretrained sentence encoder knows more.
/// </remarks>
public static class TextEncoderBuilder
{
    /// <summary>Fits an encoder and writes it.</summary>
    /// <param name="texts">The texts; empty ones are skipped.</param>
    /// <param name="path">The <c>.onnx</c> file.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The dimensions of its vectors.</returns>
    /// <exception cref="Item2VecException">There are no texts, an option is wrong, or the file cannot be written.</exception>
    public static int Write(IEnumerable<string?> texts, string path, TextEncoderOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new TextEncoderOptions();
        options.Validate();
        NgramTokenizer tokenizer = new(options.Buckets, options.MinNgram, options.MaxNgram);
        SparseRow[] rows = Weighted([.. texts.Where(text => !string.IsNullOrWhiteSpace(text)).Distinct(StringComparer.Ordinal)
            .Select(text => tokenizer.Encode(text!, NgramTokenizer.MaxTokens, out _))], options.Buckets, out float[] rarity);
        if (rows.Length == 0)
            throw new Item2VecException("there is no text to make an encoder from: the column is empty in every row",
                "name another column");
        if (Array.TrueForAll(rarity, weight => weight == 0))
            throw new Item2VecException("the texts are all the same, or have no words, so that no word tells one from another",
                "name columns whose texts differ");
        int dimensions = Math.Min(options.Dimensions, rows.Length);
        float[] space = SubspaceIteration.RightSingularSpace(rows, options.Buckets + 1, dimensions, options.Seed, cancellationToken);
        Graph(space, rarity, dimensions, tokenizer).Write(path);
        return dimensions;
    }

    /// <summary>Tokens to tf-idf rows of length 1.</summary>
    private static SparseRow[] Weighted(long[][] texts, int buckets, out float[] rarity)
    {
        int[] occurrences = new int[buckets + 1];
        foreach (long[] text in texts)
            foreach (long token in text.Distinct()) occurrences[token]++;

        // An n-gram in a single text separates it from all others but makes it similar to none.
        float[] idf = [.. occurrences.Select(
            (count, token) => token == 0 || count == 0 ? 0 : MathF.Log((1f + texts.Length) / (1f + count)))];
        rarity = idf;
        return [.. texts.Select(text =>
        {
            (int Column, float Value)[] cells = [.. text.GroupBy(token => (int)token)
                .Select(group => (group.Key, group.Count() * idf[group.Key]))];
            double length = Math.Sqrt(cells.Sum(cell => (double)cell.Value * cell.Value));
            return new SparseRow([.. cells.Select(cell => cell.Column)],
                [.. cells.Select(cell => length > 0 ? (float)(cell.Value / length) : 0)]);
        })];
    }

    private static OnnxGraph Graph(float[] space, float[] rarity, int dimensions, NgramTokenizer tokenizer)
    {
        List<byte[]> rows = new(rarity.Length);
        for (int bucket = 0; bucket < rarity.Length; bucket++)
        {
            float[] row = space[(bucket * dimensions)..((bucket + 1) * dimensions)];
            for (int d = 0; d < row.Length; d++) row[d] *= rarity[bucket];
            rows.Add(MemoryMarshal.AsBytes(row.AsSpan()).ToArray());
        }

        OnnxGraph graph = new("item2vec_text_encoder");
        graph.Property(NgramTokenizer.MetadataKey, tokenizer.ToString());
        graph.Constant("ngram_vectors", [rarity.Length, dimensions], rows);
        graph.Constant("tokens_axis", [1], 1);
        graph.Constant("last_axis", [1], 2);
        graph.Input("input_ids", OnnxType.Int64, "batch", "length");
        graph.Input("attention_mask", OnnxType.Int64, "batch", "length");
        graph.Node("Gather", ["ngram_vectors", "input_ids"], ["vectors"], ("axis", 0));
        graph.Node("Cast", ["attention_mask"], ["mask"], ("to", (int)OnnxType.Float));
        graph.Node("Unsqueeze", ["mask", "last_axis"], ["wide_mask"]);
        graph.Node("Mul", ["vectors", "wide_mask"], ["masked"]);
        graph.Node("ReduceSum", ["masked", "tokens_axis"], ["embedding"], ("keepdims", 0));
        graph.Output("embedding", OnnxType.Float, "batch", dimensions);
        return graph;
    }
}

/// <summary>Options of <see cref="TextEncoderBuilder"/>.</summary>
public sealed record TextEncoderOptions
{
    /// <summary>The dimensions of its vectors, 1 to 1,024. Default: 512. At most the number of distinct texts.</summary>
    public int Dimensions { get; init; } = 512;

    /// <summary>
    /// The hash buckets that words and character n-grams share, at least 1,024; the file takes four bytes per bucket and dimension.
    /// Default: 16,384.
    /// </summary>
    public int Buckets { get; init; } = 16_384;

    /// <summary>Minimum length of an n-gram. Default: 3.</summary>
    public int MinNgram { get; init; } = 3;

    /// <summary>Maximum length of an n-gram. Default: 5.</summary>
    public int MaxNgram { get; init; } = 5;

    /// <summary>Random seed of the factorization. Default: 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Every problem of these options, as sentences; empty if there is none.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        if (Dimensions is < 1 or > 1024) problems.Add($"the dimensions are from 1 to 1024, not {Dimensions}");
        if (Buckets < 1024) problems.Add($"the buckets are at least 1024, not {Buckets}");
        if (MinNgram < 1 || MaxNgram < MinNgram) problems.Add($"n-grams of {MinNgram} to {MaxNgram} letters are none");
        return problems;
    }

    /// <summary>Checks the options.</summary>
    /// <exception cref="Item2VecException">With every problem at once (<see cref="ErrorCode.Usage"/>).</exception>
    public void Validate() => OptionProblems.Reject(Problems());
}
