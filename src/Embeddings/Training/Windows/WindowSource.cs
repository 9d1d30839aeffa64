using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Training.Windows;

/// <summary>
/// Turns a session into windows. A variant is one subclass; the trainer and the kernels know none by name.
/// </summary>
/// <remarks>One instance per thread. A virtual call per window costs nothing compared with the kernel, so sources are plain classes.</remarks>
internal abstract class WindowSource
{
    /// <summary>Starts on a session. The rows stay valid until the next call of this method.</summary>
    /// <param name="session">The session's events after subsampling, in time order.</param>
    /// <param name="random">The thread's random numbers.</param>
    public abstract void Begin(in TrainingSession session, ref RandomSource random);

    /// <summary>
    /// Fills the next window with input groups, positives and, in <see cref="TrainingWindow.Step"/>, the event's weight; false at the end of the session.
    /// A window has at least one positive, and <see cref="TrainingWindow.Events"/> of all windows of a session add up to its events. It comes cleared; the
    /// trainer adds negatives, from the <see cref="TrainingWindow.NegativePool"/> of the positives, and the learning rate.
    /// </summary>
    public abstract bool Next(TrainingWindow window, ref RandomSource random);
}

/// <summary>A session as input of a source.</summary>
/// <param name="Rows">Item rows, in time order.</param>
/// <param name="Weights">A weight for each event, or empty if all are 1.</param>
/// <param name="UserRow">The input row of the session's user, or -1.</param>
internal readonly record struct TrainingSession(ReadOnlyMemory<int> Rows, ReadOnlyMemory<float> Weights, int UserRow = -1)
{
    /// <summary>The number of each event's basket, ascending; empty if the corpus has no baskets.</summary>
    public ReadOnlyMemory<int> Baskets { get; init; }

    /// <summary>The seconds from the session's first event to each; empty if the corpus has no times.</summary>
    public ReadOnlyMemory<double> Times { get; init; }

    /// <summary>Whether each event is a goal; empty if the corpus has no goals.</summary>
    public ReadOnlyMemory<bool> Goals { get; init; }
}
