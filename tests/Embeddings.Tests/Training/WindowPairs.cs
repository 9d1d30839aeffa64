using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Tests.Training;

/// <summary>The pairs of a window, one by one.</summary>
internal static class WindowPairs
{
    public static IEnumerable<(int[] Inputs, int Positive)> Of(TrainingWindow window)
    {
        (int, int)[] skipped = window.Skipped.ToArray();
        int[] positives = window.Positives.ToArray();
        for (int bundle = 0; bundle < window.InputGroupCount; bundle++)
            for (int positive = 0; positive < positives.Length; positive++)
                if (!skipped.Contains((bundle, positive))) yield return (window.InputGroup(bundle).ToArray(), positives[positive]);
    }
}
