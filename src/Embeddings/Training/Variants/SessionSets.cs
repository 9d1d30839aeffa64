using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>
/// item2vec on sets: every event of a session is context of every other, regardless of order. A session of more than <see cref="MaxItems"/>
/// events is split at random in each epoch into sets of about equal size, so that the cost stays linear and each event meets different
/// others.
/// </summary>
/// <remarks>
/// Barkan and Koenigstein 2016, eq. 1. A set is one window, all its pairs at once: its rows are loaded once, and its negatives
/// are as few as its items, each standing for several.
/// </remarks>
internal sealed class SessionSets(TrainingOptions options) : WindowSource
{
    /// <summary>Maximum events of a set.</summary>
    public const int MaxItems = 64;

    private readonly SessionCenters centers = new(options);
    private int[] rows = [];
    private bool oneByOne;
    private int count;
    private int sets;
    private int set;

    public override void Begin(in TrainingSession session, ref RandomSource random)
    {
        oneByOne = options.Architecture == Architecture.Cbow || session.Weights.Length > 0 || options.MaxGap is not null
            || options.Decay is not null;
        if (oneByOne)
        {
            centers.Begin(session, ref random);
            return;
        }

        count = session.Rows.Length;
        if (rows.Length < count) rows = new int[count];
        session.Rows.Span.CopyTo(rows);
        sets = count < 2 ? 0 : (count + MaxItems - 1) / MaxItems;
        set = 0;
        if (sets > 1) random.Shuffle(rows.AsSpan(0, count));
    }

    public override bool Next(TrainingWindow window, ref RandomSource random)
    {
        if (oneByOne) return centers.Next(window, ref random);
        if (set == sets) return false;
        ReadOnlySpan<int> items = rows.AsSpan((int)((long)count * set / sets)..(int)((long)count * (set + 1) / sets));
        set++;
        window.AddInputGroups(items);
        for (int i = 0; i < items.Length; i++)
        {
            window.AddPositive(items[i]);
            window.AddPrefetch(items[i]);
            window.Skip(i, i);
        }

        window.Events = items.Length;

        // One negative per pair, which stands for all requested ones (docs/performance.md).
        window.NegativeCount = items.Length - 1;
        window.NegativeWeight = options.NegativeSamples;
        return true;
    }
}
