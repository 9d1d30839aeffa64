using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests;

public sealed class ModelCheckTests
{
    private const int Items = 500, Dimensions = 128;

    [Fact]
    public void Nothing_is_wrong_with_vectors_in_clusters()
    {
        using ItemVectors vectors = Planted.Clusters(items: 3000);

        Assert.Empty(ModelCheck.Run(vectors));
    }

    [Theory]
    [InlineData(Optimizer.AdaGrad, "give more Epochs")]
    [InlineData(Optimizer.Sgd, "give more Epochs, or Optimizer = adagrad")]
    public void Vectors_of_one_direction_have_collapsed(Optimizer optimizer, string remedy)
    {
        using ItemVectors vectors = Model(common: 40, training: Training(optimizer, 3, 2));

        ModelWarning warning = Assert.Single(ModelCheck.Run(vectors));
        Assert.Equal((ModelWarningKind.Collapsed, remedy), (warning.Kind, warning.Remedy));
        Assert.Contains("a cosine of 0.9", warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Vectors_without_numbers_have_collapsed()
    {
        using ItemVectors vectors = Model(common: float.NaN);

        Assert.Equal(ModelWarningKind.Collapsed, Assert.Single(ModelCheck.Run(vectors)).Kind);
    }

    [Fact]
    public void An_item_between_all_others_is_a_hub()
    {
        using ItemVectors vectors = Model(common: 8, hub: 400);

        ModelWarning warning = Assert.Single(ModelCheck.Run(vectors));
        Assert.Equal(ModelWarningKind.Hub, warning.Kind);
        Assert.Contains("item 'item400' is among the 10 nearest of 100 % ", warning.Text, StringComparison.Ordinal);
        Assert.Contains("explains 2 %", warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_item_as_popular_as_its_lists_are_many_is_none()
    {
        using ItemVectors vectors = Model(common: 8, hub: 0, events: 26_000);

        Assert.Empty(ModelCheck.Run(vectors));
    }

    [Fact]
    public void A_common_direction_without_an_item_in_it_is_no_fault()
    {
        using ItemVectors vectors = Model(common: 8);

        Assert.Empty(ModelCheck.Run(vectors));
    }

    [Fact]
    public void Few_items_may_be_of_one_topic()
    {
        using ItemVectors vectors = Model(common: 40, items: ModelCheck.MinItems - 1);

        Assert.Empty(ModelCheck.Run(vectors));
    }

    [Theory]
    [InlineData(null, 3.0, 2.0, 1.9)]
    [InlineData(null, 1.7, 1.8, 2.4)]
    [InlineData(ModelWarningKind.LossRose, 3.0, 2.0, 3.1)]
    [InlineData(ModelWarningKind.LossHigh, 60.0, 3.0, 2.0)]
    [InlineData(ModelWarningKind.LossHigh, double.PositiveInfinity, 3.0, 2.0)]
    [InlineData(ModelWarningKind.LossHigh, 2.0, double.NaN)]
    [InlineData(null)]
    public void A_loss_should_fall_from_that_of_guessing(ModelWarningKind? expected, params double[] losses)
    {
        using ItemVectors vectors = Model(common: 1, training: Training(Optimizer.AdaGrad, losses));

        ModelWarning[] found = [.. ModelCheck.Run(vectors)];
        Assert.Equal(expected, found.SingleOrDefault()?.Kind);
        Assert.All(found, warning => Assert.Equal("give a lower LearningRate", warning.Remedy));
    }

    private static TrainingSummary Training(Optimizer optimizer, params double[] losses)
        => new(new TrainingOptions { Optimizer = optimizer }, 1, 1, losses, 1);

    /// <summary>Random vectors of length 11 that share a direction; a hub has nothing but that direction.</summary>
    /// <param name="common">The length of what they share.</param>
    /// <param name="hub">The row of the hub, or -1 for none.</param>
    /// <param name="events">The events of the first item; each other one has 1,000.</param>
    /// <param name="items">The number of items.</param>
    /// <param name="training">How the training went.</param>
    private static ItemVectors Model(
        float common, int hub = -1, long events = 1000, int items = Items, TrainingSummary? training = null)
    {
        Random random = new(1);
        VocabularyBuilder builder = new();
        EmbeddingMatrix input = new(items, Dimensions);
        for (int row = 0; row < items; row++)
        {
            builder.Add($"item{row}", row == 0 ? events : 1000);
            Span<float> vector = input.Row(row);
            foreach (ref float value in vector) value = row == hub ? 0 : Gaussian(random);
            vector[0] += common;
        }

        return new ItemVectors(builder.Build(), input, null, training: training);
    }

    private static float Gaussian(Random random)
        => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
