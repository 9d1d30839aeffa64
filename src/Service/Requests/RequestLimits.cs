using System.Globalization;
using System.Text;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Service.Options;

namespace Item2Vec.Service.Requests;

/// <summary>Checks requests against the limits, and resolves their items in the model.</summary>
internal sealed class RequestLimits(Item2VecOptions options)
{
    /// <summary>The default number of results.</summary>
    public const int DefaultResults = 10;

    /// <summary>
    /// Allows one search for similar ids at a time: it scans all ids, and requests for unknown items may come in floods.
    /// </summary>
    private int searching;

    public int MaxBodyBytes => options.MaxBodyBytes;

    public int MaxFilterBytes => options.MaxFilterBytes;

    public int MaxItemBytes => options.MaxItemBytes;

    public int MaxEvents => options.MaxEvents;

    public TimeSpan BodyTimeout => options.BodyTimeout;

    public int Results(int? k)
    {
        int count = k ?? DefaultResults;
        return count >= 1 && count <= options.MaxResults ? count : throw BadResults(count.ToString(CultureInfo.InvariantCulture));
    }

    public int Results(ReadOnlySpan<char> text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            ? Results(count) : throw BadResults(RequestProblem.Short(text));

    /// <summary>The number of results per item of a batch.</summary>
    public int Results(int? k, int items)
    {
        int count = Results(k);
        return (long)count * items <= options.MaxBatchResults
            ? count
            : throw RequestProblem.Bad($"{items} items with k = {count} ask for too many results at once",
                $"items times k may be up to {options.MaxBatchResults}");
    }

    /// <summary>A list of ids without nulls; null is empty.</summary>
    public IReadOnlyList<string> Ids(IReadOnlyList<string>? ids, string name) => Ids(ids, name, options.MaxItems);

    /// <summary>Excluded ids, of which there may be many.</summary>
    public IReadOnlyList<string> Excluded(IReadOnlyList<string>? ids) => Ids(ids, "exclude", options.MaxExcluded);

    private IReadOnlyList<string> Ids(IReadOnlyList<string>? ids, string name, int max)
    {
        if (ids is null) return [];
        if (ids.Count > max) throw RequestProblem.Bad($"{name} holds {ids.Count} ids", $"up to {max} are allowed");
        foreach (string id in ids) Text(id, name);
        return ids;
    }

    public IReadOnlyList<string> Conditions(IReadOnlyList<string>? conditions) => Few(conditions, "where", "conditions");

    /// <summary>The texts of boosts or limits, of which there may be as many as conditions.</summary>
    public IReadOnlyList<string> Rules(IReadOnlyList<string>? rules, string name) => Few(rules, name, "rules");

    /// <summary>A vector as a query.</summary>
    /// <exception cref="RequestProblem">It has another length, or a number is not finite.</exception>
    public static float[] Vector(IReadOnlyList<float> vector, int dimensions)
    {
        if (vector.Count != dimensions)
            throw RequestProblem.Bad($"vector holds {vector.Count} numbers", $"{dimensions} were expected, the dimensions of the model");
        for (int at = 0; at < vector.Count; at++)
            if (!float.IsFinite(vector[at])) throw RequestProblem.Bad($"vector[{at}] is not finite", "numbers were expected");
        return [.. vector];
    }

    private IReadOnlyList<string> Few(IReadOnlyList<string>? texts, string name, string noun)
    {
        if (texts is null) return [];
        if (texts.Count > options.MaxConditions)
            throw RequestProblem.Bad($"{name} holds {texts.Count} {noun}", $"up to {options.MaxConditions} are allowed");
        foreach (string text in texts) Text(text, name);
        return texts;
    }

    /// <summary>An id or a condition.</summary>
    public string Text(string? text, string name)
    {
        if (string.IsNullOrEmpty(text))
            throw RequestProblem.Bad($"{name} holds an empty text", $"1 to {options.MaxItemBytes} bytes of UTF-8 were expected");
        return text.Length <= options.MaxItemBytes && Encoding.UTF8.GetByteCount(text) <= options.MaxItemBytes
            ? text
            : throw RequestProblem.Bad($"{name} holds a text of more than {options.MaxItemBytes} bytes",
                $"1 to {options.MaxItemBytes} bytes of UTF-8 were expected");
    }

    /// <summary>The row of an item or user.</summary>
    /// <param name="known">The items, or the users.</param>
    /// <param name="id">The id.</param>
    /// <param name="kind">"item" or "user".</param>
    /// <exception cref="RequestProblem">It is unknown: 404, with ids of similar spelling.</exception>
    public int Row(Vocabulary known, string id, string kind)
        => known.TryGetRow(id, out int row) ? row : throw NotFound(known, id, kind);

    public RequestProblem NotFound(Vocabulary known, string id, string kind)
    {
        if (options.NearestIds == 0 || Interlocked.Exchange(ref searching, 1) == 1) return RequestProblem.NotFound(kind, id, []);
        try
        {
            return RequestProblem.NotFound(kind, id, known.ClosestItems(id, options.NearestIds));
        }
        finally
        {
            Volatile.Write(ref searching, 0);
        }
    }

    private RequestProblem BadResults(string given)
        => RequestProblem.Bad($"k is '{given}'", $"a whole number from 1 to {options.MaxResults} was expected");
}
