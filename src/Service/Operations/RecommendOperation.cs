using System.Buffers;
using System.Text.Json;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;
using Item2Vec.Service.Answers;
using Item2Vec.Service.Requests;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Service.Operations;

/// <summary><c>POST recommend</c>: what comes next after a history, with likes and dislikes, or for a user of the model.</summary>
internal sealed class RecommendOperation() : Operation("recommend", HttpMethods.Post, "recommend")
{
    private const string Expected =
        """{"history": ["ID" or {"item": "ID", "weight": 0.5}, ...], "user": "ID", "vector": [0.1, ...],"""
            + """ "likes": ["ID", ...], "dislikes": ["ID", ...], "userWeight": 0.25, "k": 10,"""
            + """ "score": "blend", "next" or "similar", "beta": 0.5, "where": ["category=books"],"""
            + """ "exclude": ["ID", ...], "filter": "NAME", "skipUnknown": false, "seen": "drop", "cold": "mix", """
            + RuleMembers.Expected + "}, with a history, a user, a vector or likes";

    private static readonly RecommendOptions Defaults = new();

    public override void Answer(in OperationCall call)
    {
        RecommendBody body = RequestBodies.Read(call.Body, RequestBodies.Default.RecommendBody, Expected);
        Preferences known = Preferences.Of(body, call);
        if (!known.HasPositive && !IsVisitor(body))
            throw RequestProblem.Bad("the body names nothing that somebody has used or likes", $"expected {Expected}");
        ListQuestion question = ListQuestion.Of(
            call.Limits.Results(body.K), body.Where, body.Exclude, call, body.Filter, body.ToRules(), cold: body.Cold);
        RecommendOptions options = new()
        {
            Score = Score(body.Score),
            PopularityWeight = body.Beta ?? Defaults.PopularityWeight,
            HistoryWeights = known.HistoryWeights,
            Likes = known.Likes,
            Dislikes = known.Dislikes,
            User = known.User,
            UserWeight = body.UserWeight ?? Defaults.UserWeight,
            Vector = known.Vector,
            AllowHistory = IsKept(body.Seen),
            Rules = question.Search.Rules,
            Why = question.Search.Why,
            Filter = question.Search.Filter,
            Exclude = question.Search.Exclude,
            Cold = question.Search.Cold,
            Threads = question.Search.Threads,
        };
        if (options.Score?.SupportsPreferences == false && !known.IsPlain)
            throw RequestProblem.Bad(
                $"score is '{options.Score.Name}', which asks with a history or a user alone",
                "leave likes and dislikes out, or ask for 'next' or 'similar'");
        if (question.Search.Why)
        {
            Neighbor[] reasoned = known.HasPositive
                ? call.Model.Index.Recommend(known.History, question.Count, options)
                : call.Model.Index.Popular(question.Count, Popular());
            WriteQuery(call.Json, body, isPopular: !known.HasPositive, question.Note);
            AnswerJson.WriteResults(call.Json, reasoned, call.Model);
            call.Json.WriteEndObject();
            return;
        }

        ScoredRow[] found = ArrayPool<ScoredRow>.Shared.Rent(Math.Min(question.Count, call.Model.Index.Count));
        Span<ScoredRow> room = found.AsSpan(0, Math.Min(question.Count, call.Model.Index.Count));
        int count = known.HasPositive
            ? call.Model.Index.RecommendRows(known.History, room, options)
            : call.Model.Index.PopularRows(room, Popular());
        WriteQuery(call.Json, body, isPopular: !known.HasPositive, question.Note);
        AnswerJson.WriteResults(call.Json, room[..count], call.Model);
        call.Json.WriteEndObject();
        ArrayPool<ScoredRow>.Shared.Return(found);

        SearchOptions Popular() => question.Search with { Exclude = [.. question.Search.Exclude, .. known.Dislikes] };
    }

    /// <summary>Whether it is about somebody, of whom nothing may be known.</summary>
    private static bool IsVisitor(RecommendBody body)
        => body.History is { Count: 0 } || (body.SkipUnknown && (body.History ?? body.Likes ?? (object?)body.User) is not null);

    private static ScoreMode? Score(string? score)
    {
        if (score is null) return null;
        if (ScoreMode.TryParse(score, out ScoreMode? mode)) return mode;
        throw RequestProblem.Bad($"score is '{RequestProblem.Short(score)}'", "'next', 'similar' or 'blend' was expected");
    }

