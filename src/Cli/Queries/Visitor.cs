using Item2Vec.Cli.Options;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing;

namespace Item2Vec.Cli.Queries;

/// <summary>Whom to recommend to: what somebody has used, likes and dislikes, and a user of the model.</summary>
/// <param name="History">The items used, oldest first.</param>
/// <param name="HistoryWeights">Their weights; none for 1 each.</param>
/// <param name="Likes">The items liked.</param>
/// <param name="Dislikes">The items disliked.</param>
/// <param name="User">The user, or null.</param>
internal sealed record Visitor(string[] History, double[] HistoryWeights, string[] Likes, string[] Dislikes, string? User)
{
    private const int MaxNamed = 5;

    /// <summary>Whether there is nothing to go by.</summary>
    public bool IsUnknown => History.Length + Likes.Length == 0 && User is null;

    /// <summary>Whether there is nothing but a user.</summary>
    public bool IsUserAlone => User is not null && History.Length + Likes.Length + Dislikes.Length == 0;

    /// <summary>A note on ids that are not in the model.</summary>
    public static string Unknown(IReadOnlyCollection<string> ids)
        => $"not in the model: {string.Join(", ", ids.Take(MaxNamed))}{(ids.Count > MaxNamed ? ", ..." : string.Empty)}";

    /// <summary>The same without what is not in a model, which a note names.</summary>
    public Visitor KnownTo(ItemIndex index, CliContext context)
    {
        Vocabulary items = index.Vectors.Vocabulary;
        Predicate<string> isKnown = item => items.TryGetRow(item, out _);
        bool isUserKnown = User is null || index.Users!.Vectors.Vocabulary.TryGetRow(User, out _);
        string[] unknown =
        [
            .. History.Concat(Likes).Concat(Dislikes).Where(item => !isKnown(item)).Distinct(), .. isUserKnown ? (string[])[] : [User!],
        ];
        if (unknown.Length == 0) return this;
        context.WriteNote(Unknown(unknown));
        return new Visitor(
            Array.FindAll(History, isKnown),
            HistoryWeights.Length == History.Length ? [.. HistoryWeights.Where((_, place) => isKnown(History[place]))] : HistoryWeights,
            Array.FindAll(Likes, isKnown), Array.FindAll(Dislikes, isKnown), isUserKnown ? User : null);
    }
}
