using System.Collections.Concurrent;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Evaluation.Baselines;

/// <summary>Finds the sessions most similar to a history, among the latest that share an item with it.</summary>
/// <remarks>Thread-safe; buffers of a search are reused. Sessions are in the order in which they began.</remarks>
internal sealed class SessionNeighbors
{
    /// <summary>The number of items of a history that are used, from the end.</summary>
    public const int MaxItems = 20;

    private readonly CorpusIndex index;
    private readonly int[][] sessionsOf;
    private readonly int sample;
    private readonly int neighbors;
    private readonly ConcurrentBag<Scratch> idle = [];

    /// <param name="index">The training part.</param>
    /// <param name="sample">How many sessions are considered, the latest.</param>
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

    /// <summary>
    /// The similarity of a session: <paramref name="shared"/> is the sum of the weights of the history's items that it has.
    /// </summary>
    public delegate double Similarity(int session, double shared);

    /// <summary>The neighbors of a history.</summary>
    /// <param name="history">The items, oldest first.</param>
    /// <param name="weightOfAge">The weight of a shared item by its age: 0 for the last item of the history.</param>
    /// <param name="similarity">Computes the similarity from the sum of shared weights.</param>
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
        foreach (int session in found.Latest(sample))
            best.Offer(index.Sessions - 1 - session, (float)similarity(session, found.Shared(session)));
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

        /// <summary>The latest of the touched sessions, unordered.</summary>
        public ReadOnlySpan<int> Latest(int max)
        {
            Span<int> all = touched.AsSpan(0, count);
            return count <= max ? all : Largest(all, max);
        }

        public void Clear()
        {
            foreach (int session in touched.AsSpan(0, count)) shared[session] = 0;
            count = 0;
        }

        /// <summary>Moves the <paramref name="count"/> largest of distinct numbers to the front (quickselect, Hoare 1961).</summary>
        private static Span<int> Largest(Span<int> numbers, int count)
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

                if (count - 1 <= j) to = j;
                else if (count - 1 >= i) from = i;
                else break;
            }

            return numbers[..count];
        }
    }
}

/// <summary>A session similar to a history.</summary>
/// <param name="Session">The session.</param>
/// <param name="Similarity">Its similarity.</param>
/// <param name="LatestAge">The age in the history of the latest shared item; 0 is its last item.</param>
internal readonly record struct SessionNeighbor(int Session, float Similarity, int LatestAge);
