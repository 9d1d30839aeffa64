using System.Collections.Concurrent;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Events;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Learning;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Indexing.Live;

/// <summary>
/// An index that learns from events: sessions, pairs and counts at once, and a vector for each new item from the items that it stands
/// beside. Vectors of trained items stay as they are.
/// </summary>
/// <remarks>
/// One thread changes it; queries of <see cref="Index"/> run meanwhile, without a lock. A query that starts after a change has returned
/// sees it.
/// </remarks>
internal sealed class LearningIndex : IDisposable
{
    /// <summary>After so many neighbors the vector of a new item stays where it is.</summary>
    private const int MaxNeighbors = 500;

    private readonly ScoringModel model;
    private readonly VocabularyRoom room;
    private readonly Dictionary<int, JoinedItem> joined = [];

    // Read by other threads while one writes.
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> attributes = new(StringComparer.Ordinal);
    private volatile bool areAttributesNew;

    private LearningIndex(ItemIndex index, ItemVectors trained, int maxSessions)
    {
        Index = index;
        Trained = trained;
        model = index.Model;
        room = index.Vectors.Vocabulary.Room!;
        Sessions = new LearnedSessions(model.RequireCooccurrences(), index.Vectors.Vocabulary, maxSessions);
        model.Learned = Sessions;
    }

    /// <summary>The index, which answers from what has been learned; it belongs to this.</summary>
    public ItemIndex Index { get; }

    /// <summary>The vectors and attributes as the model has them.</summary>
    public ItemVectors Trained { get; }

    public LearnedSessions Sessions { get; }

    /// <summary>New items.</summary>
    public int Joined => room.Count - room.First;

    /// <summary>Events of new items for which there was no room: they are not learned from.</summary>
    public long WithoutRoom { get; private set; }

    /// <summary>Whether attributes have changed since they were last taken.</summary>
    public bool AreAttributesNew => areAttributesNew;

    /// <summary>Opens a model; its vectors are copied into memory.</summary>
    /// <param name="path">The model's directory, or an <c>.i2v</c> file.</param>
    /// <param name="verify">See <see cref="ItemIndex.Open"/>.</param>
    /// <param name="maxItems">How many new items can join.</param>
    /// <param name="maxSessions">How many sessions are kept.</param>
    /// <exception cref="Item2VecException">As there, or the model keeps no pairs.</exception>
    public static LearningIndex Open(string path, bool verify, int maxItems, int maxSessions)
    {
        ItemIndex index = ItemIndex.OpenWithRoom(path, verify, maxItems, out ItemVectors trained);
        try
        {
            return new LearningIndex(index, trained, maxSessions);
        }
        catch
        {
            trained.Dispose();
            index.Dispose();
            throw;
        }
    }

    /// <summary>Learns from a record of the log.</summary>
    /// <param name="change">The record.</param>
    /// <param name="isKnown">Whether the model was trained on it.</param>
    public void Apply(LiveChange change, bool isKnown = false)
    {
        switch (change.Kind)
        {
            case LiveChangeKind.Event:
                AddEvent(change, isKnown);
                break;
            case LiveChangeKind.Set:
                Set(change);
                break;
            case LiveChangeKind.Delete:
                if (Index.Vectors.Vocabulary.TryGetRow(change.Item, out int row)) room.Delete(row);
                break;
        }
    }

    /// <summary>The attributes of a model with those of new items.</summary>
    /// <param name="trained">The attributes of the model's items.</param>
    public ItemAttributes AttributesOver(ItemAttributes trained)
    {
        areAttributesNew = false;
        Dictionary<string, Dictionary<int, string?>> byColumn = new(StringComparer.Ordinal);
        ItemAttributes all = trained.WithRoom(room.Capacity);
        foreach ((string item, IReadOnlyDictionary<string, string> values) in attributes)
        {
            if (!Index.Vectors.Vocabulary.TryGetRow(item, out int row)) continue;
            foreach ((string column, string value) in values)
            {
                int known = all.IndexOf(column);
                string name = known < 0 ? column : all.Names[known];
                if (!byColumn.TryGetValue(name, out Dictionary<int, string?>? texts)) byColumn[name] = texts = [];
                texts[row] = value;
            }
        }

        return all.With(room.Capacity, byColumn);
    }

