using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Tests.Numerics;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Tests.Training;

/// <summary>
/// What the kernel does to a window with a user is gradient descent on the window's objective, whose slope is measured in double precision.
/// </summary>
public class UserGradientTests
{
    private const int Dimensions = 7;
    private const double Difference = 1e-5;

    public static TheoryData<UserMode, int> Forms
        => new()
        {
            { UserMode.DbowItems, 2 }, { UserMode.Dbow, 2 }, { UserMode.Dm, 2 }, { UserMode.DbowItems, TrainingOptions.WholeSession },
            { UserMode.Dm, TrainingOptions.WholeSession }
        };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_row_moves_down_the_slope_of_the_objective(UserMode mode, int width)
    {
        TrainingOptions options =
            new() { Variant = "user", UserMode = mode, Window = width, DynamicWindow = false, Dimensions = Dimensions, EndToken = false };
        using TrainingRun run = new(
            PlantedUsers.Corpus([("v", ["a", "b", "c", "d", "e", "f", "g", "h"])]), options, VariantRegistry.BuiltIn.Of(options));
        Randomize(run.Input, 1);
        Randomize(run.Output, 2);
        double[][] input = ReferenceSgd.Copy(run.Input);
        double[][] output = ReferenceSgd.Copy(run.Output);
        TrainingWindow window = SecondWindow(run);
        double legacy = mode == UserMode.Dm ? window.InputCount : 1;

        const float step = 2e-4f;
        window.Step = step;
        using SgdKernel kernel = SgdKernel.Create(run.Input, run.Output);
        kernel.Train(window);

        // Rows of a mean move as far as the mean does, which is as many times the slope as there are rows.
        Compare(run.Input, input, legacy);
        Compare(run.Output, output, 1);
        Assert.Contains(run.Layout.FirstUser, window.Inputs.ToArray());

        void Compare(EmbeddingMatrix matrix, double[][] before, double factor)
        {
            for (int row = 0; row < matrix.Rows; row++)
            {
                for (int d = 0; d < Dimensions; d++)
                {
                    double slope = Slope(before[row], d);
                    Assert.Equal(
                        -factor * slope, (matrix.Row(row)[d] - before[row][d]) / step, 3e-3 * Math.Max(1, Math.Abs(factor * slope)));
                }
            }
        }

        double Slope(double[] row, int d)
        {
            double at = row[d];
            row[d] = at + Difference;
            double above = ReferenceSgd.Loss(input, output, window);
            row[d] = at - Difference;
            double below = ReferenceSgd.Loss(input, output, window);
            row[d] = at;
            return (above - below) / (2 * Difference);
        }
    }

    /// <summary>The window of the second event, or the only one, with negatives that are none of its items.</summary>
    private static TrainingWindow SecondWindow(TrainingRun run)
    {
        WindowSource source = VariantRegistry.Create(run);
        RandomSource random = new(1);
        source.Begin(new TrainingSession(new[] { 0, 1, 2, 3 }, default, run.Layout.FirstUser), ref random);
        TrainingWindow first = new(sharing: 10);
        TrainingWindow second = new(sharing: 10);
        first.Clear();
        second.Clear();
        Assert.True(source.Next(first, ref random));
        TrainingWindow window = source.Next(second, ref random) ? second : first;
        foreach (int row in (int[])[5, 6, 7]) window.AddNegative(row);
        window.EndPart();
        return window;
    }

    private static void Randomize(EmbeddingMatrix matrix, int seed)
    {
        Random random = new(seed);
        for (int row = 0; row < matrix.Rows; row++)
            foreach (ref float value in matrix.Row(row)) value = (float)(random.NextDouble() - 0.5);
    }
}
