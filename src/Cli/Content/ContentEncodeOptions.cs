using System.CommandLine;
using System.Globalization;
using Item2Vec.Cli.Options;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Cli.Content;

/// <summary>The options of content encode for the encoder's input and output; defaults are those of <see cref="EncoderOptions"/>.</summary>
internal sealed class ContentEncodeOptions
{
    private static readonly EncoderOptions Defaults = new();

    private readonly Option<string?> vocabulary = CliOption.Text(
        "--vocabulary",
        "FILE",
        "The tokenizer of a text encoder: tokenizer.json, a WordPiece vocab.txt or a SentencePiece .model [default: tokenizer.json, "
            + "or else vocab.txt, next to it]");
    private readonly Option<bool> cased = CliOption.Flag(
        "--cased", "Keep case and accents, for cased encoders; a tokenizer.json specifies this itself");
    private readonly Option<int> tokens = CliOption.Whole(
        "--max-tokens",
        "Truncate texts at this many tokens [default: the limit in tokenizer.json, or 256; 4096 for encoders of content fit]",
        2,
        int.MaxValue);
    private readonly Option<int> imageSize =
        CliOption.Whole("--image-size", $"Width and height of images, if the encoder takes any [default: {Defaults.ImageSize}]", 1, 4096)
            .WithDefault(Defaults.ImageSize);
    private readonly Option<IReadOnlyList<float>> mean = Three(
        "--image-mean", "Mean of red, green and blue in [0, 1], which is subtracted", Defaults.ImageMean);
    private readonly Option<IReadOnlyList<float>> deviation = Three(
        "--image-std", "Standard deviation that they are divided by", Defaults.ImageDeviation);
    private readonly Option<string> pooling = CliOption.Choice(
        "--pooling", "How the vectors of tokens or positions become one; auto takes the mean if there are several [default: auto]", "auto",
        "none", "cls", "mean", "max")
        .WithDefault("auto");
    private readonly Option<bool> normalize =
        CliOption.Switch("--normalize", "Scale each vector to length 1 [default: true]").WithDefault(true);
    private readonly Option<string?> outputName = CliOption.Text(
        "--output-name", "NAME", "The encoder's output to use [default: the first that holds vectors]");
    private readonly Option<int> batch =
        CliOption.Whole("--batch", $"Batch size [default: {Defaults.BatchSize}]", 1, 65_536).WithDefault(Defaults.BatchSize);

    private readonly Option<bool> skip = CliOption.Flag(
        "--skip-unreadable", "Skip items whose image or numbers cannot be read, instead of stopping at the first");

    public ContentEncodeOptions(Command command)
    {
        foreach (Option option in new Option[]
        {
            vocabulary, cased, tokens, imageSize, mean, deviation, pooling, normalize, outputName, batch, skip
        })
            command.Add(option);
    }

    public EncoderOptions From(CliContext context) => new()
    {
        Vocabulary = context.Value(vocabulary),
        LowerCase = !context.Value(cased),
        MaxTokens = context.Value(tokens) is > 0 and int limit ? limit : null,
        ImageSize = context.Value(imageSize),
        ImageMean = context.Value(mean),
        ImageDeviation = context.Value(deviation),
        Pooling = Enum.Parse<Pooling>(context.Value(pooling), ignoreCase: true),
        Normalize = context.Value(normalize),
        OutputName = context.Value(outputName),
        BatchSize = context.Value(batch),
        SkipUnreadable = context.Value(skip),
        Threads = context.Value(GlobalOptions.Threads),
    };

    private static Option<IReadOnlyList<float>> Three(string name, string description, IReadOnlyList<float> defaults)
    {
        string shown = string.Join(',', defaults.Select(value => value.ToString(CultureInfo.InvariantCulture)));
        return CliOption.Parsed<IReadOnlyList<float>>(
            name, "R,G,B", $"{description} [default: {shown}]", (string text, out IReadOnlyList<float> value, out string expected) =>
        {
            expected = "three numbers such as 0.5,0.5,0.5";
            double[] numbers =
                [.. text.Split(',').Select(part => OptionValue.TryReadNumber(part, out double number) ? number : double.NaN)];
            value = [.. numbers.Select(number => (float)number)];
            return numbers.Length == 3 && numbers.All(double.IsFinite);
        }).WithDefault(defaults);
    }
}
