using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Training.Windows;

/// <summary>
/// What makes one model differ from another: turns a session into windows. A variant is one subclass; the trainer and the kernels know none by name.
/// </summary>
/// <remarks>One instance a thread. A call a window costs nothing beside the kernel, so sources are plain classes.</remarks>
internal abstract class WindowSource
{
    /// <summary>Starts on a session. The rows stay valid until the next call of this method.</summary>
    /// <param name="session">The session's events after subsampling, in order of time.</param>
    /// <param name="random">The thread's random numbers.</param>
    public abstract void Begin(in TrainingSession session, ref RandomSource random);

    /// <summary>
    /// Fills the next window with input bundles, positives and, in <see cref="TrainingWindow.Step"/>, the event's weight; false when the session is done.
    /// A window has at least one positive, and <see cref="TrainingWindow.Events"/> of all windows of a session together are its events. It comes cleared; the
    /// trainer adds negatives, from the <see cref="TrainingWindow.NegativePool"/> of the positives, and the learning rate.
    /// </summary>
    public abstract bool Next(TrainingWindow window, ref RandomSource random);
}

/// <summary>A session as a source sees it.</summary>
/// <param name="Rows">Item rows, in order of time.</param>
/// <param name="Weights">A weight for each event, or empty when all are 1.</param>
/// <param name="UserRow">The input row of the session's user, or -1.</param>
internal readonly record struct TrainingSession(ReadOnlyMemory<int> Rows, ReadOnlyMemory<float> Weights, int UserRow = -1)
{
    /// <summary>The number of each event's basket, rising; empty when the corpus has no baskets.</summary>
    public ReadOnlyMemory<int> Baskets { get; init; }

    /// <summary>The seconds from the session's first event to each; empty when the corpus has no times.</summary>
    public ReadOnlyMemory<double> Times { get; init; }

    /// <summary>Whether each event is a goal; empty when the corpus has no goals.</summary>
    public ReadOnlyMemory<bool> Goals { get; init; }
}
