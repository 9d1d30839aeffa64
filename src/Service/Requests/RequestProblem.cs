namespace Item2Vec.Service.Requests;

/// <summary>What is wrong with a request: it becomes the problem details (RFC 9457) of the answer.</summary>
internal sealed class RequestProblem(int status, string detail, string? hint = null) : Exception(detail)
{
    public int Status => status;

    /// <summary>What was expected, or what to do.</summary>
    public string? Hint => hint;

    /// <summary>The item or user that is not in the model, or null.</summary>
    public string? Unknown { get; private init; }

    /// <summary>Known ids that are spelled like <see cref="Unknown"/>.</summary>
    public IReadOnlyList<string> Nearest { get; private init; } = [];

    /// <summary>A text for a message, cut short: it quotes what anybody may send.</summary>
    public static string Short(ReadOnlySpan<char> text) => text.Length <= 64 ? text.ToString() : $"{text[..64]}...";

    /// <summary>400.</summary>
    public static RequestProblem Bad(string detail, string? hint = null) => new(400, detail, hint);

    /// <summary>404 for an id.</summary>
    /// <param name="kind">What it is the id of: "item" or "user".</param>
    /// <param name="id">The id.</param>
    /// <param name="nearest">Known ids that are spelled like it.</param>
    public static RequestProblem NotFound(string kind, string id, IReadOnlyList<string> nearest)
        => new(404, $"{kind} '{id}' is not in the model",
            nearest.Count > 0 ? $"did you mean {string.Join(", ", nearest.Select(known => $"'{known}'"))}?" : null)
        {
            Unknown = id, Nearest = nearest,
        };
}
