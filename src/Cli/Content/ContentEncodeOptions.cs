using System.CommandLine;
using System.Globalization;
using Item2Vec.Cli.Options;
using Item2Vec.Content.Options;

namespace Item2Vec.Cli.Content;

/// <summary>The options of content encode that say how the encoder is fed and read; defaults are those of <see cref="EncoderOptions"/>.</summary>
internal sealed class ContentEncodeOptions
{
    private static readonly EncoderOptions Defaults = new();

    private readonly Option<string?> vocabulary = CliOption.Text("--vocabulary", "FILE", "The tokenizer of a text encoder: tokenizer.json, a WordPiece vocab.txt or a SentencePiece .model [default: tokenizer.json, or else vocab.txt, beside it]");
    private readonly Option<bool> cased = CliOption.Flag("--cased", "Keep capitals and accents, for encoders that are called cased; a tokenizer.json says so itself");
    private readonly Option<int> tokens = CliOption.Whole("--max-tokens", "Tokens of a text; the rest is cut off [default: what a tokenizer.json says, or 256; 4096 for encoders of content fit]", 2, int.MaxValue);
    private readonly Option<int> imageSize = CliOption.Whole("--image-size", $"Width and height of images where the encoder takes any [default: {Defaults.ImageSize}]", 1, 4096).WithDefault(Defaults.ImageSize);
    private readonly Option<IReadOnlyList<float>> mean = Three("--image-mean", "What is subtracted from red, green and blue in [0, 1]", Defaults.ImageMean);
    private readonly Option<IReadOnlyList<float>> deviation = Three("--image-std", "What they are divided by then", Defaults.ImageDeviation);
    private readonly Option<string> pooling = CliOption.Choice("--pooling", "One vector of those of the tokens or places; auto takes the mean where there are several [default: auto]", "auto", "none", "cls", "mean", "max").WithDefault("auto");
    private readonly Option<bool> normalize = CliOption.Switch("--normalize", "Scale each vector to length 1 [default: true]").WithDefault(true);
    private readonly Option<bool> noNormalize = CliOption.Flag("--no-normalize", "What --normalize false was called").AsHidden();
    private readonly Option<string?> outputName = CliOption.Text("--output-name", "NAME", "The encoder's output to take [default: the first of vectors]");
    private readonly Option<int> batch = CliOption.Whole("--batch", $"Items that go through the encoder at once [default: {Defaults.BatchSize}]", 1, 65_536).WithDefault(Defaults.BatchSize);

    private readonly Option<bool> skip = CliOption.Flag("--skip-unreadable", "Leave items out whose image or numbers cannot be read, instead of stopping at the first");

    public ContentEncodeOptions(Command command)
    {
        foreach (Option option in new Option[] { vocabulary, cased, tokens, imageSize, mean, deviation, pooling, normalize, noNormalize, outputName, batch, skip }) command.Add(option);
    }

    public EncoderOptions From(CliContext context) => new()
    {
        Vocabulary = context.Value(vocabulary),
        LowerCase = !context.Value(cased),
        MaxTokens = context.Value(tokens) is > 0 and int most ? most : null,
        ImageSize = context.Value(imageSize),
        ImageMean = context.Value(mean),
        ImageDeviation = context.Value(deviation),
        Pooling = Enum.Parse<Pooling>(context.Value(pooling), ignoreCase: true),
        Normalize = context.Value(normalize) && !context.Value(noNormalize),
        OutputName = context.Value(outputName),
        BatchSize = context.Value(batch),
        SkipUnreadable = context.Value(skip),
        Threads = context.Value(GlobalOptions.Threads),
    };

    private static Option<IReadOnlyList<float>> Three(string name, string description, IReadOnlyList<float> defaults)
    {
        string shown = string.Join(',', defaults.Select(value => value.ToString(CultureInfo.InvariantCulture)));
        return CliOption.Parsed<IReadOnlyList<float>>(name, "R,G,B", $"{description} [default: {shown}]", (string text, out IReadOnlyList<float> value, out string expected) =>
        {
            expected = "three numbers such as 0.5,0.5,0.5";
            double[] numbers = [.. text.Split(',').Select(part => CliOption.TryReadNumber(part, out double number) ? number : double.NaN)];
            value = [.. numbers.Select(number => (float)number)];
            return numbers.Length == 3 && numbers.All(double.IsFinite);
        }).WithDefault(defaults);
    }
}
