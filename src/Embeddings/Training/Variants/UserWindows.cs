using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>
/// Adds the session's user to the windows of its items: as a separate input that predicts the center (PV-DBOW along with the items), or
/// into the mean of the context (PV-DM). A session without a user keeps its windows unchanged.
/// </summary>
/// <remarks>
/// Le and Mikolov 2014; user-prod2vec, Grbovic et al. 2015. A session of one event still trains its user. The user does
/// not predict the end token, which would encode the number of sessions and not their content.
/// </remarks>
/// <param name="items">The windows without users; with a single input group if the user belongs into the mean.</param>
/// <param name="mean">Whether the user belongs into the mean.</param>
/// <param name="endRow">The row of the end token, or -1.</param>
internal sealed class UserWindows(WindowSource items, bool mean, int endRow) : WindowSource
{
    private TrainingSession session;
    private bool isFirst;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Begin(in TrainingSession session, ref RandomSource random)
    {
        this.session = session;
        isFirst = true;
        items.Begin(session, ref random);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override bool Next(TrainingWindow window, ref RandomSource random)
    {
        if (session.Rows.Length == 1 ? !NextOfOne(window) : !items.Next(window, ref random)) return false;
        if (session.UserRow < 0 || window.Positives[0] == endRow) return true;
        if (isFirst) window.AddPrefetch(session.UserRow);
        isFirst = false;
        if (mean && window.InputGroupCount > 0) window.ExtendInputGroup(session.UserRow);
        else window.AddInputGroup(session.UserRow);
        return true;
    }

    /// <summary>The window of a session's only event, which has no context.</summary>
    private bool NextOfOne(TrainingWindow window)
    {
        if (!isFirst || session.UserRow < 0) return false;
        window.AddPositive(session.Rows.Span[0]);
        if (session.Weights.Length > 0) window.Step = session.Weights.Span[0];
        return true;
    }
}

/// <summary>
/// The user alone predicts each of its items, without order and window (PV-DBOW without word vectors). A session without a user trains
/// nothing.
/// </summary>
/// <remarks>Le and Mikolov 2014, section 2.3.</remarks>
internal sealed class UserAlone : WindowSource
{
    private TrainingSession session;
    private int center;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Begin(in TrainingSession session, ref RandomSource random)
    {
        this.session = session;
        center = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override bool Next(TrainingWindow window, ref RandomSource random)
    {
        if (session.UserRow < 0 || center == session.Rows.Length) return false;
        if (center == 0) window.AddPrefetch(session.UserRow);
        window.AddInputGroup(session.UserRow);
        window.AddPositive(session.Rows.Span[center]);
        if (session.Weights.Length > 0) window.Step = session.Weights.Span[center];
        center++;
        return true;
    }
}
