using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>The user alone predicts each of its items, without order and window (PV-DBOW without word vectors). A session without a user trains nothing.</summary>
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
