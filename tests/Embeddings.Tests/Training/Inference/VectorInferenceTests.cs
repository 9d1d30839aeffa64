using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Training.Inference;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Training.Inference;

public sealed class VectorInferenceTests : IDisposable
{
    private static readonly TrainingOptions Options = new() { Dimensions = 20, Epochs = 10, Subsampling = 0, Threads = 1 };
    private static readonly string[] History = ["t3-1", "t3-4", "t3-1", "t3-9", "t3-11"];
    private readonly ItemVectors items = ItemTrainer.Train(SessionCorpus.FromSessions(PlantedCorpus.Sessions()), Options);

    public void Dispose() => items.Dispose();

    public static TheoryData<UserMode> Modes => [.. Enum.GetValues<UserMode>()];

    [Theory]
    [MemberData(nameof(Modes))]
    public void What_an_unseen_user_scores_high_is_of_the_topic_and_the_model_stays_as_it_is(UserMode mode)
    {
        using ItemVectors vectors = ItemTrainer.Train(
            PlantedUsers.Corpus(PlantedCorpus.Sessions()), Options with { Variant = "user", UserMode = mode, Epochs = 20 });
        float[] before = VariantContract.Bytes(vectors);
        using VectorInference inference = new(vectors);
        Assert.All(Unseen(), history =>
        {
            float[] vector = inference.Infer(history);
            Assert.All(PlantedUsers.BestItems(vectors, vector, 5), item => Assert.Equal(history[0][1], item[1]));
        });
        Assert.Equal(before, VariantContract.Bytes(vectors));
    }

    [Fact]
    public void A_model_without_users_infers_as_well()
    {
        using VectorInference inference = new(items);
        Assert.All(
            Unseen(),
            history =>
                Assert.All(PlantedUsers.BestItems(items, inference.Infer(history), 5), item => Assert.Equal(history[0][1], item[1])));
    }

    [Fact]
    public void The_same_items_give_the_same_vector_whoever_asks()
    {
        using VectorInference inference = new(items);
        using VectorInference another = new(items);
        float[] first = another.Infer(History);
        float[][] answers = new float[200][];
        Parallel.For(0, answers.Length, i => answers[i] = inference.Infer(i % 2 == 0 ? History : ["t5-1"]));
        Assert.All(answers.Where((_, i) => i % 2 == 0), answer => Assert.Equal(first, answer));
        Assert.NotEqual(first, new VectorInference(items, new InferenceOptions { Seed = 2 }).Infer(History));
    }

    [Fact]
    public void Searches_that_begin_elsewhere_end_at_the_same_place()
    {
        using VectorInference one = new(items, new InferenceOptions { Restarts = 1 });
        using VectorInference other = new(items, new InferenceOptions { Restarts = 1, Seed = 2 });
        Assert.All(Unseen(), history => Assert.InRange(Cosine(one.Infer(history), other.Infer(history)), 0.98, 1));
    }

    [Fact]
    public void The_vector_fits_its_items_better_than_their_mean_does()
    {
        InferenceOptions basket = new() { Decay = 1, Steps = 200 };
        using VectorInference inference = new(items, basket);
        Assert.All(Unseen(), history =>
        {
            float[] mean =
            [
                .. Enumerable.Range(0, items.Dimensions).Select(d => history.Average(item => items.Vector(items.Vocabulary.RowOf(item))[d]))
            ];
            Assert.True(
                Loss(inference.Infer(history), history) < Loss(mean, history),
                $"{Loss(inference.Infer(history), history)} is not below {Loss(mean, history)}");
        });
    }

    [Fact]
    public void The_order_counts_in_a_history_and_not_in_a_basket()
    {
        string[] turned = [.. History.Reverse()];
        using VectorInference history = new(items);
        using VectorInference basket = new(items, new InferenceOptions { Decay = 1 });
        Assert.NotEqual(history.Infer(History), history.Infer(turned));
        Assert.Equal(basket.Infer(History), basket.Infer(turned));
    }

    [Fact]
    public void A_step_goes_down_the_slope_of_the_objective()
    {
        Random random = new(4);
        float[] vector = Padded(random);
        float[] row = Padded(random);
        foreach (float label in new[] { 0f, 1f })
        {
            float[] gradient = new float[16];
            FrozenStep.Add(gradient, vector, row, weight: 0.7f, label);
            for (int d = 0; d < 12; d++)
            {
                const double difference = 1e-5;
                double slope = (Objective(d, difference) - Objective(d, -difference)) / (2 * difference);
                Assert.Equal(-slope, gradient[d], 1e-5);
            }

            double Objective(int moved, double by)
            {
                double score = Enumerable.Range(0, 12).Sum(d => (vector[d] + (d == moved ? by : 0)) * row[d]);
                return 0.7 * Math.Log(1 + Math.Exp(label == 1 ? -score : score));
            }
        }

        static float[] Padded(Random random) => [.. Enumerable.Range(0, 16).Select(d => d < 12 ? (float)(random.NextDouble() - 0.5) : 0)];
    }

    [Fact]
    public void What_cannot_be_inferred_is_an_error()
    {
        using VectorInference inference = new(items);
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<Item2VecException>(() => inference.Infer(["t3-1", "nothing"])).Code);
        Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => inference.Infer([])).Code);
        ItemVectors inputs = new(items.Vocabulary, items.Input, output: null);
        Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => new VectorInference(inputs)).Code);
        Item2VecException options = Assert.Throws<Item2VecException>(
            () => new VectorInference(
                items, new InferenceOptions { Steps = 0, LearningRate = 0, NegativeSamples = 0, Restarts = 0, Decay = 2 }));
        Assert.Equal(5, options.Message.Split("; ").Length);
    }

    /// <summary>A history of each topic that no session has.</summary>
    private static IEnumerable<string[]> Unseen()
        => Enumerable.Range(0, PlantedCorpus.Topics).Select(
            topic => (string[])[.. Enumerable.Range(0, 5).Select(i => PlantedCorpus.Item(topic, (7 * i) % PlantedCorpus.ItemsPerTopic))]);

    /// <summary>The objective with every item as a negative, as often as it is drawn.</summary>
    private double Loss(float[] vector, string[] history)
    {
        double[] noise =
            [.. Enumerable.Range(0, items.Count).Select(row => Math.Pow(items.Vocabulary.CountOf(row), Options.NegativeExponent))];
        double negative = Enumerable.Range(0, items.Count).Sum(row => noise[row] * Math.Log(1 + Math.Exp(Score(row)))) / noise.Sum();
        return history.Average(item => Math.Log(1 + Math.Exp(-Score(items.Vocabulary.RowOf(item))))) + (Options.NegativeSamples * negative);

        double Score(int row) => items.OutputVector(row).Zip(vector, (a, b) => (double)a * b).Sum();
    }

    private static double Cosine(float[] a, float[] b)
        => a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
}
