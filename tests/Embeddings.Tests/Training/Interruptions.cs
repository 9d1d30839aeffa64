using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Training.Checkpoints;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Training;

/// <summary>Trainings that are interrupted at a place that no clock decides.</summary>
internal static class Interruptions
{
    /// <summary>Goes on from the checkpoint if there is one, and stops after so many blocks more.</summary>
    public static void After(int blocks, SessionCorpus corpus, TrainingOptions options, string path, ItemVectors? warmStart = null)
    {
        using CancellationTokenSource stop = new();
        CheckpointOptions checkpoints = new() { Path = path, EveryBlocks = blocks, Resume = true, Written = stop.Cancel };
        Assert.ThrowsAny<OperationCanceledException>(
            () => ItemTrainer.Train(corpus, options, checkpoints, warmStart, cancellationToken: stop.Token));
        Assert.True(File.Exists(path));
    }
}
