using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Training.Windows;

/// <summary>
/// Turns a session into windows. A variant is one subclass; the trainer and the kernels know none by name.
/// </summary>
/// <remarks>
/// One instance per thread. A virtual call per window costs nothing compared with the kernel, so sources are plain classes.
/// </remarks>
internal abstract class WindowSource
{
    /// <summary>Starts on a session. The rows stay valid until the next call of this method.</summary>
    /// <param name="session">The session's events after subsampling, in time order.</param>
    /// <param name="random">The thread's random numbers.</param>
    public abstract void Begin(in TrainingSession session, ref RandomSource random);

    /// <summary>
    /// Fills the next window with input groups, positives and, in <see cref="TrainingWindow.Step"/>, the event's weight; false at the end
    /// of the session. A window has at least one positive, and <see cref="TrainingWindow.Events"/> of all windows of a session add up to
    /// its events. It comes cleared; the trainer adds negatives, from the <see cref="TrainingWindow.NegativePool"/> of the positives, and
    /// the learning rate.
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

/// <summary>One thread's copy of the details of a session's events, for the events left after subsampling.</summary>
internal sealed class SessionDetails
{
    private readonly SessionCorpus corpus;
    private readonly int[] places;
    private readonly int[] baskets;
    private readonly double[] times;
    private readonly bool[] goals;

    /// <param name="corpus">The corpus.</param>
    /// <param name="maxEvents">Maximum events of a session, including an end token.</param>
    public SessionDetails(SessionCorpus corpus, int maxEvents)
    {
        this.corpus = corpus;
        places = corpus.Columns == EventColumns.None ? [] : new int[maxEvents];
        baskets = RoomFor<int>(EventColumns.Baskets);
        times = RoomFor<double>(EventColumns.Times);
        goals = RoomFor<bool>(EventColumns.Goals);

        T[] RoomFor<T>(EventColumns column) => corpus.Columns.HasFlag(column) ? new T[maxEvents] : [];
    }

    /// <summary>To be filled with the positions of the kept events before <see cref="AddTo"/>; empty if there are no details.</summary>
    public Span<int> Places => places;

    /// <summary>
    /// Adds the details of a session's first <paramref name="kept"/> positions; an end token after them has basket and time of the last,
    /// and is no goal.
    /// </summary>
    public TrainingSession AddTo(in TrainingSession events, long session, int kept)
    {
        if (places.Length == 0) return events;
        corpus.ReadDetails(session, places.AsSpan(0, kept), Of(baskets), Of(times), Of(goals));
        int count = events.Rows.Length;
        if (count > kept)
        {
            if (baskets.Length > 0) baskets[kept] = baskets[kept - 1];
            if (times.Length > 0) times[kept] = times[kept - 1];
            if (goals.Length > 0) goals[kept] = false;
        }

        return events with { Baskets = First(baskets), Times = First(times), Goals = First(goals) };

        Span<T> Of<T>(T[] all) => all.AsSpan(0, Math.Min(kept, all.Length));
        ReadOnlyMemory<T> First<T>(T[] all) => all.AsMemory(0, Math.Min(count, all.Length));
    }
}
