using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Learning;

namespace Item2Vec.Indexing.Scoring;

/// <summary>Finds the kept sessions that are most like a history. Not thread-safe; its buffers are reused.</summary>
/// <remarks>
/// The search of VMIS-kNN (Kersbergen et al. 2022) with the weights of VSTAN (Ludewig et al. 2021): an item of the history weighs
/// <c>e^(-age / 1.02)</c>, a session the sum over the items that it shares, divided by the root of both lengths.
/// </remarks>
/// <param name="sessions">The sessions that the model keeps.</param>
/// <param name="learned">Later ones, whose numbers follow; or null.</param>
internal sealed class SessionSearch(RecentSessions sessions, LearnedSessions? learned = null)
{
    /// <summary>The last items of a history that are looked up.</summary>
    public const int MaxItems = 20;

    /// <summary>The sessions that are kept, the most similar ones.</summary>
    private const int MaxNeighbors = 500;

    /// <summary>The sessions that are looked at, the latest ones of those that share an item.</summary>
    private const int MaxSessions = 5000;

    /// <summary>How fast the weight of an item of the history fades with its age (VSTAN).</summary>
    public const double AgeScale = 1.02;

    /// <summary>The least events of a session that is kept.</summary>
    private const int MinLength = 2;

    // The places of later sessions come after those of the model.
    private readonly Match[] matches = new Match[sessions.Count + (learned?.Capacity ?? 0)];
    private readonly List<int> touched = [];

    /// <summary>The neighbors of the last search, most similar first.</summary>
    public List<SessionNeighbor> Found { get; } = [];

    /// <summary>The items of a neighbor, in order.</summary>
    public ReadOnlySpan<int> Items(SessionNeighbor neighbor) => Items(neighbor.Session);

    /// <summary>The weight of a neighbor by its age.</summary>
    public double Lateness(SessionNeighbor neighbor)
        => learned is null ? sessions.Lateness(neighbor.Session) : learned.Lateness(neighbor.Session);

    /// <summary>Finds the neighbors of a history.</summary>
    /// <param name="history">The rows of its items, oldest first.</param>
    public void Find(ReadOnlySpan<int> history)
    {
        Found.Clear();
        int looked = Math.Min(history.Length, MaxItems);
        for (int age = 0; age < looked && touched.Count < MaxSessions; age++)
        {
            int item = history[^(age + 1)];
            if (age > 0 && history[^age..].Contains(item)) continue;
            Add(item, (float)Math.Exp(-age / AgeScale), (byte)age);
        }

        // The length of a session is only looked up, and seldom cached, where the shortest would be among the best.
        TopK best = new(MaxNeighbors);
        double shortest = Math.Sqrt((double)looked * MinLength);
        int count = learned?.Count ?? sessions.Count;
        foreach (int session in touched)
        {
            ref Match match = ref matches[PlaceOf(session)];
            float shared = match.Shared;
            match.Shared = 0;
            if ((float)(shared / shortest) < best.Threshold) continue;
            int length = Items(session).Length;

            // Of equal ones the latest: the smallest number of those offered. Later ones have begun meanwhile, and none of them is touched.
            if (length >= MinLength) best.Offer(count - 1 - session, (float)(shared / Math.Sqrt((double)looked * length)));
        }

        foreach ((int row, float similarity) in best.Take())
        {
            int session = count - 1 - row;
            Found.Add(new SessionNeighbor(session, similarity, matches[PlaceOf(session)].LatestAge));
        }

        touched.Clear();
    }

    private ReadOnlySpan<int> Items(int session)
        => session < sessions.Count ? sessions.Session(session) : learned is null ? [] : learned.Session(session);

    private int PlaceOf(int session) => session < sessions.Count ? session : sessions.Count + learned!.PlaceOf(session);

    /// <summary>Looks at the latest sessions that have an item.</summary>
    private void Add(int item, float weight, byte age)
    {
        ReadOnlySpan<int> having = sessions.SessionsOf(item);
        if (learned?.Of(item) is LearnedItem later)
        {
            ReadOnlySpan<int> latest = later.Latest;
            latest = latest[Math.Max(0, latest.Length - RecentSessions.MaxOfItem)..];
            int end = learned.Count;
            foreach (int session in latest)
                if (session < end && session >= end - learned.Kept) Touch(session, weight, age);
            having = having[Math.Max(0, having.Length + latest.Length - RecentSessions.MaxOfItem)..];
        }

        foreach (int session in having)
            if ((uint)session < (uint)sessions.Count) Touch(session, weight, age);
    }

    private void Touch(int session, float weight, byte age)
    {
        ref Match match = ref matches[PlaceOf(session)];
        if (match.Shared == 0)
        {
            touched.Add(session);
            match.LatestAge = age;
        }

        match.Shared += weight;
    }

    /// <summary>What a session shares with the history.</summary>
    private struct Match
    {
        /// <summary>The sum of the weights of the shared items; 0 for none.</summary>
        public float Shared;

        /// <summary>The age of the latest of them.</summary>
        public byte LatestAge;
    }
}

/// <summary>A session like a history.</summary>
/// <param name="Session">Its number.</param>
/// <param name="Similarity">How much it is like it.</param>
/// <param name="LatestAge">The age in the history of the latest item that both have: 0 for its last one.</param>
internal readonly record struct SessionNeighbor(int Session, float Similarity, int LatestAge);
