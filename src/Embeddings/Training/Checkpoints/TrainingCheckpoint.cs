using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Files;

namespace Item2Vec.Embeddings.Training.Checkpoints;

/// <summary>What a checkpoint says of the training it interrupts; <see cref="ItemTrainer"/> continues it. Immutable.</summary>
public sealed record TrainingCheckpoint
{
    /// <summary>The options of the training.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>The epoch under way, from 1; the last one when all is done.</summary>
    public required int Epoch { get; init; }

    /// <summary>Events read in all epochs so far.</summary>
    public required long TokensDone { get; init; }

    /// <summary>Events of all epochs.</summary>
    public required long TokensTotal { get; init; }

    /// <summary>The number of items.</summary>
    public required int Items { get; init; }

    /// <summary>The number of sessions.</summary>
    public required long Sessions { get; init; }

    /// <summary>The share done, 0 to 1.</summary>
    public double Fraction => TokensTotal > 0 ? (double)TokensDone / TokensTotal : 0;

    /// <summary>Reads what a checkpoint says; its matrices are left alone, so that it takes no longer for a large one.</summary>
    /// <exception cref="Item2VecException">There is no such file, it is something else or damaged, or a newer version wrote it.</exception>
    public static TrainingCheckpoint Read(string path)
    {
        SectionFile file = CheckpointFile.Open(path);
        using (file.Memory)
        {
            CheckpointDocument state = CheckpointFile.ReadState(file);
            return new TrainingCheckpoint
            {
                Options = TrainingJson.ReadOptions(state.Options),
                Epoch = Math.Max(1, state.Epoch + 1),
                TokensDone = Math.Min(state.TokensDone, state.TokensTotal),
                TokensTotal = state.TokensTotal,
                Items = state.Corpus.Items,
                Sessions = state.Corpus.Sessions,
            };
        }
    }
}
