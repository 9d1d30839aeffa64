using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Service.Models;
using Item2Vec.Service.Requests;

namespace Item2Vec.Service.Operations;

/// <summary>What is known of somebody: items used, liked and disliked, and a vector from training. All of it is in the model.</summary>
internal sealed class Preferences
{
    /// <summary>
    /// What dislikes weigh against everything else: with unit vectors the direction of Qdrant's "average vector", twice the mean of the
    /// positives less that of the negatives.
    /// </summary>
    private const double DislikeWeight = 0.5;

    private readonly ServedModel model;
    private readonly string[] likes;
    private readonly string[] dislikes;

    private Preferences(ServedModel model, string[] history, string[] likes, string[] dislikes, string? user)
    {
        this.model = model;
        this.likes = likes;
        this.dislikes = dislikes;
        History = history;
        User = user;
    }

    /// <summary>Oldest first.</summary>
    public string[] History { get; }

    /// <summary>A user of the model, or null.</summary>
    public string? User { get; }

    /// <summary>Whether nothing is said of likes and dislikes: then the index knows what to do.</summary>
    public bool IsPlain => likes.Length == 0 && dislikes.Length == 0;

    public bool HasPositive => User is not null || likes.Length > 0 || History.Length > 0;

    /// <summary>Everything that is not recommended, being known.</summary>
    public IEnumerable<string> Items => [.. History, .. likes, .. dislikes];

    /// <exception cref="RequestProblem">An item or the user is unknown, or the model has no users.</exception>
    public static Preferences Of(RecommendBody body, in OperationCall call)
        => new(call.Model, Known(body.History, "history", body.SkipUnknown, call), Known(body.Likes, "likes", body.SkipUnknown, call),
            Known(body.Dislikes, "dislikes", body.SkipUnknown, call), KnownUser(body, call));

    /// <summary>
    /// The mean of the history's vectors (weight <see cref="RecommendOptions.Decay"/> to the power of the age) and those of the likes
    /// (weight 1), moved towards the user's vector by <see cref="RecommendOptions.UserWeight"/>, less half the mean of the dislikes': of
    /// input vectors as they are where the question is what comes next, of unit vectors otherwise.
    /// </summary>
    public float[] Vector(RecommendOptions options)
    {
        bool unit = options.Score == ScoreMode.Similar;
        double[] sum = new double[model.Index.Dimensions];
        double userWeight = User is null ? 0 : History.Length + likes.Length == 0 ? 1 : options.UserWeight;
        double weights = likes.Length;
        double weight = 1;
        for (int i = 0; i < History.Length; i++, weight *= options.Decay) weights += weight;
        weight = (1 - userWeight) / weights;
        foreach (string item in likes) Add(model.Index.Vector(item), weight);
        for (int i = History.Length - 1; i >= 0; i--, weight *= options.Decay) Add(model.Index.Vector(History[i]), weight);
        if (User is not null) Add(model.Index.UserVector(User), userWeight);
        foreach (string item in dislikes) Add(model.Index.Vector(item), -DislikeWeight / dislikes.Length);
        return Array.ConvertAll(sum, value => (float)value);

        void Add(float[] vector, double share)
        {
            double length = unit ? Norms.Length(vector) : 1;
            double factor = length > 0 ? share / length : 0;
            for (int d = 0; d < vector.Length; d++) sum[d] += factor * vector[d];
        }
    }

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
