using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Files;

namespace Item2Vec.Embeddings.Training.Checkpoints;

/// <summary>Describes the training of a checkpoint; <see cref="ItemTrainer"/> resumes it. Immutable.</summary>
public sealed record TrainingCheckpoint
{
    /// <summary>The options of the training.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>The current epoch, from 1; the last one when all are done.</summary>
    public required int Epoch { get; init; }

    /// <summary>Events read in all epochs so far.</summary>
    public required long TokensDone { get; init; }

    /// <summary>Events of all epochs.</summary>
    public required long TokensTotal { get; init; }

    /// <summary>The number of items.</summary>
    public required int Items { get; init; }

    /// <summary>The number of sessions.</summary>
    public required long Sessions { get; init; }

    /// <summary>The completed share, 0 to 1.</summary>
    public double Fraction => TokensTotal > 0 ? (double)TokensDone / TokensTotal : 0;

    /// <summary>Reads the description of a checkpoint without its matrices, so that the time does not depend on their size.</summary>
    /// <exception cref="Item2VecException">There is no such file, or it is something else, damaged, or written by a newer
    /// version.</exception>
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
