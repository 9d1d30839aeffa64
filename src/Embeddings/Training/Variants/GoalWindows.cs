using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>
/// Global context: in addition to the windows of another source, the item of each goal event is predicted by every other item of its
/// session, however far away.
/// </summary>
/// <remarks>
/// Grbovic and Cheng 2018 (Airbnb), eq. 4: the booked listing is in the context of every listing of its session. In a session of more than
/// <see cref="MaxContext"/> events that many are drawn for a goal in each epoch.
/// </remarks>
/// <param name="windows">The other source.</param>
/// <param name="endRow">The row of the end token, which predicts no goal; -1 without.</param>
internal sealed class GoalWindows(WindowSource windows, int endRow) : WindowSource
{
    /// <summary>Maximum context events of a goal.</summary>
    public const int MaxContext = 1024;

    private TrainingSession session;
    private bool isDone;
    private int passed;
    private int next;

    public override void Begin(in TrainingSession session, ref RandomSource random)
    {
        this.session = session;
        isDone = false;
        passed = next = 0;
        windows.Begin(session, ref random);
    }

    public override bool Next(TrainingWindow window, ref RandomSource random)
    {
        // A goal is trained when the other source has passed it, so that its learning rate is that of its part of the session.
        while (true)
        {
            if (NextGoal(window, ref random)) return true;
            if (isDone) return false;
            if (windows.Next(window, ref random))
            {
                passed += window.Events;
                return true;
            }

            isDone = true;
        }
    }

    private bool NextGoal(TrainingWindow window, ref RandomSource random)
    {
        ReadOnlySpan<bool> goals = session.Goals.Span;
        for (; next < (isDone ? goals.Length : Math.Min(passed, goals.Length)); next++)
        {
            if (!goals[next]) continue;
            AddContext(window, session.Rows.Span, session.Rows.Span[next], ref random);
            if (window.InputGroupCount == 0) continue;
            window.AddPositive(session.Rows.Span[next]);
            window.Events = 0;
            if (session.Weights.Length > 0) window.Step = session.Weights.Span[next];
            next++;
            return true;
        }

        return false;
    }

    private void AddContext(TrainingWindow window, ReadOnlySpan<int> rows, int goal, ref RandomSource random)
    {
        int count = Math.Min(rows.Length, MaxContext);
        for (int i = 0; i < count; i++)
        {
            int row = rows[rows.Length <= MaxContext ? i : random.NextBelow(rows.Length)];
            if (row == goal || row == endRow) continue;
            window.AddInputGroup(row);
            window.AddPrefetch(row);
        }
    }
}
