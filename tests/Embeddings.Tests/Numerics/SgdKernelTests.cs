using System.Runtime.Intrinsics.X86;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Numerics.Simd;

namespace Item2Vec.Embeddings.Tests.Numerics;

public class SgdKernelTests
{
    internal const int Rows = 60;

    public static TheoryData<string, int> WidthsAndDimensions()
    {
        TheoryData<string, int> data = [];
        foreach (string width in Supported())
            foreach (int dimensions in new[] { 2, 16, 17, 100, 333, 2048 }) data.Add(width, dimensions);
        return data;
    }

    public static TheoryData<string> AllWidths() => [.. Supported()];

    [Theory]
    [MemberData(nameof(WidthsAndDimensions))]
    public void A_window_changes_rows_and_loss_as_the_double_precision_twin_does(string width, int dimensions)
    {
        foreach ((int inputs, int positives, int negatives)
            in new[] { (1, 1, 5), (3, 1, 1), (6, 2, 4), (8, 1, 5), (10, 1, 5), (11, 1, 5), (21, 3, 20), (7, 9, 30) })
        {
            (EmbeddingMatrix input, EmbeddingMatrix output) = Matrices(dimensions, scale: 1.0);
            TrainingWindow window = Window(inputs, positives, negatives, groupSize: 1);
            CheckAgainstTwin(width, input, output, window);
        }
    }

    [Theory]
    [MemberData(nameof(AllWidths))]
    public void An_input_group_of_several_rows_is_their_mean_and_each_takes_the_whole_error(string width)
    {
        (EmbeddingMatrix input, EmbeddingMatrix output) = Matrices(100, scale: 1.0);
        CheckAgainstTwin(width, input, output, Window(groups: 1, positives: 1, negatives: 5, groupSize: 7));
        CheckAgainstTwin(width, input, output, Window(groups: 11, positives: 2, negatives: 5, groupSize: 3));
    }

    [Theory]
    [MemberData(nameof(AllWidths))]
    public void Items_of_a_set_predict_each_other_but_not_themselves_and_negatives_weigh(string width)
    {
        foreach (int items in new[] { 2, 3, 7, 12, 25 })
        {
            (EmbeddingMatrix input, EmbeddingMatrix output) = Matrices(100, scale: 1.0);
            TrainingWindow window = Window(items, items, negatives: items - 1, groupSize: 1);
            for (int i = 0; i < items; i++) window.Skip(i, i);
            window.NegativeWeight = 2.5f;
            CheckAgainstTwin(width, input, output, window);
            Assert.Equal(items * (items - 1), window.PairCount);
        }
    }

    [Theory]
    [MemberData(nameof(AllWidths))]
    public void Any_pair_can_be_skipped(string width)
    {
        foreach ((int groupSize, float weight) in new[] { (1, 1f), (1, 3f), (2, 1f), (2, 3f) })
        {
            (EmbeddingMatrix input, EmbeddingMatrix output) = Matrices(40, scale: 1.0);
            TrainingWindow window = Window(groups: 23, positives: 9, negatives: 5, groupSize);
            window.NegativeWeight = weight;
            (int, int)[] skipped = [(0, 8), (1, 0), (1, 3), (1, 6), (7, 5), (9, 2), (10, 0), (11, 7), (21, 1), (22, 8)];
            foreach ((int group, int positive) in skipped) window.Skip(group, positive);
            CheckAgainstTwin(width, input, output, window);
            Assert.Equal((23 * 9) - skipped.Length, window.PairCount);
        }
    }

    [Theory]
    [MemberData(nameof(AllWidths))]
    public void An_item_that_stands_twice_in_a_window_takes_both_errors(string width)
    {
        (EmbeddingMatrix input, EmbeddingMatrix output) = Matrices(40, scale: 1.0);
        TrainingWindow window = new(sharing: 10);
        window.Clear();
        foreach (int row in new[] { 7, 7, 9, 7 }) window.AddInputGroup(row);
        window.AddPositive(7);
        foreach (int row in new[] { 3, 4, 3 }) window.AddNegative(row);
        window.EndPart();
        window.Step = 0.05f;
        CheckAgainstTwin(width, input, output, window);
    }

    [Theory]
    [MemberData(nameof(AllWidths))]
    public void The_loss_is_true_even_where_the_model_is_very_wrong(string width)
    {
        (EmbeddingMatrix input, EmbeddingMatrix output) = Matrices(64, scale: 60.0);
        TrainingWindow window = Window(5, 1, 5, groupSize: 1);
        window.Step = 0;
        double expected = ReferenceSgd.Loss(ReferenceSgd.Copy(input), ReferenceSgd.Copy(output), window);
        Assert.True(expected > 100, "scores of this size must give a large loss, or the test shows nothing");
        using SgdKernel kernel = SgdKernel.Create(input, output, width);
        for (int time = 0; time < 50; time++) kernel.Train(window);
        Assert.Equal(50 * expected, kernel.TakeLoss(), 50 * expected * 1e-5);
        Assert.Equal(0, kernel.TakeLoss());
    }

    [Fact]
    public void The_rows_of_a_huge_window_are_sent_for_share_by_share()
    {
        // 256,000 negatives of 2,000 parts in 44,000 blocks: their product is more than an int holds.
        (EmbeddingMatrix input, EmbeddingMatrix output) = Matrices(2, scale: 0.1);
        TrainingWindow window = Window(groups: 2000, positives: 1, negatives: 128, groupSize: 1, sharing: 1);
        using SgdKernel kernel = SgdKernel.Create(input, output);
        kernel.Train(window, next: window);
        Assert.True(double.IsFinite(kernel.TakeLoss()));
    }

