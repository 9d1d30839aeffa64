using System.Text.Json;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Service.Answers;
using Item2Vec.Service.Requests;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Service.Operations;

/// <summary><c>POST recommend</c>: what comes next after a history, with likes and dislikes, or for a user of the model.</summary>
internal sealed class RecommendOperation() : Operation("recommend", HttpMethods.Post, "recommend")
{
    private const string Expected =
        """{"history": ["ID", ...], "user": "ID", "likes": ["ID", ...], "dislikes": ["ID", ...], "userWeight": 0.25, "k": 10,"""
            + """ "score": "next", "similar" or "blend", "beta": 0.5, "where": ["category=books"],"""
            + """ "exclude": ["ID", ...], "skipUnknown": false}, with a history, a user or likes""";

    public override void Answer(in OperationCall call)
    {
        RecommendBody body = RequestBodies.Read(call.Body, RequestBodies.Default.RecommendBody, Expected);
        Preferences known = Preferences.Of(body, call);
        if (!known.HasPositive && body is { SkipUnknown: true } and ({ History.Count: > 0 } or { Likes.Count: > 0 } or { User: not null }))
        {
            // Nothing known is in the request.
            Write(call.Json, body, []);
            return;
        }

        if (!known.HasPositive) throw RequestProblem.Bad("the body names nothing that somebody has used or likes", $"expected {Expected}");
        ListQuestion question = ListQuestion.Of(call.Limits.Results(body.K), body.Where, body.Exclude, call);
        RecommendOptions defaults = new();
        RecommendOptions options = defaults with
        {
            Score = Score(body.Score),
            PopularityWeight = body.Beta ?? defaults.PopularityWeight,
            Likes = known.Likes,
            Dislikes = known.Dislikes,
            User = known.User,
            UserWeight = body.UserWeight ?? defaults.UserWeight,
            Filter = question.Search.Filter,
            Exclude = question.Search.Exclude,
            Threads = question.Search.Threads,
        };
        if (!Scorers.SupportsPreferences(options.Score) && !known.IsPlain)
            throw RequestProblem.Bad(
                $"score is '{Scorers.NameOf(options.Score)}', which asks with a history or a user alone",
                "leave likes and dislikes out, or ask for 'next' or 'similar'");
        Neighbor[] found = call.Model.Index.Recommend(known.History, question.Count, options);
        Write(call.Json, body, found);
    }

    private static ScoreMode Score(string? score)
    {
        if (score is null) return ScoreMode.Next;
        if (Scorers.TryParse(score, out ScoreMode mode)) return mode;
        throw RequestProblem.Bad($"score is '{RequestProblem.Short(score)}'", "'next', 'similar' or 'blend' was expected");
    }

    /// <summary>The query is the history, as on the command line, or an object if there is more.</summary>
    private static void Write(Utf8JsonWriter json, RecommendBody body, Neighbor[] found)
    {
        json.WriteStartObject();
        if (body is { User: null, Likes: null, Dislikes: null })
        {
            AnswerJson.WriteList(json, "query", body.History ?? []);
        }
        else
        {
            json.WriteStartObject("query");
            if (body.User is not null) json.WriteString("user", body.User);
            if (body.History is not null) AnswerJson.WriteList(json, "history", body.History);
            if (body.Likes is not null) AnswerJson.WriteList(json, "likes", body.Likes);
            if (body.Dislikes is not null) AnswerJson.WriteList(json, "dislikes", body.Dislikes);
            json.WriteEndObject();
        }

        AnswerJson.WriteResults(json, found);
        json.WriteEndObject();
    }
}

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
