using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Tests.Numerics;
using Item2Vec.Embeddings.Training.Sampling;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Tests.Training;

/// <summary>
/// What a variant trains is what it states: its windows over a tiny corpus have the pairs of its objective, and the sum of their updates is
/// the objective's gradient, found by finite differences in double precision.
/// </summary>
public abstract class GradientContract
{
    /// <summary>
    /// So small that blocks of a window, which are trained one after the other, hardly see each other's updates; large beside single
    /// precision.
    /// </summary>
    private const float Step = 5e-5f;

    /// <summary>Without chance but for the negatives.</summary>
    protected abstract TrainingOptions Options { get; }

    /// <summary>Sessions of rows; items are 'a', 'b', and so on, row 0 and on.</summary>
    protected abstract SessionCorpus Corpus { get; }

    /// <summary>Every pair of the objective as <c>inputs>output</c>, the end token as <c>$</c>, worked out by hand.</summary>
    protected abstract string[] Pairs { get; }

    [Fact]
    public void The_windows_have_the_pairs_of_the_objective()
    {
        using TrainingRun run = new(Corpus, Options, VariantRegistry.BuiltIn.Of(Options));
        Assert.Equal(
            Pairs.Order(StringComparer.Ordinal),
            Windows(run).SelectMany(WindowPairs.Of).Select(pair => Text(run, pair)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_summed_update_is_the_gradient_of_the_objective()
    {
        using TrainingRun run = new(Corpus, Options, VariantRegistry.BuiltIn.Of(Options));
        Fill(run.Input, 3);
        Fill(run.Output, 4);
        double[][] input = ReferenceSgd.Copy(run.Input);
        double[][] output = ReferenceSgd.Copy(run.Output);
        double[][] inputMoved = Zeros(input);
        double[][] outputMoved = Zeros(output);
        double[][] inputGradient = Zeros(input);
        double[][] outputGradient = Zeros(output);
        foreach (TrainingWindow window in Windows(run))
        {
            // Every window begins at the same vectors, so that updates add up to one gradient.
            Restore(run.Input, input);
            Restore(run.Output, output);
            using (SgdKernel kernel = SgdKernel.Create(run.Input, run.Output)) kernel.Train(window);
            AddMoves(run.Input, input, inputMoved);
            AddMoves(run.Output, output, outputMoved);
            AddGradient(window, input, output, inputGradient, outputGradient);
        }

        Compare(inputGradient, inputMoved);
        Compare(outputGradient, outputMoved);
        Assert.True(inputMoved.Concat(outputMoved).Sum(row => row.Sum(Math.Abs)) > Step, "nothing moved");
    }

    /// <summary>
    /// Negatives of each input group count as many times the options' number as it has pairs, which is part of the objective too.
    /// </summary>
    [Fact]
    public void Every_pair_has_its_negatives()
    {
        using TrainingRun run = new(Corpus, Options, VariantRegistry.BuiltIn.Of(Options));
        foreach (TrainingWindow window in Windows(run))
        {
            for (int part = 0; part < window.PartCount; part++)
            {
                Assert.All(window.Negatives(part).ToArray(), row => Assert.DoesNotContain(row, window.Positives.ToArray()));
                for (int group = window.Part(part).From; group < window.Part(part).To; group++)
                {
                    int pairs = window.PositiveCount - window.Skipped.ToArray().Count(skipped => skipped.InputGroup == group);
                    Assert.Equal(pairs * Options.NegativeSamples, window.Negatives(part).Length * window.NegativeWeight, 1e-3);
                }
            }
        }
    }

    /// <summary>A corpus of one-letter items; baskets parted by blanks, goals in capitals, ten seconds between two events.</summary>
    internal static SessionCorpus Of(params string[] sessions)
    {
        VocabularyBuilder items = new();
        for (char item = 'a'; item <= 'j'; item++) items.Add(item.ToString(), 5);
        EventColumns columns = EventColumns.Times
            | (sessions.Any(session => session.Contains(' ', StringComparison.Ordinal)) ? EventColumns.Baskets : 0)
            | (sessions.Any(session => session.Any(char.IsUpper)) ? EventColumns.Goals : 0);
        SessionCorpusBuilder builder = new(items.Build(), columns: columns);
        foreach (string session in sessions)
        {
            int basket = 0;
            int time = 0;
            foreach (char letter in session)
            {
                if (letter == ' ') basket++;
                else
                    builder.Append(new CorpusEvent(
                        char.ToLowerInvariant(letter) - 'a') { Basket = basket, Time = 10 * time++, IsGoal = char.IsUpper(letter) });
            }

            builder.EndSession();
        }

        return builder.Build();
    }

    /// <summary>The windows of all sessions as a trainer draws them, negatives included.</summary>
    private static List<TrainingWindow> Windows(TrainingRun run)
    {
        List<TrainingWindow> windows = [];
        WindowSource source = VariantRegistry.Create(run);
        NegativeStream[] negatives = [.. run.Negatives.Select(sampler => new NegativeStream(sampler))];
        RandomSource random = new(1);
        for (long session = 0; session < run.Corpus.SessionCount; session++)
        {
            int[] rows = run.Corpus.Session(session);
            if (run.Layout.EndRow >= 0) rows = [.. rows, run.Layout.EndRow];
            SessionDetails details = new(run.Corpus, rows.Length);
            for (int i = 0; i < details.Places.Length; i++) details.Places[i] = i;
            source.Begin(details.AddTo(new TrainingSession(rows, default), session, run.Corpus.SessionLength(session)), ref random);
            for (TrainingWindow window = NewWindow(); source.Next(window, ref random); window = NewWindow())
            {
                window.Step = Step;
                if (window.InputGroupCount == 0) continue;
                negatives[window.NegativePool]
                    .AddTo(window, window.NegativeCount > 0 ? window.NegativeCount : run.Options.NegativeSamples, ref random);
                windows.Add(window);
            }
        }

        return windows;

        TrainingWindow NewWindow()
        {
            TrainingWindow window = new(run.Options.NegativeSharing);
            window.Clear();
            return window;
        }
    }

    /// <summary>
    /// Adds the gradient of <c>sum over pairs of log sigmoid(x . o) + sum over negatives of log sigmoid(-x . o)</c>, x the mean of an input
    /// group; every row of the group takes all of x's.
    /// </summary>
    private static void AddGradient(
        TrainingWindow window, double[][] input, double[][] output, double[][] inputGradient, double[][] outputGradient)
    {
        const double h = 1e-5;
        for (int part = 0; part < window.PartCount; part++)
        {
            int[] negatives = window.Negatives(part).ToArray();
            for (int group = window.Part(part).From; group < window.Part(part).To; group++)
            {
                int[] rows = window.InputGroup(group).ToArray();
                double[] x = [.. Enumerable.Range(0, input[0].Length).Select(d => rows.Average(row => input[row][d]))];
                for (int positive = 0; positive < window.PositiveCount; positive++)
                {
                    if (!window.Skipped.ToArray().Contains((group, positive)))
                        Add(x, rows, window.Positives[positive], sign: 1, weight: 1);
                }

                foreach (int row in negatives) Add(x, rows, row, sign: -1, window.NegativeWeight);
            }
        }

        void Add(double[] x, int[] rows, int target, int sign, double weight)
        {
            double[] o = output[target];
            for (int d = 0; d < x.Length; d++)
            {
                double ofInput =
                    weight * (LogSigmoid(sign * (Dot(x, o) + (h * o[d]))) - LogSigmoid(sign * (Dot(x, o) - (h * o[d])))) / (2 * h);
                double ofOutput =
                    weight * (LogSigmoid(sign * (Dot(x, o) + (h * x[d]))) - LogSigmoid(sign * (Dot(x, o) - (h * x[d])))) / (2 * h);
                foreach (int row in rows) inputGradient[row][d] += ofInput;
                outputGradient[target][d] += ofOutput;
            }
        }
    }

    /// <summary>The update is the gradient times the step, but for the step's square and single precision.</summary>
    private static void Compare(double[][] gradient, double[][] moved)
    {
        for (int row = 0; row < gradient.Length; row++)
            for (int d = 0; d < gradient[row].Length; d++)
                Assert.Equal(gradient[row][d], moved[row][d] / Step, 0.005 + (0.01 * Math.Abs(gradient[row][d])));
    }

    private static string Text(TrainingRun run, (int[] Inputs, int Positive) pair)
        => $"{string.Concat(pair.Inputs.Select(Letter))}>{Letter(pair.Positive)}";

    private static char Letter(int row) => row == 10 ? '$' : (char)('a' + row);

    private static double[][] Zeros(double[][] like) => [.. like.Select(row => new double[row.Length])];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double LogSigmoid(double value) => Math.Min(value, 0) - Math.Log(1 + Math.Exp(-Math.Abs(value)));

    private static void Fill(EmbeddingMatrix matrix, ulong seed)
    {
        RandomSource random = new(seed);
        for (int row = 0; row < matrix.Rows; row++)
            foreach (ref float value in matrix.Row(row)) value = (random.NextFloat() - 0.5f) / 2;
    }

    private static void Restore(EmbeddingMatrix matrix, double[][] saved)
    {
        for (int row = 0; row < matrix.Rows; row++)
            for (int d = 0; d < matrix.Dimensions; d++) matrix.Row(row)[d] = (float)saved[row][d];
    }

    private static void AddMoves(EmbeddingMatrix matrix, double[][] start, double[][] moved)
    {
        for (int row = 0; row < matrix.Rows; row++)
            for (int d = 0; d < matrix.Dimensions; d++) moved[row][d] += matrix.Row(row)[d] - start[row][d];
    }
}

/// <summary>The pairs of a window, one by one.</summary>
internal static class WindowPairs
{
    public static IEnumerable<(int[] Inputs, int Positive)> Of(TrainingWindow window)
    {
        (int, int)[] skipped = window.Skipped.ToArray();
        int[] positives = window.Positives.ToArray();
        for (int group = 0; group < window.InputGroupCount; group++)
            for (int positive = 0; positive < positives.Length; positive++)
                if (!skipped.Contains((group, positive))) yield return (window.InputGroup(group).ToArray(), positives[positive]);
    }
}
