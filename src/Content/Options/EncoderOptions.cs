using Item2Vec.Embeddings.Common;

namespace Item2Vec.Content.Options;

/// <summary>Options of encoding.</summary>
public sealed record EncoderOptions
{
    /// <summary>How several vectors of an item, such as one per token, become one. Default: <see cref="Pooling.Auto"/>.</summary>
    public Pooling Pooling { get; init; }

    /// <summary>Whether vectors are scaled to length 1. Default: true.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>The name of the encoder's output to use. Default: its first of floating-point numbers.</summary>
    public string? OutputName { get; init; }

    /// <summary>Batch size, at least 1; an encoder with a fixed batch size overrides it. Default: 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The number of threads; 0 for every processor. Default: 0. The vectors do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// The tokenizer of a text encoder: a Hugging Face <c>tokenizer.json</c>, a WordPiece vocabulary with one piece per line, or a
    /// SentencePiece <c>.model</c>. Default: the <c>tokenizer.json</c> next to the encoder, or else its <c>vocab.txt</c>.
    /// </summary>
    public string? Vocabulary { get; init; }

    /// <summary>
    /// Whether texts are lowercased and stripped of accents, as uncased encoders expect. Only for a WordPiece vocabulary; a
    /// <c>tokenizer.json</c> specifies this itself. Default: true.
    /// </summary>
    public bool LowerCase { get; init; } = true;

    /// <summary>
    /// Maximum tokens of a text, at least 2; longer texts are truncated. Default: the limit in <c>tokenizer.json</c>, or else 256; for
    /// encoders of <see cref="TextEncoderBuilder"/> 4,096.
    /// </summary>
    public int? MaxTokens { get; init; }

    /// <summary>The width and height of images in pixels if the encoder does not fix them. Default: 224.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>The mean of red, green and blue in [0, 1], which is subtracted. Default: that of ImageNet.</summary>
    public IReadOnlyList<float> ImageMean { get; init; } = [0.485f, 0.456f, 0.406f];

    /// <summary>The standard deviation that the difference is divided by. Default: that of ImageNet.</summary>
    public IReadOnlyList<float> ImageDeviation { get; init; } = [0.229f, 0.224f, 0.225f];

    /// <summary>Whether items whose image or numbers cannot be read are skipped, instead of being an error. Default: false.</summary>
    public bool SkipUnreadable { get; init; }

    /// <summary>
    /// Whether to reuse batches of an interrupted run with the same data, encoder and options. Default:
    /// false.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>The path of an encoder's tokenizer or vocabulary.</summary>
    /// <param name="encoder">The encoder's path.</param>
    /// <param name="options">The encoding options.</param>
    public static string VocabularyPath(string encoder, EncoderOptions options)
    {
        if (options.Vocabulary is not null) return options.Vocabulary;
        string directory = Path.GetDirectoryName(encoder) ?? string.Empty;
        string tokenizer = Path.Combine(directory, "tokenizer.json");
        return File.Exists(tokenizer) ? tokenizer : Path.Combine(directory, "vocab.txt");
    }

    /// <summary>Every problem of these options, as sentences; empty if there is none.</summary>
    public IReadOnlyList<string> Problems()
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

    /// <summary>Checks the options.</summary>
    /// <exception cref="Item2VecException">With every problem at once (<see cref="ErrorCode.Usage"/>).</exception>
    public void Validate() => OptionProblems.Reject(Problems());
}

/// <summary>How the vectors of the tokens of a text or the positions of an image become one.</summary>
public enum Pooling
{
    /// <summary>None if the encoder outputs one vector per item, else the mean.</summary>
    Auto,

    /// <summary>The encoder outputs one vector per item.</summary>
    None,

    /// <summary>The vector of the first token, <c>[CLS]</c>.</summary>
    Cls,

    /// <summary>The mean over the tokens, without padding.</summary>
    Mean,

    /// <summary>The maximum of each dimension over the tokens, without padding.</summary>
    Max,
}

/// <summary>Progress of encoding.</summary>
/// <param name="Done">Items that have a vector.</param>
/// <param name="Total">Items that have content.</param>
/// <param name="Resumed">Items whose vectors come from an interrupted run.</param>
/// <param name="Cut">Texts that were truncated; those of an interrupted run are not
/// counted.</param>
/// <param name="Unreadable">Items without a vector because their content could not be read (<see cref="EncoderOptions.SkipUnreadable"/>);
/// they count as done.</param>
/// <param name="Elapsed">The time since the first batch.</param>
public readonly record struct EncodingProgress(int Done, int Total, int Resumed, int Cut, int Unreadable, TimeSpan Elapsed)
{
    /// <summary>Items per second, without those of an interrupted run.</summary>
    public double ItemsPerSecond => Elapsed > TimeSpan.Zero ? (Done - Resumed) / Elapsed.TotalSeconds : 0;
}