    /// <summary>Whether an item is one of the model's own, deleted or not.</summary>
    public bool IsTrained(string item) => Index.Vectors.Vocabulary.RowEver(item) is >= 0 and int row && row < room.First;

    /// <summary>Whether an item can be set: it is there, or there is room.</summary>
    public bool HasRoomFor(string item) => !room.IsFull || Index.Vectors.Vocabulary.RowEver(item) >= 0;

    public void Dispose()
    {
        Index.Dispose();
        Trained.Dispose();
    }

    private void AddEvent(LiveChange change, bool isKnown)
    {
        int row = RowFor(change.Item);
        if (row < 0)
        {
            WithoutRoom++;
            return;
        }

        int[] before = Sessions.Before(change.Session).ToArray();
        long count = Index.Vectors.Vocabulary.CountOf(row);
        Sessions.Add(change.Session, row, isKnown);
        if (model.Prior is NativeBuffer<float> prior && !isKnown)
            prior[row] += (float)PopularityPrior.Change(Index.Vectors, count, count + 1);
        for (int distance = 1; distance <= before.Length; distance++)
        {
            int other = before[^distance];
            if (row >= room.First && other < room.First) Learn(row, other, 1.0 / distance);
            if (other >= room.First && row < room.First) Learn(other, row, 1.0 / distance);
        }
    }

    private void Set(LiveChange change)
    {
        int row = RowFor(change.Item);
        if (row < 0) return;
        if (room.Deleted.Contains(row)) room.Restore(row);
        if (row < room.First) return;
        if (change.Vector is float[] vector && vector.Length == Index.Dimensions)
        {
            JoinedItem item = ItemOf(row);
            item.IsGiven = true;
            Write(model.Input.Matrix, row, vector);

            // What comes next is scored by output vectors, and only the items beside it tell those.
            Place(row);
        }

        attributes[change.Item] = change.Attributes;
        areAttributesNew = true;
    }

    /// <summary>The row of an item, which joins if it is new; -1 if there is no room.</summary>
    private int RowFor(string item)
        => Index.Vectors.Vocabulary.RowEver(item) is >= 0 and int row ? row : room.Add(item);

    private JoinedItem ItemOf(int row)
    {
        if (!joined.TryGetValue(row, out JoinedItem? item))
            joined[row] = item = new JoinedItem(Index.Dimensions, model.Output is not null, model.Session is not null);
        return item;
    }

    /// <summary>Moves a new item toward one that stands beside it: to the mean of all, weighted by one over the distance.</summary>
    private void Learn(int row, int beside, double weight)
    {
        JoinedItem item = ItemOf(row);
        if (item.Neighbors >= MaxNeighbors) return;
        item.Neighbors++;
        item.Weight += weight;
        if (!item.IsGiven) Move(item.Input, model.Input.Matrix);
        if (item.Output is not null) Move(item.Output, model.Output!.Matrix);
        if (item.Session is not null) Move(item.Session, model.Session!.Matrix);
        Place(row);

        void Move(double[] sum, EmbeddingMatrix matrix)
        {
            VectorOperations.AddScaled(weight, matrix.Row(beside), sum);
            Write(matrix, row, Array.ConvertAll(sum, value => (float)(value / item.Weight)));
        }
    }

    /// <summary>
    /// Writes a vector while others read: each number is whole, and an answer at this moment may score the item between two places.
    /// </summary>
    private static void Write(EmbeddingMatrix matrix, int row, ReadOnlySpan<float> vector) => vector.CopyTo(matrix.Row(row));

    private void Place(int row)
    {
        double length = Norms.Length(model.Input.Matrix.Row(row));
        Index.Vectors.InverseNorms[row] = length > 0 ? (float)(1 / length) : 0;
        if (Index.Metric == Hnsw.Metric.Euclidean) model.HalfSquares[row] = (float)(-0.5 * length * length);
        room.Place(row);
    }

    /// <summary>The sums that the vectors of a new item are made of.</summary>
    private sealed class JoinedItem(int dimensions, bool hasOutput, bool hasSession)
    {
        public double[] Input { get; } = new double[dimensions];

        public double[]? Output { get; } = hasOutput ? new double[dimensions] : null;

        public double[]? Session { get; } = hasSession ? new double[dimensions] : null;

        public double Weight { get; set; }

        public int Neighbors { get; set; }

        /// <summary>Whether its input vector was given.</summary>
        public bool IsGiven { get; set; }
    }
}
