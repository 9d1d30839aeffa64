using System.Globalization;

namespace Item2Vec.Cli;

/// <summary>A metric and where it cuts lists.</summary>
/// <param name="Name">Its name in results: ndcg@20, auc.</param>
/// <param name="Cutoff">The length of lists.</param>
internal sealed record TunedMetric(string Name, int Cutoff)
{
    private static readonly string[] AtLength = ["hit", "recall", "precision", "mrr", "ndcg"];

    public static TunedMetric Default { get; } = new("ndcg@20", 20);

    /// <summary>A reader of options.</summary>
    public static bool TryRead(string text, out TunedMetric value, out string expected)
    {
        expected = $"one of {string.Join(", ", AtLength)} with a length from 1 to 1000, such as ndcg@20, or auc";
        value = new TunedMetric(text, Default.Cutoff);
        if (text == "auc") return true;
        string[] parts = text.Split('@');
        if (parts.Length != 2 || !AtLength.Contains(parts[0]) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int cutoff) || cutoff is < 1 or > 1000) return false;
        value = new TunedMetric($"{parts[0]}@{cutoff.ToString(CultureInfo.InvariantCulture)}", cutoff);
        return true;
    }
}
