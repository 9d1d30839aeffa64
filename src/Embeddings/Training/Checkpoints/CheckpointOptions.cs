using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Training.Checkpoints;

/// <summary>Whether and where a training keeps checkpoints. Immutable.</summary>
/// <remarks>
/// A checkpoint holds both matrices (2 x items x dimensions x 4 bytes, rows rounded up to 64 bytes) and the position in the data. It is
/// written next to its target and renamed, so that an interruption while writing leaves the previous one; meanwhile both are on disk.
/// </remarks>
public sealed record CheckpointOptions
{
    /// <summary>The file, such as the result of <see cref="ModelDirectory.CheckpointPath"/>.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// A checkpoint is written when this time has passed since the last one, or the start, once all threads have ended their block of about
    /// 10,000 events. Null (the default) writes one only when the training is canceled.
    /// </summary>
    public TimeSpan? Every { get; init; }

    /// <summary>
    /// Whether to resume from the checkpoint in <see cref="Path"/>; without such a file the training starts from the beginning.
    /// If false (the default) an existing file is an error: it may hold hours of work.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>
    /// Whether the file is kept when the training is finished, for a caller that deletes it once the vectors are saved. Default false.
    /// </summary>
    public bool KeepWhenFinished { get; init; }

    /// <summary>Writes a checkpoint after this many blocks, for tests, which must not depend on a clock.</summary>
    internal int? EveryBlocks { get; init; }

    /// <summary>Receives each checkpoint after it is in place.</summary>
    internal Action? Written { get; init; }

    /// <summary>Checks the options, and that no checkpoint would be overwritten.</summary>
    /// <exception cref="Item2VecException">An option is out of range, or <see cref="Path"/> exists and <see cref="Resume"/> is false
    /// (<see cref="ErrorCode.Usage"/>).</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(Path)) throw new Item2VecException("the path of the checkpoint is empty", code: ErrorCode.Usage);
        if (Every <= TimeSpan.Zero)
            throw new Item2VecException($"a checkpoint every {Every}: the time must be above zero", code: ErrorCode.Usage);
        if (Directory.Exists(Path))
            throw new Item2VecException(
                $"{Path}: is a directory, the checkpoint was to be written there", "move it away", ErrorCode.CannotWrite);
        if (!Resume && File.Exists(Path))
        {
            throw new Item2VecException(
                $"{Path}: holds an unfinished training, which a new checkpoint would replace",
                "go on with it (Resume), or delete the file to train from the start", ErrorCode.Usage) { Option = nameof(Resume) };
        }
    }
}
