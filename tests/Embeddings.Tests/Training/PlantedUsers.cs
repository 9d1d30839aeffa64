using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Training;

/// <summary>Planted sessions with users, each of whom keeps to one topic: user <c>u3-17</c> to topic 3.</summary>
internal static class PlantedUsers
{
    private const int UsersOfTopic = 15;

    /// <summary>A corpus whose sessions belong, by turns, to the users of the topic that most of their items are of.</summary>
    public static SessionCorpus Corpus(IEnumerable<string[]> sessions)
    {
        string[][] all = [.. sessions];
        return Corpus(all.Select((session, number) => ((string?)$"u{TopicOf(session)}-{number % UsersOfTopic}", session)));
    }

    /// <summary>A corpus of sessions and their users; null is nobody.</summary>
    public static SessionCorpus Corpus(IEnumerable<(string? User, string[] Items)> sessions)
    {
        (string? User, string[] Items)[] all = [.. sessions];
        SessionCorpus plain = SessionCorpus.FromSessions(all.Select(session => session.Items));
        VocabularyBuilder users = new();
        foreach (var user in all.Where(session => session.User is not null)
            .GroupBy(session => session.User!, session => (long)session.Items.Length)
                .OrderByDescending(user => user.Sum()).ThenBy(user => user.Key, StringComparer.Ordinal)) users.Add(user.Key, user.Sum());
        Vocabulary known = users.Build();
        SessionCorpusBuilder builder = new(plain.Vocabulary, users: known);
        foreach ((string? user, string[] items) in all)
        {
            foreach (string item in items) builder.Append(plain.Vocabulary.RowOf(item));
            builder.EndSession(user is null ? -1 : known.RowOf(user));
        }

        return builder.Build();
    }

    /// <summary>The mean share of a user's five best items, by input against output, that are of the user's topic; chance is 0.1.</summary>
    public static double TopicHits(ItemVectors items, ItemVectors users)
        => Enumerable.Range(0, users.Count)
            .Average(user => BestItems(items, users.Vector(user), 5).Count(item => item[1] == users.Vocabulary[user][1]) / 5.0);

    /// <summary>The items that a vector scores highest, best first.</summary>
    public static IEnumerable<string> BestItems(ItemVectors items, float[] vector, int count)
        => Enumerable.Range(0, items.Count).OrderByDescending(row => items.OutputVector(row).Zip(vector, (a, b) => a * b).Sum()).Take(count)
            .Select(row => items.Vocabulary[row]);

    private static char TopicOf(string[] session) => session.GroupBy(item => item[1]).MaxBy(topic => topic.Count())!.Key;
}
