using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Tests.Numerics;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Tests.Training;

/// <summary>Which pairs each of the five losses has, and that a step goes down its gradient.</summary>
public sealed class MetadataWindowsTests
{
    private static readonly MetadataOptions None =
        new() { ItemsByItem = 0, MetadataByItem = 0, ItemsByMetadata = 0, MetadataByMetadata = 0, ItemByMetadata = 0 };

    [Fact]
    public void Two_items_with_a_value_each_have_the_ten_pairs_of_the_paper()
    {
        TrainingRun run = Run([("A", "x"), ("B", "y")], new());
        Assert.Equal(
            ["A>B", "A>y", "B>A", "B>x", "x>A", "x>B", "x>y", "y>A", "y>B", "y>x"],
            Pairs(run, ["A", "B"]).Select(pair => $"{pair.Input}>{pair.Output}").Order(StringComparer.Ordinal));
        run.Dispose();
    }

    /// <summary>Items A(x), B(y), C(without), D(x): a window of one to each side.</summary>
    [Theory]
    [InlineData("ji", "A>B B>A B>C C>B C>D D>C")]
    [InlineData("mi", "A>y B>x C>y C>x")]
    [InlineData("jm", "x>B y>A y>C x>C")]
    [InlineData("mm", "x>y y>x")]
    [InlineData("im", "x>A y>B x>D")]
    public void Each_loss_has_the_pairs_of_its_definition_and_a_missing_value_none(string loss, string expected)
    {
        using TrainingRun run = Run([("A", "x"), ("B", "y"), ("C", null), ("D", "x"), ("E", "y")], None.With(loss, 0.5));
        List<Pair> pairs = Pairs(run, ["A", "B", "C", "D"]);
        Assert.Equal(
            expected.Split(' ').Order(StringComparer.Ordinal),
            pairs.Select(pair => $"{pair.Input}>{pair.Output}").Order(StringComparer.Ordinal));
        Assert.All(pairs, pair => Assert.Equal(0.5f, pair.Weight));
        Assert.All(pairs, pair => Assert.Equal(pair.Output.Length == 1 && char.IsLower(pair.Output[0]) ? 1 : 0, pair.Space));
    }

    [Theory]
    [InlineData("ji")]
    [InlineData("mi")]
    [InlineData("jm")]
    [InlineData("mm")]
    [InlineData("im")]
    public void A_step_goes_down_the_gradient_of_each_loss(string loss)
    {
        const double weight = 0.75, step = 1e-3, delta = 1e-5;
        using TrainingRun run = Run([("A", "x|z"), ("B", "y"), ("C", "y|z"), ("D", "x")], None.With(loss, weight));
        Random random = new(3);
        for (int row = 0; row < run.Input.Rows; row++)
        {
            foreach (ref float value in run.Input.Row(row)) value = (float)(random.NextDouble() - 0.5);
            foreach (ref float value in run.Output.Row(row)) value = (float)(random.NextDouble() - 0.5);
        }

        double[][] input = ReferenceSgd.Copy(run.Input);
        double[][] output = ReferenceSgd.Copy(run.Output);
        int trained = 0;
        foreach (TrainingWindow window in Windows(run, ["A", "B", "C", "D"]).Where(window => window.InputGroupCount is > 0 and <= 2))
        {
            // Negatives of the kind of the outputs, other than the positive.
            int[] others = [.. Enumerable.Range(0, run.Layout.OutputRows)
                .Where(row => (row < run.Layout.Items) == (window.Positives[0] < run.Layout.Items) && !window.Positives.Contains(row))
                .Take(2)];
            foreach (int row in others) window.AddNegative(row);
            window.EndPart();
            window.Step = (float)(step * window.Weight);
            using SgdKernel kernel = SgdKernel.Create(run.Input, run.Output);
            kernel.Train(window);
            double[][] inputAfter = ReferenceSgd.Copy(run.Input);
            double[][] outputAfter = ReferenceSgd.Copy(run.Output);
            foreach (int row in window.Inputs) Check(input, inputAfter, row, window);
            foreach (int row in (int[])[.. window.Positives, .. others]) Check(output, outputAfter, row, window);
            Restore(input, run.Input);
            Restore(output, run.Output);
            trained++;
        }

        Assert.True(trained > 3, $"{trained} windows show little");

        void Check(double[][] before, double[][] after, int row, TrainingWindow window)
        {
            for (int d = 0; d < before[row].Length; d++)
            {
                double value = before[row][d];
                before[row][d] = value + delta;
                double up = ReferenceSgd.Loss(input, output, window);
                before[row][d] = value - delta;
                double down = ReferenceSgd.Loss(input, output, window);
                before[row][d] = value;

                // The step is taken in single precision: 1e-7 of a value near 0.5, over a step of 7.5e-4.
                Assert.Equal(-weight * (up - down) / (2 * delta), (after[row][d] - value) / step, 5e-4);
            }
        }
    }

