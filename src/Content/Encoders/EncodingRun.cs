using System.Diagnostics;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Content.Encoders;

/// <summary>One encoding: batches of items of about the same size, side by side on all threads.</summary>
internal sealed class EncodingRun
{
    private const int MaxItems = 65_536;

    private readonly ContentSource content;
    private readonly EncoderSession session;
    private readonly IBatchInput input;
    private readonly EncoderOptions options;
    private readonly TensorShape output;
    private readonly int[] rows;
    private readonly int[][] batches;
    private readonly Lock turn = new();
    private EmbeddingMatrix? vectors;

    /// <summary>Plans a run.</summary>
    /// <param name="content">The content.</param>
    /// <param name="session">The encoder.</param>
    /// <param name="input">What feeds it.</param>
    /// <param name="options">How.</param>
    /// <param name="rows">The rows of the content that there is something to encode of, rising.</param>
    public EncodingRun(ContentSource content, EncoderSession session, IBatchInput input, EncoderOptions options, int[] rows)
    {
        (this.content, this.session, this.input, this.options, this.rows) = (content, session, input, options, rows);
        output = OutputChoice.Of(session, options);

        // Sorted by size, so that short texts are not filled up to the length of long ones.
        int size = input.FixedBatch > 0 ? input.FixedBatch : options.BatchSize;
        if (size > MaxItems)
            throw session.Mismatch($"its batch is fixed at {size} items, and at most {MaxItems} go through at once",
                "export it with a free or a smaller batch");
        batches = [.. Enumerable.Range(0, rows.Length).OrderByDescending(at => input.SizeOf(content.Values[rows[at]]!)).ThenBy(at => at)
            .Chunk(size)];
    }

    /// <summary>A number that differs when anything does that the vectors depend on.</summary>
    public ulong Fingerprint() => EncodingFingerprint.Of(content, rows, session.Path, options);

    /// <summary>Encodes all batches; the items that could be read, in the order of the rows.</summary>
    public ItemVectors Run(EncodingJournal? journal, IProgress<EncodingProgress>? progress, CancellationToken cancel)
    {
        bool[] done = new bool[batches.Length];
        int finished = 0, cut = 0, unreadable = 0;
        foreach ((int batch, float[][] batchVectors) in journal?.Read() ?? [])
        {
            if (batch < 0 || batch >= batches.Length || done[batch] || batchVectors.Length != batches[batch].Length) continue;
            if (batchVectors.Any(IsUnreadable) && !options.SkipUnreadable) continue;
            Keep(batch, batchVectors);
            done[batch] = true;
            finished += batchVectors.Length;
            unreadable += batchVectors.Count(IsUnreadable);
        }

        int resumed = finished;
        long begin = Stopwatch.GetTimestamp();
        if (resumed > 0) progress?.Report(new EncodingProgress(finished, rows.Length, resumed, cut, unreadable, TimeSpan.Zero));
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount,
            CancellationToken = cancel };
        try
        {
            Parallel.ForEach(Enumerable.Range(0, batches.Length).Where(batch => !done[batch]), parallel, batch =>
            {
                float[][] encoded = Encode(batches[batch], out int cutOff);
                lock (turn)
                {
                    Keep(batch, encoded);
                    journal?.Append(batch, encoded);
                    finished += encoded.Length;
                    cut += cutOff;
                    unreadable += encoded.Count(IsUnreadable);
                    progress?.Report(new EncodingProgress(finished, rows.Length, resumed, cut, unreadable,
                        Stopwatch.GetElapsedTime(begin)));
                }
            });
        }
        catch (AggregateException error) when (error.Flatten().InnerExceptions.OfType<Item2VecException>()
            .FirstOrDefault() is Item2VecException first)
        {
            throw first;
        }

