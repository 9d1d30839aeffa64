using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Tests.Numerics;

public class AdaGradKernelTests
{
    private const int Rows = SgdKernelTests.Rows;
    private const double Memory = 20;

    public static TheoryData<string, int> WidthsAndDimensions() => SgdKernelTests.WidthsAndDimensions();

    public static TheoryData<string> AllWidths() => SgdKernelTests.AllWidths();

    [Theory]
    [MemberData(nameof(WidthsAndDimensions))]
    public void Windows_change_rows_sums_and_loss_as_the_double_precision_twin_does(string width, int dimensions)
    {
        (int, int, int)[] shapes = [(1, 1, 5), (3, 1, 1), (6, 2, 4), (8, 1, 5), (10, 1, 5), (11, 1, 5), (21, 3, 20), (7, 9, 30)];
        CheckAgainstTwin(
            width, dimensions, [.. shapes.Select(shape => SgdKernelTests.Window(shape.Item1, shape.Item2, shape.Item3, groupSize: 1))]);
    }

    [Theory]
    [MemberData(nameof(AllWidths))]
    public void Pairs_with_negatives_of_their_own_and_shared_ones_move_by_the_same_rule(string width)
        => CheckAgainstTwin(
            width, 40, [.. new[] { 1, 3, 10, 200 }.Select(sharing => SgdKernelTests.Window(9, 1, 5, groupSize: 1, sharing))]);

    [Theory]
    [MemberData(nameof(AllWidths))]
    public void Each_row_of_a_mean_takes_the_whole_gradient_by_its_own_sum(string width)
        => CheckAgainstTwin(
            width, 100, SgdKernelTests.Window(1, 1, 5, groupSize: 7), SgdKernelTests.Window(11, 2, 5, groupSize: 3),
            SgdKernelTests.Window(30, 1, 20, groupSize: 5, sharing: 40));

    [Theory]
    [MemberData(nameof(AllWidths))]
    public void A_row_that_stands_in_a_window_again_and_again_takes_steps_by_the_sum_of_all(string width)
    {
        CheckAgainstTwin(width, 40, Window([[7], [7], [9], [7]]), Window([[7, 8], [7, 9], [10, 7], [7]]));

        TrainingWindow Window(int[][] inputs)
        {
            TrainingWindow window = new(sharing: 10);
            window.Clear();
            foreach (int[] rows in inputs)
            {
                window.AddInputs(rows);
                window.EndInputGroup();
            }

            window.AddPositive(7);
            foreach (int row in new[] { 3, 4, 3 }) window.AddNegative(row);
            window.EndPart();
            return window;
        }
    }

    [Theory]
    [MemberData(nameof(AllWidths))]
    public void Skipped_pairs_add_nothing_and_negatives_weigh(string width)
    {
        foreach (int size in new[] { 1, 2 })
        {
            TrainingWindow window = SgdKernelTests.Window(23, 9, 5, size);
            window.NegativeWeight = 2.5f;
            foreach ((int group, int positive) in new[] { (0, 8), (1, 0), (1, 3), (7, 5), (10, 0), (22, 8) })
                window.Skip(group, positive);
            CheckAgainstTwin(width, 40, window);
        }
    }

    [Fact]
    public void All_widths_agree()
    {
        float[][] results = [.. SgdKernelTests.Supported().Select(width =>
        {
            (EmbeddingMatrix input, EmbeddingMatrix output) = SgdKernelTests.Matrices(100, scale: 1.0);
            using RowAccumulators sums = new(Rows, Rows);
            using SgdKernel kernel = SgdKernel.Create(input, output, width, sums);
            for (int time = 0; time < 20; time++) kernel.Train(Prepared(SgdKernelTests.Window(9, 1, 5, groupSize: 1)));
            return (float[])[
                .. input.Data.Slice(0, Rows * input.Stride), .. output.Data.Slice(0, Rows * output.Stride), .. sums.Input.Slice(0, Rows),
                .. sums.Output.Slice(0, Rows)
            ];
        })];
        foreach (float[] other in results.Skip(1))
            for (int i = 0; i < other.Length; i++) Assert.Equal(results[0][i], other[i], 1e-4);
    }

    [Theory]
    [InlineData(0.01, 0, 0.002)]
    [InlineData(1000, 0.09, 0.101)]
    public void A_first_step_is_small_for_a_small_gradient_and_about_the_rate_for_the_largest(double scale, double min, double max)
    {
        (EmbeddingMatrix input, EmbeddingMatrix output) = SgdKernelTests.Matrices(64, scale);
        output.Row(0).Clear();
        using RowAccumulators sums = new(Rows, Rows);
        using SgdKernel kernel = SgdKernel.Create(input, output, sums);
        kernel.Train(Prepared(SgdKernelTests.Window(1, 1, 5, groupSize: 1)));
        Assert.InRange(Math.Sqrt(output.Row(0).ToArray().Average(value => value * value)), min, max);
    }

    [Fact]
    public void At_rate_zero_sums_grow_and_rows_stay()
    {
        (EmbeddingMatrix input, EmbeddingMatrix output) = SgdKernelTests.Matrices(40, scale: 1.0);
        float[] before = Values();
        using RowAccumulators sums = new(Rows, Rows);
        using SgdKernel kernel = SgdKernel.Create(input, output, sums);
        foreach (TrainingWindow window
            in new[] { SgdKernelTests.Window(5, 2, 20, groupSize: 1), SgdKernelTests.Window(3, 1, 5, groupSize: 4) })
        {
            window.Step = 1;
            window.Rate = 0;
            kernel.Train(window);
        }

        Assert.Equal(before, Values());
        Assert.True(sums.Input[0] > 0 && sums.Output[0] > 0);

        float[] Values() => [.. input.Data.Slice(0, Rows * input.Stride), .. output.Data.Slice(0, Rows * output.Stride)];
    }

    private static TrainingWindow Prepared(TrainingWindow window)
    {
        window.Step = 0.8f;
        window.Rate = 0.1f;
        return window;
    }

    /// <summary>Trains on the windows three times over, so that sums are those of several steps and fade.</summary>
    private static void CheckAgainstTwin(string width, int dimensions, params TrainingWindow[] windows)
    {
        (EmbeddingMatrix input, EmbeddingMatrix output) = SgdKernelTests.Matrices(dimensions, scale: 1.0);
        double[][] x = ReferenceSgd.Copy(input);
        double[][] o = ReferenceSgd.Copy(output);
        using RowAccumulators sums = new(Rows, Rows) { Memory = Memory };
        ReferenceSums twin = new(Rows, Rows, Memory);
        using SgdKernel kernel = SgdKernel.Create(input, output, width, sums);
        double loss = 0;
        for (int time = 0; time < 3; time++)
        {
            foreach (TrainingWindow window in windows)
            {
                loss += ReferenceSgd.Step(x, o, Prepared(window), twin);
                kernel.Train(window, next: window);
            }
        }

        Assert.Equal(loss, kernel.TakeLoss(), Math.Abs(loss) * 1e-4);
        Compare(x, twin.Input, input, sums.Input);
        Compare(o, twin.Output, output, sums.Output);
    }

    private static void Compare(double[][] twin, double[] twinSums, EmbeddingMatrix matrix, NativeBuffer<float> sums)
    {
        for (int row = 0; row < Rows; row++)
        {
            Assert.Equal(twinSums[row], sums[row], 1e-7 + (twinSums[row] * 1e-3));
            for (int d = 0; d < matrix.Dimensions; d++) Assert.Equal(twin[row][d], matrix.Row(row)[d], 1e-4);
        }
    }
}
