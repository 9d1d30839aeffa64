using Item2Vec.Embeddings.Vectors;
using Item2Vec.Service.Requests;

namespace Item2Vec.Service.Operations;

/// <summary>The preferences in a request: items used, liked and disliked, and a user vector. All of them are in the model.</summary>
internal sealed class Preferences
{
    private Preferences(string[] history, string[] likes, string[] dislikes, string? user)
    {
        Likes = likes;
        Dislikes = dislikes;
        History = history;
        User = user;
    }

    /// <summary>Oldest first.</summary>
    public string[] History { get; }

    public string[] Likes { get; }

    public string[] Dislikes { get; }

    /// <summary>A user of the model, or null.</summary>
    public string? User { get; }

    /// <summary>Whether there are neither likes nor dislikes.</summary>
    public bool IsPlain => Likes.Length == 0 && Dislikes.Length == 0;

    public bool HasPositive => User is not null || Likes.Length > 0 || History.Length > 0;

    /// <exception cref="RequestProblem">An item or the user is unknown, or the model has no users.</exception>
    public static Preferences Of(RecommendBody body, in OperationCall call)
        => new(Known(body.History, "history", body.SkipUnknown, call), Known(body.Likes, "likes", body.SkipUnknown, call),
            Known(body.Dislikes, "dislikes", body.SkipUnknown, call), KnownUser(body, call));

    private static string[] Known(IReadOnlyList<string>? items, string name, bool skipUnknown, in OperationCall call)
    {
        List<string> known = [];
        foreach (string item in call.Limits.Ids(items, name))
        {
            if (call.Model.Items.TryGetRow(item, out _)) known.Add(item);
            else if (!skipUnknown) throw call.Limits.NotFound(call.Model.Items, item, "item");
        }

        return [.. known];
    }

    private static string? KnownUser(RecommendBody body, in OperationCall call)
    {
        if (body.User is null) return null;
        string user = call.Limits.Text(body.User, "user");
        if (call.Model.Users is not ItemVectors users)
            throw RequestProblem.Bad("the model has no users", "give the items that the user has used as the history");
        if (users.Vocabulary.TryGetRow(user, out _)) return user;
        return body.SkipUnknown ? null : throw call.Limits.NotFound(users.Vocabulary, user, "user");
    }
}
