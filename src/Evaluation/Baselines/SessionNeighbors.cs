using System.Collections.Concurrent;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Evaluation.Baselines;

/// <summary>Finds the sessions that are most like a history: of the latest that share an item with it, those with the highest similarity.</summary>
/// <remarks>Thread-safe; what a search needs is kept for the next one. Sessions stand in the order in which they began.</remarks>
internal sealed class SessionNeighbors
{
    /// <summary>Items of a history that are looked at, the last ones.</summary>
    public const int MaxItems = 20;

    private readonly CorpusIndex index;
    private readonly int[][] sessionsOf;
    private readonly int sample;
    private readonly int neighbors;
    private readonly ConcurrentBag<Scratch> idle = [];

    /// <param name="index">The training part.</param>
    /// <param name="sample">How many sessions are looked at, the latest.</param>
    /// <param name="neighbors">How many of them are kept, the most similar.</param>
    public SessionNeighbors(CorpusIndex index, int sample, int neighbors)
    {
        this.index = index;
        this.sample = sample;
        this.neighbors = neighbors;
        sessionsOf = index.SessionsOfItems();
    }

    /// <summary>The number of sessions an item is in.</summary>
    public int SessionCount(int item) => sessionsOf[item].Length;

    /// <summary>The similarity of a session: <paramref name="shared"/> is the sum of the weights of the history's items that it has.</summary>
    public delegate double Similarity(int session, double shared);

    /// <summary>The neighbors of a history.</summary>
    /// <param name="history">The items, oldest first.</param>
    /// <param name="weightOfAge">The weight of a shared item by its age: 0 for the last item of the history.</param>
    /// <param name="similarity">Makes the similarity of the sum of shared weights.</param>
    public SessionNeighbor[] Find(ReadOnlySpan<int> history, ReadOnlySpan<double> weightOfAge, Similarity similarity)
    {
        if (!idle.TryTake(out Scratch? found)) found = new Scratch(index.Sessions);
        int looked = Math.Min(history.Length, weightOfAge.Length);
        for (int age = 0; age < looked; age++)
        {
            int item = history[^(age + 1)];
            if (history[^age..].Contains(item)) continue;
            int[] sessions = sessionsOf[item];
            foreach (int session in sessions.AsSpan(Math.Max(0, sessions.Length - sample))) found.Add(session, weightOfAge[age], age);
        }

        TopK best = new(neighbors);
        foreach (int session in found.Latest(sample)) best.Offer(index.Sessions - 1 - session, (float)similarity(session, found.Shared(session)));
        SessionNeighbor[] result = Array.ConvertAll(best.Take(), one =>
        {
            int session = index.Sessions - 1 - one.Row;
            return new SessionNeighbor(session, one.Score, found.LatestAge(session));
        });
        found.Clear();
        idle.Add(found);
        return result;
    }

    /// <summary>Numbers for every session, cleared after each search.</summary>
    private sealed class Scratch(int sessions)
    {
        private readonly double[] shared = new double[sessions];
        private readonly int[] latestAge = new int[sessions];
        private readonly int[] touched = new int[sessions];
        private int count;

        public void Add(int session, double weight, int age)
        {
            if (shared[session] == 0)
            {
                touched[count++] = session;
                latestAge[session] = age;
            }

            shared[session] += weight;
        }

        public double Shared(int session) => shared[session];

        public int LatestAge(int session) => latestAge[session];

        /// <summary>The latest of the touched sessions, in no order.</summary>
        public ReadOnlySpan<int> Latest(int most)
        {
            Span<int> all = touched.AsSpan(0, count);
            return count <= most ? all : Max(all, most);
        }

        public void Clear()
        {
            foreach (int session in touched.AsSpan(0, count)) shared[session] = 0;
            count = 0;
        }

        /// <summary>Moves the <paramref name="most"/> largest of distinct numbers to the front (quickselect, Hoare 1961).</summary>
        private static Span<int> Max(Span<int> numbers, int most)
        {
            int from = 0;
            int to = numbers.Length - 1;
            while (from < to)
            {
                int pivot = numbers[from + ((to - from) / 2)];
                int i = from;
                int j = to;
                while (i <= j)
                {
                    while (numbers[i] > pivot) i++;
                    while (numbers[j] < pivot) j--;
                    if (i > j) break;
                    (numbers[i], numbers[j]) = (numbers[j], numbers[i]);
                    i++;
                    j--;
                }

                if (most - 1 <= j) to = j;
                else if (most - 1 >= i) from = i;
                else break;
            }

            return numbers[..most];
        }
    }
}

/// <summary>A session that is like a history.</summary>
/// <param name="Session">The session.</param>
/// <param name="Similarity">How like it is.</param>
/// <param name="LatestAge">The age in the history of the latest item that both have; 0 is its last item.</param>
internal readonly record struct SessionNeighbor(int Session, float Similarity, int LatestAge);