        return Readable();
    }

    /// <summary>A vector that stands for an item that could not be read, also in the journal; an encoder's own are finite.</summary>
    private static bool IsUnreadable(float[] vector) => float.IsNaN(vector[0]);

    private ItemVectors Readable()
    {
        int[] readable = [.. Enumerable.Range(0, rows.Length).Where(row => !float.IsNaN(vectors!.Row(row)[0]))];
        if (readable.Length == 0)
            throw new Item2VecException($"none of the {rows.Length} items could be read",
                "see what is wrong with the first without SkipUnreadable") { Option = nameof(EncoderOptions.SkipUnreadable) };
        VocabularyBuilder items = new();
        EmbeddingMatrix kept = new(readable.Length, vectors!.Dimensions);
        foreach (int row in readable)
        {
            vectors.Row(row).CopyTo(kept.Row(items.Count));
            items.Add(content.Items.Utf8(rows[row]), 0);
        }

        return new ItemVectors(items.Build(), kept, output: null);
    }

    private float[][] Encode(int[] batch, out int cut)
    {
        string[] values = [.. batch.Select(at => content.Values[rows[at]]!)];

        // A model that takes a fixed number gets the last item again in the places that are left.
        if (input.FixedBatch > values.Length) values = [.. values, .. Enumerable.Repeat(values[^1], input.FixedBatch - values.Length)];
        float[][] encoded = new float[values.Length][];
        using BatchTensors tensors = input.Make(values);
        for (int i = 0; i < batch.Length && !options.SkipUnreadable; i++)
            if (tensors.Unreadable[i] is Item2VecException error)
                throw new Item2VecException($"item '{content.Items[rows[batch[i]]]}': {error.Message}",
                    $"{error.Hint}; SkipUnreadable leaves such items out", error.Code, error)
                {
                    Option = nameof(EncoderOptions.SkipUnreadable),
                };
        cut = tensors.Cut?.Take(batch.Length).Count(one => one) ?? 0;
        session.Run(tensors.Values, output.Name, (numbers, shape) =>
        {
            OutputChoice.Check(session, output, shape, values.Length, options.Pooling);
            bool channelsLast = Pools.ChannelsLast(shape, input.ChannelsLast);
            int dimensions = Pools.Dimensions(shape, channelsLast);
            Pools.Write(numbers, shape, channelsLast, tensors.Lengths, options.Pooling, i => encoded[i] = new float[dimensions]);
        });
        if (encoded.Length > batch.Length) encoded = encoded[..batch.Length];
        for (int i = 0; i < encoded.Length; i++)
        {
            if (tensors.Unreadable[i] is not null)
            {
                Array.Fill(encoded[i], float.NaN);
                continue;
            }

            if (Array.Exists(encoded[i], value => !float.IsFinite(value)))
                throw session.Mismatch($"its vector of the item '{content.Items[rows[batch[i]]]}' holds numbers that are not finite",
                    "check the item's content and the encoder");
            if (options.Normalize) Pools.Normalize(encoded[i]);
        }

        return encoded;
    }

    private void Keep(int batch, float[][] encoded)
    {
        vectors ??= new EmbeddingMatrix(rows.Length, encoded[0].Length);
        for (int i = 0; i < encoded.Length; i++)
        {
            if (encoded[i].Length != vectors.Dimensions)
                throw session.Mismatch(
                    $"its vectors have {vectors.Dimensions} dimensions for some items and {encoded[i].Length} for others",
                    "name an output of fixed dimensions with OutputName, or choose a Pooling", nameof(EncoderOptions.OutputName));
            encoded[i].CopyTo(vectors.Row(batches[batch][i]));
        }
    }
}

/// <summary>Which output of an encoder is taken, and whether it is what was expected.</summary>
internal static class OutputChoice
{
    /// <summary>The output that the options name, or the first of float32 that can be pooled.</summary>
    public static TensorShape Of(EncoderSession session, EncoderOptions options)
    {
        if (options.OutputName is string name)
        {
            TensorShape named = session.Outputs.FirstOrDefault(output => output.Name == name)
                ?? throw session.Mismatch($"it has no output '{name}'", "name one of them with OutputName",
                    nameof(EncoderOptions.OutputName));
            if (!Fits(named))
                throw session.Mismatch($"its output '{name}' is no vectors of float32, [batch, dimensions] or [batch, tokens, dimensions]",
                    "name another with OutputName", nameof(EncoderOptions.OutputName));
            return named;
        }

        return session.Outputs.FirstOrDefault(Fits)
            ?? throw session.Mismatch("none of its outputs is vectors of float32, [batch, dimensions] or [batch, tokens, dimensions]",
                "give a model that encodes; one that classifies has to be exported without its last layer");
    }

    /// <summary>Rejects what came out of a batch when it is not a vector or more for each item.</summary>
    public static void Check(EncoderSession session, TensorShape output, ReadOnlySpan<long> shape, int batch, Pooling pooling)
    {
        string found = $"its output '{output.Name}' came out as [{string.Join(", ", shape.ToArray())}] for {batch} items";
        if (shape.Length is < 2 or > 4 || shape[0] != batch || shape.Contains(0))
            throw session.Mismatch($"{found}; [batch, dimensions] or [batch, tokens, dimensions] was expected",
                "name another output with OutputName", nameof(EncoderOptions.OutputName));
        if (shape.Length > 2 && pooling == Pooling.None)
            throw session.Mismatch($"{found}, which is more than one vector each",
                "choose how to pool them with Pooling = mean, cls or max", nameof(EncoderOptions.Pooling));
        if (shape.Length == 4 && pooling == Pooling.Cls)
            throw session.Mismatch($"{found}, which has no first token", "choose Pooling = mean or max", nameof(EncoderOptions.Pooling));
    }

    // A model that does not say how many dimensions an output has is believed until a batch shows them.
    private static bool Fits(TensorShape output) => output is { IsFloat: true, Rank: 0 or (>= 2 and <= 4) };
}
