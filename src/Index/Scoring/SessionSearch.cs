using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Indexing.Scoring;

/// <summary>Finds the kept sessions that are most like a history. Not thread-safe; its buffers are reused.</summary>
/// <remarks>
/// The search of VMIS-kNN (Kersbergen et al. 2022) with the weights of VSTAN (Ludewig et al. 2021): an item of the history weighs
/// <c>e^(-age / 1.02)</c>, a session the sum over the items that it shares, divided by the root of both lengths.
/// </remarks>
internal sealed class SessionSearch(RecentSessions sessions)
{
    /// <summary>The last items of a history that are looked up.</summary>
    public const int MaxItems = 20;

    /// <summary>The sessions that are kept, the most similar ones.</summary>
    private const int MaxNeighbors = 500;

    /// <summary>The sessions that are looked at, the latest ones of those that share an item.</summary>
    private const int MaxSessions = 5000;

    private const double AgeScale = 1.02;

    private readonly float[] shared = new float[sessions.Count];
    private readonly byte[] latestAge = new byte[sessions.Count];
    private readonly List<int> touched = [];

    /// <summary>The neighbors of the last search, most similar first.</summary>
    public List<SessionNeighbor> Found { get; } = [];

    /// <summary>The items of a neighbor, in order.</summary>
    public ReadOnlySpan<int> Items(SessionNeighbor neighbor) => sessions.Session(neighbor.Session);

    /// <summary>The weight of a neighbor by its age.</summary>
    public double Lateness(SessionNeighbor neighbor) => sessions.Lateness(neighbor.Session);

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
            Add(sessions.SessionsOf(item), (float)Math.Exp(-age / AgeScale), (byte)age);
        }

        TopK best = new(MaxNeighbors);
        foreach (int session in touched)
        {
            int length = sessions.Session(session).Length;

            // Of equal ones the latest: the smallest number of those offered.
            if (length > 0) best.Offer(sessions.Count - 1 - session, (float)(shared[session] / Math.Sqrt((double)looked * length)));
        }

        foreach ((int row, float similarity) in best.Take())
        {
            int session = sessions.Count - 1 - row;
            Found.Add(new SessionNeighbor(session, similarity, latestAge[session]));
        }

        foreach (int session in touched) shared[session] = 0;
        touched.Clear();
    }

    private void Add(ReadOnlySpan<int> having, float weight, byte age)
    {
        foreach (int session in having)
        {
            if ((uint)session >= (uint)shared.Length) continue;
            if (shared[session] == 0)
            {
                touched.Add(session);
                latestAge[session] = age;
            }

            shared[session] += weight;
        }
    }
}

/// <summary>A session like a history.</summary>
/// <param name="Session">Its number.</param>
/// <param name="Similarity">How much it is like it.</param>
/// <param name="LatestAge">The age in the history of the latest item that both have: 0 for its last one.</param>
internal readonly record struct SessionNeighbor(int Session, float Similarity, int LatestAge);
