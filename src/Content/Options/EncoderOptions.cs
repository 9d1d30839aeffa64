namespace Item2Vec.Content.Options;

/// <summary>How content is encoded.</summary>
public sealed record EncoderOptions
{
    /// <summary>What becomes of several vectors of an item, such as one for each token. Default: <see cref="Pooling.Auto"/>.</summary>
    public Pooling Pooling { get; init; }

    /// <summary>Whether vectors are scaled to length 1. Default: true.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>The name of the encoder's output that is taken. Default: its first of floating-point numbers.</summary>
    public string? OutputName { get; init; }

    /// <summary>Items that go through the encoder at once, at least 1; an encoder that takes a fixed number sets it. Default: 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The number of threads; 0 takes every processor. Default: 0. The vectors do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// How a text encoder's texts are cut up: a Hugging Face <c>tokenizer.json</c>, a WordPiece vocabulary with a piece a line, or a
    /// SentencePiece <c>.model</c>. Default: the <c>tokenizer.json</c> beside the encoder, or else its <c>vocab.txt</c>.
    /// </summary>
    public string? Vocabulary { get; init; }

    /// <summary>
    /// Whether texts are put into small letters without accents, as uncased encoders expect. Of a WordPiece vocabulary only; a
    /// <c>tokenizer.json</c> says so itself. Default: true.
    /// </summary>
    public bool LowerCase { get; init; } = true;

    /// <summary>
    /// Tokens of a text, at least 2; longer texts are cut off. Default: what a <c>tokenizer.json</c> says, or else 256; for encoders of
    /// <see cref="TextEncoderBuilder"/> the 4,096 that they are made from.
    /// </summary>
    public int? MaxTokens { get; init; }

    /// <summary>The width and height of images in pixels where the encoder does not fix them. Default: 224.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>What is subtracted from the red, green and blue of a pixel in [0, 1]. Default: the means of ImageNet.</summary>
    public IReadOnlyList<float> ImageMean { get; init; } = [0.485f, 0.456f, 0.406f];

    /// <summary>What the difference is divided by. Default: the deviations of ImageNet.</summary>
    public IReadOnlyList<float> ImageDeviation { get; init; } = [0.229f, 0.224f, 0.225f];

    /// <summary>Whether items whose image or numbers cannot be read are left out, instead of being an error. Default: false.</summary>
    public bool SkipUnreadable { get; init; }

    /// <summary>
    /// Whether batches that an interrupted run with the same data, encoder and options has left beside the output are taken over. Default:
    /// false.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>Where the tokenizer or vocabulary of an encoder is.</summary>
    /// <param name="encoder">The encoder's path.</param>
    /// <param name="options">How it is fed.</param>
    public static string VocabularyPath(string encoder, EncoderOptions options)
    {
        if (options.Vocabulary is not null) return options.Vocabulary;
        string directory = Path.GetDirectoryName(encoder) ?? string.Empty;
        string tokenizer = Path.Combine(directory, "tokenizer.json");
        return File.Exists(tokenizer) ? tokenizer : Path.Combine(directory, "vocab.txt");
    }

    /// <summary>Every problem of these options, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        if (BatchSize < 1) problems.Add($"the batch size is at least 1, not {BatchSize}");
        if (Threads < 0) problems.Add($"the number of threads is at least 0, not {Threads}");
        if (MaxTokens < 2) problems.Add($"the number of tokens is at least 2, not {MaxTokens}");
        if (ImageSize < 1) problems.Add($"the size of images is at least 1, not {ImageSize}");
        if (ImageMean.Count != 3) problems.Add("the image mean is three numbers, for red, green and blue");
        if (ImageDeviation.Count != 3 || ImageDeviation.Any(value => !(value > 0)))
            problems.Add("the image deviation is three positive numbers, for red, green and blue");
        return problems;
    }
}

/// <summary>What becomes of the vectors that an encoder gives for the tokens of a text or the places of an image.</summary>
public enum Pooling
{
    /// <summary>None where the encoder gives one vector for each item, else the mean.</summary>
    Auto,

    /// <summary>The encoder gives one vector for each item.</summary>
    None,

    /// <summary>The vector of the first token, <c>[CLS]</c>.</summary>
    Cls,

    /// <summary>The mean over the tokens, padding left out.</summary>
    Mean,

    /// <summary>The highest of each dimension over the tokens, padding left out.</summary>
    Max,
}

/// <summary>How far encoding has come.</summary>
/// <param name="Done">Items that have a vector.</param>
/// <param name="Total">Items that have content.</param>
/// <param name="Resumed">Items whose vector comes from an interrupted run.</param>
/// <param name="Cut">Texts that were longer than what the encoder takes and were cut off; those of an interrupted run are not
/// counted.</param>
/// <param name="Unreadable">Items without a vector because their content could not be read (<see cref="EncoderOptions.SkipUnreadable"/>);
/// they count as done.</param>
/// <param name="Elapsed">The time since the first batch.</param>
public readonly record struct EncodingProgress(int Done, int Total, int Resumed, int Cut, int Unreadable, TimeSpan Elapsed)
{
    /// <summary>Items a second, without those of an interrupted run.</summary>
    public double ItemsPerSecond => Elapsed > TimeSpan.Zero ? (Done - Resumed) / Elapsed.TotalSeconds : 0;
}
