using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>item2vec and prod2vec: items alone.</summary>
internal sealed class ItemVariant() : TrainingVariant("item")
{
    public override string Help => "items alone";

    public override WindowSource Create(TrainingRun run) => Windows(run.Options);

    /// <summary>The windows of items, which variants that learn more add to.</summary>
    internal static WindowSource Windows(TrainingOptions options)
        => options.Window == TrainingOptions.WholeSession ? new SessionSets(options) : new SlidingWindows(options);
}
