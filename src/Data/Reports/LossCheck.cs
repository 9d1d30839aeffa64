using System.Globalization;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Reports;

/// <summary>Judges how much of a log was skipped: a tenth is worth a warning, more than half is an error.</summary>
/// <param name="title">The input's name.</param>
/// <param name="noun">What was counted: <c>rows</c>.</param>
/// <param name="all">How many there are.</param>
internal sealed class LossCheck(string title, string noun, long all)
{
    private readonly List<(string Reason, string Option, long Count)> losses = [];

    /// <summary>Adds a reason, such as <c>column 'item' is empty</c>, and the option that helps.</summary>
    public LossCheck Because(string reason, string option, long count)
    {
        if (count > 0) losses.Add((reason, option, count));
        return this;
    }

    /// <returns>The warning, in the style of error messages; null if little was lost.</returns>
    /// <exception cref="Item2VecException">More than half was lost, and that is not allowed.</exception>
    public string? Judge(bool allowLoss)
    {
        long lost = losses.Sum(loss => loss.Count);
        if (lost * 10 <= all) return null;
        string reasons = string.Join(" and ", losses.Select(
            loss => string.Create(CultureInfo.InvariantCulture, $"{loss.Reason} in {loss.Count:N0}")));
        string message = string.Create(CultureInfo.InvariantCulture, $"{title}: {lost:N0} of {all:N0} {noun} are lost: {reasons}");
        (string _, string option, long _) = losses.MaxBy(loss => loss.Count);
        string remedy = $"give another column with {option}";
        if (lost * 2 <= all || allowLoss) return $"{message}; {remedy}";
        if (lost == all) return null;
        throw new Item2VecException(message, $"{remedy}, or learn from the rest with AllowLoss") { Option = option };
    }
}