    private static bool IsKept(string? seen) => seen switch
    {
        null or "drop" => false,
        "keep" => true,
        _ => throw RequestProblem.Bad($"seen is '{RequestProblem.Short(seen)}'", "'drop' or 'keep' was expected"),
    };

    /// <summary>Begins an answer: the query is the history, as on the command line, or an object if there is more.</summary>
    private static void WriteQuery(Utf8JsonWriter json, RecommendBody body, bool isPopular, string? note)
    {
        json.WriteStartObject();
        if (body is { User: null, Vector: null, Likes: null, Dislikes: null })
        {
            WriteHistory(json, "query", body.History ?? []);
        }
        else
        {
            json.WriteStartObject("query");
            if (body.User is not null) json.WriteString("user", body.User);
            if (body.Vector is not null) json.WriteBoolean("vector", true);
            if (body.History is not null) WriteHistory(json, "history", body.History);
            if (body.Likes is not null) AnswerJson.WriteList(json, "likes", body.Likes);
            if (body.Dislikes is not null) AnswerJson.WriteList(json, "dislikes", body.Dislikes);
            json.WriteEndObject();
        }

        AnswerJson.WriteNote(json, note);
        if (isPopular) json.WriteBoolean("popular", true);
    }

    private static void WriteHistory(Utf8JsonWriter json, string name, IReadOnlyList<HistoryEntry> history)
    {
        json.WriteStartArray(name);
        foreach (HistoryEntry entry in history) entry.WriteTo(json);
        json.WriteEndArray();
    }
}

/// <summary>The preferences in a request: items used, liked and disliked, and a user vector. All of them are in the model.</summary>
internal sealed class Preferences
{
    /// <summary>Oldest first.</summary>
    public required string[] History { get; init; }

    /// <summary>The weights of the history's items, or none if all are equal.</summary>
    public double[] HistoryWeights { get; init; } = [];

    public required string[] Likes { get; init; }

    public required string[] Dislikes { get; init; }

    /// <summary>A user of the model, or null.</summary>
    public required string? User { get; init; }

    /// <summary>A vector in the place of a user, or null.</summary>
    public float[]? Vector { get; init; }

    /// <summary>Whether there are neither likes nor dislikes.</summary>
    public bool IsPlain => Likes.Length == 0 && Dislikes.Length == 0;

    public bool HasPositive => User is not null || Vector is not null || Likes.Length > 0 || History.Length > 0;

    /// <exception cref="RequestProblem">An item or the user is unknown, or the model has no users.</exception>
    public static Preferences Of(RecommendBody body, in OperationCall call)
    {
        string[] items = new string[body.History?.Count ?? 0];
        bool hasWeights = false;
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = body.History![i].Item;
            hasWeights |= body.History[i].Weight is not null;
        }

        string[] history = Known(items, "history", body.SkipUnknown, call, out bool[]? isKnown);
        return new Preferences
        {
            History = history,
            HistoryWeights = hasWeights
                ? [.. body.History!.Where((_, place) => isKnown?[place] != false).Select(entry => entry.Weight ?? 1)]
                : [],
            Likes = Known(body.Likes, "likes", body.SkipUnknown, call, out _),
            Dislikes = Known(body.Dislikes, "dislikes", body.SkipUnknown, call, out _),
            User = KnownUser(body, call),
            Vector = body.Vector is null ? null : RequestLimits.Vector(body.Vector, call.Model.Index.Dimensions),
        };
    }

    /// <summary>The known items of a list.</summary>
    /// <param name="items">The list, or null.</param>
    /// <param name="name">The member of the body.</param>
    /// <param name="skipUnknown">Whether unknown ones are left out instead of being an error.</param>
    /// <param name="call">The request.</param>
    /// <param name="isKnown">Which are known, or null if all are.</param>
    private static string[] Known(IReadOnlyList<string>? items, string name, bool skipUnknown, in OperationCall call, out bool[]? isKnown)
    {
        isKnown = null;
        IReadOnlyList<string> all = call.Limits.Ids(items, name);
        for (int i = 0; i < all.Count; i++)
        {
            if (call.Model.Items.TryGetRow(all[i], out _)) continue;
            if (!skipUnknown) throw call.Limits.NotFound(call.Model.Items, all[i], "item");
            if (isKnown is null) Array.Fill(isKnown = new bool[all.Count], true);
            isKnown[i] = false;
        }

        bool[]? known = isKnown;
        return known is null ? all as string[] ?? [.. all] : [.. all.Where((_, place) => known[place])];
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
