using System.Globalization;
using System.Text.Json;
using Item2Vec.Cli.Terminal;
using Item2Vec.Evaluation.Metrics;

namespace Item2Vec.Cli.Evaluate;

/// <summary>Compares the models of an evaluation, which were all asked the same cases.</summary>
/// <param name="models">The models, the best first.</param>
/// <param name="compare">The differences of two models by metric, the first minus the second.</param>
internal sealed class Comparisons(
    IReadOnlyList<ModelResult> models, Func<ModelResult, ModelResult, IReadOnlyDictionary<string, Estimate>> compare)
{
    /// <summary>How the best model compares with each of the others.</summary>
    /// <param name="length">The length of lists.</param>
    public IReadOnlyList<string> Sentences(int length)
        => models.Count < 2 ? [] : [.. models.Skip(1).SelectMany(other => new[] { $"hit@{length}", $"mrr@{length}" }
            .Select(metric => Sentence(models[0], other, metric)))];

    /// <summary>For each metric the best other model, and how far this one is ahead of it; nothing if there is no other.</summary>
    public void WriteJson(Utf8JsonWriter json, ModelResult model)
    {
        if (models.Count < 2) return;
        Dictionary<ModelResult, IReadOnlyDictionary<string, Estimate>> found = new(ReferenceEqualityComparer.Instance);
        json.WriteStartObject("againstBestOther");
        foreach (string metric in compare(model, model).Keys)
        {
            ModelResult other = models.Where(one => !ReferenceEquals(one, model)).MaxBy(one => one.Metrics[metric].Value)!;
            if (!found.TryGetValue(other, out IReadOnlyDictionary<string, Estimate>? differences))
                found[other] = differences = compare(model, other);
            json.WriteStartObject(metric);
            json.WriteString("model", other.Name);
            JsonNumbers.WriteOrNull(json, "difference", differences[metric].Value);
            JsonNumbers.WriteOrNull(json, "low", differences[metric].Low);
            JsonNumbers.WriteOrNull(json, "high", differences[metric].High);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private string Sentence(ModelResult first, ModelResult second, string metric)
    {
        Estimate difference = compare(first, second)[metric];
        if (difference.Value < 0)
        {
            (first, second) = (second, first);
            difference = new Estimate(-difference.Value, -difference.High, -difference.Low);
        }

        string interval = $"(95 % {Number(difference.Low)} to {Number(difference.High)})";
        return difference.Low > 0
            ? $"{first.Name} is better than {second.Name} by {Number(difference.Value)} {metric} {interval}"
            : $"{first.Name} and {second.Name} cannot be told apart by {metric}: a difference of {Number(difference.Value)} {interval}";
    }

    private static string Number(double value)
        => value.ToString("0.000", CultureInfo.InvariantCulture).Replace("-0.000", "0.000", StringComparison.Ordinal);
}