    [Fact]
    public void Each_of_several_values_stands_as_often_as_the_others()
    {
        using TrainingRun run = Run([("A", "x|y|z"), ("B", "y"), ("C", "z"), ("D", "x")], None.With("im", 1));
        Dictionary<string, int> drawn = Pairs(run, [.. Enumerable.Repeat("A", 9000)]).GroupBy(pair => pair.Input)
            .ToDictionary(group => group.Key, group => group.Count());

        // 9,000 draws, 3,000 each, standard deviation 45: three of them fail less than once in a million.
        Assert.Equal(["x", "y", "z"], drawn.Keys.Order(StringComparer.Ordinal));
        Assert.All(drawn.Values, times => Assert.InRange(times, 2_775, 3_225));
    }

    [Fact]
    public void Windows_of_a_session_are_about_each_of_its_events_once()
    {
        using TrainingRun run = Run([("A", "x"), ("B", "y"), ("C", "x")], new() { ItemsByMetadata = 0.5, MetadataByMetadata = 0.25 });
        List<TrainingWindow> windows = Windows(run, ["A", "B", "C", "A"]);
        Assert.Equal(4, windows.Sum(window => window.Events));

        // Losses of a weight share a window: items and the items' own metadata, metadata, items to values, values to values.
        Assert.Equal([1f, 0.5f, 1f, 0.25f], windows.Take(4).Select(window => window.Weight));
        Assert.All(windows, window => Assert.Equal(1, window.PositiveCount));
    }

    [Fact]
    public void Values_are_drawn_as_negatives_of_their_column_or_with_all_outputs()
    {
        using TrainingRun apart = Run([("A", "x"), ("B", "y"), ("C", "x")], new());
        using TrainingRun shared = Run([("A", "x"), ("B", "y"), ("C", "x")], new() { SharedNegatives = true });
        Assert.Equal(2, apart.Layout.NegativePools.Count);
        Assert.Equal((apart.Layout.FirstMetadata, 2), (apart.Layout.NegativePools[1].First, apart.Layout.NegativePools[1].Counts.Length));
        Assert.Equal(
            (0, apart.Layout.OutputRows), (shared.Layout.NegativePools.Single().First, shared.Layout.NegativePools.Single().Counts.Length));
        Assert.All(Windows(shared, ["A", "B"]), window => Assert.Equal(0, window.NegativePool));
    }

    private static TrainingRun Run((string Item, string? Values)[] items, MetadataOptions metadata)
    {
        SessionCorpus corpus = SessionCorpus.FromSessions([[.. items.Select(item => item.Item)]]);
        Dictionary<string, string?> values = items.ToDictionary(item => item.Item, item => item.Values);
        ItemAttributes attributes = new(
            ["tag"], [StringColumn.Of([.. Enumerable.Range(0, corpus.Vocabulary.Count).Select(row => values[corpus.Vocabulary[row]])])]);
        return new TrainingRun(
            corpus.With(Sharing(corpus.Vocabulary, attributes)),
            new TrainingOptions
            {
                Variant = "meta", Window = 1, DynamicWindow = false, Dimensions = 8, Subsampling = 0, EndToken = true, Metadata = metadata
            },
            VariantRegistry.BuiltIn.All.Single(variant => variant.Name == "meta"));
    }

    /// <summary>Metadata of few items, which would be refused: hardly two share a value.</summary>
    private static ItemMetadata Sharing(Vocabulary items, ItemAttributes attributes)
        => new ItemMetadataBuilder(items, attributes, "|") { MinItemsOfValue = 0 }.Build(["tag"]);

    private static List<TrainingWindow> Windows(TrainingRun run, string[] session)
    {
        WindowSource source = VariantRegistry.Create(run);
        RandomSource random = new(1);
        source.Begin(new TrainingSession(session.Select(run.Corpus.Vocabulary.RowOf).ToArray(), default), ref random);
        List<TrainingWindow> windows = [];
        while (true)
        {
            TrainingWindow window = new(sharing: 10);
            window.Clear();
            if (!source.Next(window, ref random)) return windows;
            windows.Add(window);
        }
    }

    private static List<Pair> Pairs(TrainingRun run, string[] session)
    {
        List<Pair> pairs = [];
        foreach (TrainingWindow window in Windows(run, session))
            foreach (int input in window.Inputs)
                foreach (int output in window.Positives)
                    pairs.Add(new Pair(Name(run, input), Name(run, output), window.Weight, window.NegativePool));
        return pairs;
    }

    private static string Name(TrainingRun run, int row)
        => row < run.Layout.Items
            ? run.Corpus.Vocabulary[row]
            : run.Corpus.Metadata!.Values[row - run.Layout.FirstMetadata]["tag=".Length..];

    private static void Restore(double[][] values, EmbeddingMatrix matrix)
    {
        for (int row = 0; row < values.Length; row++)
            for (int d = 0; d < matrix.Dimensions; d++) matrix.Row(row)[d] = (float)values[row][d];
    }

    private sealed record Pair(string Input, string Output, float Weight, int Space);
}
