using System.Globalization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Formats;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Training.Windows;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Training;

/// <summary>A variant with an option of its own, and a format, are each a class and a line of their registry.</summary>
public sealed class ExtensionTests
{
    private static readonly VariantRegistry Variants = VariantRegistry.BuiltIn.With(new PairVariant());

    [Fact]
    public void A_variant_is_trained_with_the_options_it_declares()
    {
        SessionCorpus corpus = SessionCorpus.FromSessions(PlantedCorpus.Sessions(1000));
        TrainingOptions options = new() { Variant = "pairs", Window = 2, Dimensions = 12, Epochs = 10, Threads = 1, Subsampling = 0 };
        using ItemVectors vectors = ItemTrainer.Train(Variants, corpus, options);

        Assert.True(PlantedCorpus.Purity(vectors) > 0.9, $"purity {PlantedCorpus.Purity(vectors):F3}");
        Assert.False(Variants.Of(options).HasEndToken(options));
        OptionSetting[] settings = [.. Variants.Settings(options)];
        Assert.Equal("2", settings.Single(setting => setting.Option.Key == "reach").Text);
        Assert.DoesNotContain(settings, setting => setting.Option.Key == "architecture");
        Assert.Equal("item|bagged|user|meta|pairs", Variants.Options.Find("variant")!.Syntax);
        Assert.Throws<Item2VecException>(() => ItemTrainer.Train(corpus, options));
    }

    [Fact]
    public void What_a_variant_declares_is_checked_and_refused_to_others()
    {
        TrainingOptions options = new() { Variant = "pairs", Window = 9, Architecture = Architecture.Cbow };
        Assert.Equal(["Window 9 must be 1 to 5", "pairs have no Architecture"], Variants.Problems(options));
        Assert.Equal(
            ["Bag is an option of the bagged variant, and the variant is 'item'"],
            VariantRegistry.BuiltIn.Problems(new TrainingOptions { Bag = Bag.Mean }));
    }

    [Fact]
    public void Every_option_reads_what_it_writes_and_names_a_property()
    {
        TrainingOptions options = new() { MaxGap = TimeSpan.FromMinutes(90), LearningRate = 0.125, Window = TrainingOptions.WholeSession };
        foreach (TrainingOption option in VariantRegistry.BuiltIn.Options.All)
        {
            string text = option.Format(options);
            TrainingOptions read = new();
            Assert.True(option.TrySet(text, ref read) || text == "none", $"{option.Key} does not read {text}");
            Assert.Equal(text, option.Format(read));
            Assert.Same(option, VariantRegistry.BuiltIn.Options.OfProperty(option.Property));
            Assert.True(
                (typeof(TrainingOptions).GetProperty(option.Property) ?? typeof(MetadataOptions).GetProperty(option.Property)) is not null,
                $"there is no property {option.Property}");
        }
    }

    [Fact]
    public void Every_property_of_the_options_is_declared()
    {
        string[] declared = [.. VariantRegistry.BuiltIn.Options.All.Select(option => option.Property)];
        Assert.All(
            typeof(TrainingOptions).GetProperties(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Instance),
            property => Assert.Contains(property.Name, declared));
    }

    [Fact]
    public void A_format_is_found_by_name_and_written_and_read()
    {
        VectorFormats formats = VectorFormats.BuiltIn.With(new CsvFormat());
        using TemporaryDirectory directory = new();
        using ItemVectors vectors = ItemTrainer.Train(
            SessionCorpus.FromSessions(PlantedCorpus.Sessions(50)),
            new TrainingOptions { Dimensions = 3, Epochs = 1, Threads = 1, Subsampling = 0 });
        formats.Find("csv").Write(vectors, directory.File("vectors.csv"));
        using ItemVectors read = formats.Find("csv").Read(directory.File("vectors.csv"));
        Assert.Equal(vectors.Vector(0), read.Vector(0));
        Assert.Throws<Item2VecException>(() => VectorFormats.BuiltIn.Find("csv"));
    }

    /// <summary>Items predict the ones near them, without an end token: the window under another name, and narrower.</summary>
    private sealed class PairVariant() : TrainingVariant("pairs")
    {
        public override string Help => "pairs";

        internal override IReadOnlyList<TrainingOption> Options { get; } =
        [
            new TrainingOption<int>(
                nameof(TrainingOptions.Window), "reach", OptionValue.Whole(1, 5),
                options => options.Window, (options, value) => options with { Window = value })
            { Group = OptionGroup.Context, Variant = "pairs", Help = "How far pairs reach" },
        ];

        internal override IReadOnlyList<string> Unused => [nameof(TrainingOptions.Architecture)];

        public override WindowSource Create(TrainingRun run) => new SlidingWindows(run.Options);

        internal override bool HasOrder(TrainingOptions options) => false;

        internal override IEnumerable<string> Problems(TrainingOptions options)
        {
            if (options.Architecture == Architecture.Cbow) yield return "pairs have no Architecture";
        }
    }

    /// <summary>An item and its numbers a line.</summary>
    private sealed class CsvFormat : IVectorFormat
    {
        public string Name => "csv";

        public string Description => "lines";

        public void Write(ItemVectors vectors, string path, VectorFormatOptions? options = null)
            => File.WriteAllLines(
                path, Enumerable.Range(0, vectors.Count).Select(row => $"{vectors.Vocabulary[row]},{Numbers(vectors.Vector(row))}"));

        public ItemVectors Read(string path, VectorFormatOptions? options = null)
        {
            string[][] lines = [.. File.ReadAllLines(path).Select(line => line.Split(','))];
            VocabularyBuilder items = new();
            foreach (string[] line in lines) items.Add(line[0], lines.Length);
            EmbeddingMatrix input = new(lines.Length, lines[0].Length - 1);
            Vocabulary vocabulary = items.Build();
            foreach (string[] line in lines)
                line.Skip(1).Select(text => float.Parse(text, CultureInfo.InvariantCulture)).ToArray()
                    .CopyTo(input.Row(vocabulary.RowOf(line[0])));
            return new ItemVectors(vocabulary, input, output: null);
        }

        private static string Numbers(float[] vector)
            => string.Join(',', vector.Select(x => x.ToString("R", CultureInfo.InvariantCulture)));
    }
}
