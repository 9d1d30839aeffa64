using System.Text.Json;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing.Rules;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Service.Requests;

/// <summary>An error of a request: it becomes the problem details (RFC 9457) of the answer.</summary>
internal sealed class RequestProblem(int status, string detail, string? hint = null) : Exception(detail)
{
    public int Status => status;

    /// <summary>What was expected, or what to do.</summary>
    public string? Hint => hint;

    /// <summary>The item or user that is not in the model, or null.</summary>
    public string? Unknown { get; private init; }

    /// <summary>Known ids with a spelling similar to <see cref="Unknown"/>.</summary>
    public IReadOnlyList<string> Nearest { get; private init; } = [];

    /// <summary>A text for a message, truncated, since it quotes untrusted input.</summary>
    public static string Short(ReadOnlySpan<char> text) => text.Length <= 64 ? text.ToString() : $"{text[..64]}...";

    /// <summary>What the library says, with members of the body in the place of properties: 404 for an unknown id, else 400.</summary>
    public static RequestProblem Of(Item2VecException problem)
    {
        (string message, string? hint) = problem.With(MemberOf);
        return new RequestProblem(problem.Code == ErrorCode.NotFound ? 404 : 400, message, hint);
    }

    /// <summary>The member of a body that sets a property.</summary>
    private static string? MemberOf(string property) => property switch
    {
        nameof(RecommendOptions.PopularityWeight) => "beta",
        nameof(RecommendOptions.Score) or nameof(RecommendOptions.UserWeight) or nameof(RecommendOptions.User)
            or nameof(RecommendOptions.Vector) or nameof(RankingRules.Diversity) or nameof(RankingRules.MaxPer)
            or nameof(RankingRules.Boost) or nameof(RecommendOptions.Likes) or nameof(RecommendOptions.Dislikes)
            or nameof(RecommendOptions.Exclude)
            => JsonNamingPolicy.CamelCase.ConvertName(property),
        nameof(RecommendOptions.HistoryWeights) => "history",
        nameof(RecommendOptions.Filter) => "where",
        _ => null,
    };

    /// <summary>503.</summary>
    public static RequestProblem NoModel() => new(503, "there is no model yet", "ask again when /readyz says so");

    /// <summary>400.</summary>
    public static RequestProblem Bad(string detail, string? hint = null) => new(400, detail, hint);

    /// <summary>404 for an unknown id.</summary>
    /// <param name="kind">"item" or "user".</param>
    /// <param name="id">The id.</param>
    /// <param name="nearest">Known ids of similar spelling.</param>
    public static RequestProblem NotFound(string kind, string id, IReadOnlyList<string> nearest)
        => new(404, $"{kind} '{id}' is not in the model", ItemSuggestions.Hint(id, nearest))
        {
            Unknown = id, Nearest = nearest,
        };
}
