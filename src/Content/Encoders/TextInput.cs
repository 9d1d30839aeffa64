using Item2Vec.Content.Options;
using Item2Vec.Content.Text;
using Item2Vec.Embeddings.Common;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Item2Vec.Content.Encoders;

/// <summary>Tokenized texts, for encoders like BERT: ids, mask, segments and positions, whichever of them the model takes.</summary>
internal sealed class TextInput : IBatchInput
{
    private readonly (TensorShape Shape, Role Role)[] inputs;
    private readonly ITextTokenizer tokenizer;
    private readonly int fixedLength;
    private readonly int limit;

    public TextInput(EncoderSession session, EncoderOptions options)
    {
        inputs = [.. session.Inputs.Select(shape => (shape, RoleOf(session, shape)))];
        if (!inputs.Any(input => input.Role == Role.Ids)) throw Unfit(session, "it has no input for the tokens of a text");
        FixedBatch = inputs[0].Shape.Dimensions[0];
        fixedLength = inputs.Max(input => input.Shape.Dimensions[1]);
        tokenizer = session.Metadata(NgramTokenizer.MetadataKey) is string ngrams
            ? NgramTokenizer.Parse(ngrams)
            : TokenizerFile.Open(EncoderOptions.VocabularyPath(session.Path, options), options.LowerCase);
        limit = Math.Min(options.MaxTokens ?? tokenizer.DefaultMaxTokens, fixedLength > 0 ? fixedLength : int.MaxValue);
    }

    private enum Role
    {
        Ids,
        Mask,
        Segments,
        Positions,
    }

    public int FixedBatch { get; }

    /// <inheritdoc/>
    /// <remarks>By characters: a good estimate of tokens, at no cost.</remarks>
    public int SizeOf(string value) => value.Length;

    public BatchTensors Make(IReadOnlyList<string> values)
    {
        bool[] cut = new bool[values.Count];
        long[][] tokens = [.. values.Select((value, i) => tokenizer.Encode(value, limit, out cut[i]))];
        int length = fixedLength > 0 ? fixedLength : tokens.Max(row => row.Length);
        BatchTensors.CheckSize(tokens.Length, length);
        BatchTensors batch = new(values.Count) { Lengths = [.. tokens.Select(row => row.Length)], Cut = cut };
        foreach ((TensorShape shape, Role role) in inputs) batch.Values.Add(shape.Name, Tensor(shape.Type, role, tokens, length));
        return batch;
    }

    private OrtValue Tensor(TensorElementType type, Role role, long[][] tokens, int length)
    {
        long[] numbers = new long[tokens.Length * length];
        for (int row = 0; row < tokens.Length; row++)
        {
            Span<long> target = numbers.AsSpan(row * length, length);
            switch (role)
            {
                case Role.Ids:
                    target.Fill(tokenizer.Padding);
                    tokens[row].CopyTo(target);
                    break;
                case Role.Mask:
                    target[..tokens[row].Length].Fill(1);
                    break;
                case Role.Positions:
                    for (int i = 0; i < length; i++) target[i] = i;
                    break;
            }
        }

        long[] dimensions = [tokens.Length, length];
        return type == TensorElementType.Int64
            ? OrtValue.CreateTensorValueFromMemory(numbers, dimensions)
            : OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, number => (int)number), dimensions);
    }

    private static Role RoleOf(EncoderSession session, TensorShape shape)
    {
        if (!shape.IsWhole || shape.Rank != 2)
            throw Unfit(session, $"its input '{shape.Name}' takes no tokens, which are int64 or int32 [batch, length]");
        string name = shape.Name.ToLowerInvariant();
        if (name.Contains("mask", StringComparison.Ordinal)) return Role.Mask;
        if (name.Contains("type", StringComparison.Ordinal) || name.Contains("segment", StringComparison.Ordinal)) return Role.Segments;
        if (name.Contains("position", StringComparison.Ordinal)) return Role.Positions;
        if (name.Contains("id", StringComparison.Ordinal) || name.Contains("token", StringComparison.Ordinal) || session.Inputs.Count == 1)
            return Role.Ids;
        throw Unfit(session, $"its input '{shape.Name}' is none of input_ids, attention_mask, token_type_ids and position_ids");
    }

    private static Item2VecException Unfit(EncoderSession session, string problem)
        => session.Mismatch($"{problem}, so that ContentSource.Texts cannot feed it",
            "give a text encoder, or ContentSource.Images or ContentSource.Tensors for what this one takes");
}

/// <summary>Raw texts, for encoders with a built-in tokenizer: one input of strings, [batch] or [batch, 1].</summary>
internal sealed class StringInput(TensorShape input) : IBatchInput
{
    public int FixedBatch => input.Dimensions[0];

    /// <summary>Whether a model is of this kind.</summary>
    public static bool Fits(EncoderSession session) => session.Inputs is [{ IsText: true, Rank: 1 or 2 }];

    public int SizeOf(string value) => value.Length;

    public BatchTensors Make(IReadOnlyList<string> values)
    {
        BatchTensors batch = new(values.Count);
        long[] dimensions = input.Rank == 1 ? [values.Count] : [values.Count, 1];
        OrtValue texts = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, dimensions);
        for (int i = 0; i < values.Count; i++) texts.StringTensorSetElementAt(values[i].AsSpan(), i);
        batch.Values.Add(input.Name, texts);
        return batch;
    }
}