    [Fact]
    public void A_step_is_the_gradient_of_the_loss_by_finite_differences()
    {
        (EmbeddingMatrix input, EmbeddingMatrix output) = Matrices(12, scale: 1.0);
        TrainingWindow window = Window(4, 1, 5, groupSize: 1);
        double[][] x = ReferenceSgd.Copy(input);
        double[][] o = ReferenceSgd.Copy(output);
        window.Step = 1e-3f;
        using SgdKernel kernel = SgdKernel.Create(input, output);
        kernel.Train(window);
        const double h = 1e-6;
        foreach ((double[][] matrix, EmbeddingMatrix trained) in new[] { (x, input), (o, output) })
        {
            for (int row = 0; row < Rows; row++)
            {
                for (int d = 0; d < 12; d++)
                {
                    double kept = matrix[row][d];
                    matrix[row][d] = kept + h;
                    double above = ReferenceSgd.Loss(x, o, window);
                    matrix[row][d] = kept - h;
                    double below = ReferenceSgd.Loss(x, o, window);
                    matrix[row][d] = kept;
                    double gradient = (above - below) / (2 * h);
                    Assert.Equal(-gradient * window.Step, trained.Row(row)[d] - kept, 3e-7);
                }
            }
        }
    }

    [Fact]
    public void All_widths_agree()
    {
        float[][] results = [.. Supported().Select(width =>
        {
            (EmbeddingMatrix input, EmbeddingMatrix output) = Matrices(100, scale: 1.0);
            using SgdKernel kernel = SgdKernel.Create(input, output, width);
            for (int time = 0; time < 20; time++) kernel.Train(Window(9, 1, 5, groupSize: 1));
            return input.Data.Slice(0, Rows * input.Stride).ToArray().Concat(output.Data.Slice(0, Rows * output.Stride).ToArray())
                .ToArray();
        })];
        foreach (float[] other in results.Skip(1))
            for (int i = 0; i < other.Length; i++) Assert.Equal(results[0][i], other[i], 1e-5);
    }

    [Fact]
    public void A_width_can_be_forced()
    {
        (EmbeddingMatrix input, EmbeddingMatrix output) = Matrices(8, scale: 1.0);
        using SgdKernel kernel = SgdKernel.Create(input, output, "128");
        Assert.IsType<SgdKernel<System.Runtime.Intrinsics.Vector128<float>, Simd128>>(kernel);
    }

    [Fact]
    public void Padding_stays_zero()
    {
        (EmbeddingMatrix input, EmbeddingMatrix output) = Matrices(19, scale: 1.0);
        using SgdKernel kernel = SgdKernel.Create(input, output);
        kernel.Train(Window(10, 2, 5, groupSize: 1));
        kernel.Train(Window(3, 2, 5, groupSize: 4));
        for (int row = 0; row < Rows; row++)
        {
            Assert.All(input.PaddedRow(row)[19..].ToArray(), value => Assert.Equal(0, value));
            Assert.All(output.PaddedRow(row)[19..].ToArray(), value => Assert.Equal(0, value));
        }
    }

    internal static IEnumerable<string> Supported()
        => SgdKernel.Widths.Where(
            width => width == "128" || (width == "256" && Avx2.IsSupported && Fma.IsSupported) || (width == "512" && Avx2.IsSupported));

    private static void CheckAgainstTwin(string width, EmbeddingMatrix input, EmbeddingMatrix output, TrainingWindow window)
    {
        double[][] x = ReferenceSgd.Copy(input);
        double[][] o = ReferenceSgd.Copy(output);
        double expectedLoss = ReferenceSgd.Step(x, o, window);
        using SgdKernel kernel = SgdKernel.Create(input, output, width);
        kernel.Train(window);
        Assert.Equal(expectedLoss, kernel.TakeLoss(), Math.Abs(expectedLoss) * 2e-6);
        foreach ((double[][] twin, EmbeddingMatrix matrix) in new[] { (x, input), (o, output) })
            for (int row = 0; row < Rows; row++)
                for (int d = 0; d < matrix.Dimensions; d++) Assert.Equal(twin[row][d], matrix.Row(row)[d], 2e-6);
    }

    internal static (EmbeddingMatrix Input, EmbeddingMatrix Output) Matrices(int dimensions, double scale)
    {
        RandomSource random = new(5);
        EmbeddingMatrix input = new(Rows, dimensions);
        EmbeddingMatrix output = new(Rows, dimensions);
        float range = (float)(scale * 2 / Math.Sqrt(dimensions));
        for (int row = 0; row < Rows; row++)
        {
            foreach (ref float value in input.Row(row)) value = (random.NextFloat() - 0.5f) * range;
            foreach (ref float value in output.Row(row)) value = (random.NextFloat() - 0.5f) * range;
        }

        return (input, output);
    }

    internal static TrainingWindow Window(int groups, int positives, int negatives, int groupSize, int sharing = 10)
    {
        TrainingWindow window = new(sharing);
        window.Clear();
        int row = 0;
        for (int group = 0; group < groups; group++)
        {
            for (int i = 0; i < groupSize; i++) window.AddInput(row++ % Rows);
            window.EndInputGroup();
        }

        for (int j = 0; j < positives; j++) window.AddPositive(j);
        for (int part = 0; part < window.PartCount; part++)
        {
            for (int k = 0; k < negatives; k++) window.AddNegative(Rows - 1 - ((k + part) % (Rows - positives)));
            window.EndPart();
        }

        window.Step = 0.05f;
        return window;
    }
}
