using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Item2Vec.Embeddings;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Encoders;

/// <summary>One encoding: batches of items of about the same size, side by side on all threads.</summary>
internal sealed class EncodingRun
{
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
        batches = [.. Enumerable.Range(0, rows.Length).OrderByDescending(at => input.SizeOf(content.Values[rows[at]]!)).ThenBy(at => at).Chunk(size)];
    }

    /// <summary>The items that get a vector.</summary>
    public Vocabulary Items()
    {
        VocabularyBuilder items = new();
        foreach (int row in rows) items.Add(content.Items.Utf8(row), 0);
        return items.Build();
    }

    /// <summary>A number that differs when anything does that the vectors depend on.</summary>
    public ulong Fingerprint(string encoder)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (FileStream file = File.OpenRead(encoder))
        {
            byte[] buffer = new byte[1 << 20];
            for (int read; (read = file.Read(buffer)) > 0;) hash.AppendData(buffer.AsSpan(0, read));
        }

        foreach (int row in rows)
        {
            hash.AppendData(content.Items.Utf8(row));
            hash.AppendData([0]);
            hash.AppendData(MemoryMarshal.AsBytes(content.Values[row].AsSpan()));
            hash.AppendData([0, 0]);
        }

        // Threads change nothing, and a resumed run is the run that it resumes.
        EncoderOptions same = options with { Threads = 0, Resume = false, ImageMean = [], ImageDeviation = [] };
        string shown = $"{content.Kind} {same} {string.Join(' ', options.ImageMean)} {string.Join(' ', options.ImageDeviation)}";
        hash.AppendData(MemoryMarshal.AsBytes(shown.AsSpan()));
        return BinaryPrimitives.ReadUInt64LittleEndian(hash.GetHashAndReset());
    }

    /// <summary>Encodes all batches; vectors in the order of the rows.</summary>
    public EmbeddingMatrix Run(EncodingJournal? journal, IProgress<EncodingProgress>? progress, CancellationToken cancel)
    {
        bool[] done = new bool[batches.Length];
        int finished = 0;
        foreach ((int batch, float[][] batchVectors) in journal?.Read() ?? [])
        {
            if (batch < 0 || batch >= batches.Length || done[batch] || batchVectors.Length != batches[batch].Length) continue;
            Keep(batch, batchVectors);
            done[batch] = true;
            finished += batchVectors.Length;
        }

        int resumed = finished;
        long begin = Stopwatch.GetTimestamp();
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount, CancellationToken = cancel };
        try
        {
            Parallel.ForEach(Enumerable.Range(0, batches.Length).Where(batch => !done[batch]), parallel, batch =>
            {
                float[][] encoded = Encode(batches[batch]);
                lock (turn)
                {
                    Keep(batch, encoded);
                    journal?.Append(batch, encoded);
                    finished += encoded.Length;
                    progress?.Report(new EncodingProgress(finished, rows.Length, resumed, Stopwatch.GetElapsedTime(begin)));
                }
            });
        }
        catch (AggregateException error) when (error.Flatten().InnerExceptions.OfType<Item2VecException>().FirstOrDefault() is Item2VecException first)
        {
            throw first;
        }

        return vectors!;
    }

    private float[][] Encode(int[] batch)
    {
        string[] values = [.. batch.Select(at => content.Values[rows[at]]!)];

        // A model that takes a fixed number gets the last item again in the places that are left.
        if (input.FixedBatch > values.Length) values = [.. values, .. Enumerable.Repeat(values[^1], input.FixedBatch - values.Length)];
        float[][] encoded = new float[values.Length][];
        using BatchTensors tensors = input.Make(values);
        session.Run(tensors.Values, output.Name, (numbers, shape) =>
        {
            OutputChoice.Check(session, output, shape, values.Length, options.Pooling);
            int dimensions = Pools.Dimensions(shape);
            Pools.Write(numbers, shape, tensors.Lengths, options.Pooling, i => encoded[i] = new float[dimensions]);
        });
        if (encoded.Length > batch.Length) encoded = encoded[..batch.Length];
        for (int i = 0; i < encoded.Length; i++)
        {
            if (Array.Exists(encoded[i], value => !float.IsFinite(value)))
                throw session.Mismatch($"its vector of the item '{content.Items[rows[batch[i]]]}' holds numbers that are not finite", "check the item's content and the encoder");
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
                throw session.Mismatch($"its vectors have {vectors.Dimensions} dimensions for some items and {encoded[i].Length} for others", "name an output of fixed dimensions with --output-name, or choose a --pooling");
            encoded[i].CopyTo(vectors.Row(batches[batch][i]));
        }
    }
}
