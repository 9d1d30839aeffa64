using System.Globalization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Evaluation.Splits;

/// <summary>A way to hold out a part of a log. A new one is a file and a line in <see cref="TryParse"/>.</summary>
public abstract class CorpusSplit
{
    /// <summary>The syntax of <see cref="TryParse"/>.</summary>
    public const string Syntax = "last, or sessions:F or time:F with F the share to hold out, such as time:0.1";

    /// <summary>Its text on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the held-out sessions are later than those of the training part.</summary>
    internal virtual bool IsLater => false;

    /// <summary>Parses the text of a split on the command line; false if it is invalid.</summary>
    /// <param name="text">The text.</param>
    /// <param name="seed">Random seed.</param>
    /// <param name="split">The split.</param>
    public static bool TryParse(string text, long seed, out CorpusSplit? split)
    {
        ArgumentNullException.ThrowIfNull(text);
        split = null;
        string[] parts = text.Split(':');
        if (parts is ["last"]) split = new LastItemSplit();
        else if (parts is [_, string share]
            && double.TryParse(share, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double fraction)
            && fraction is > 0 and < 1)
        {
            split = parts[0] switch
            {
                "sessions" => new SessionSplit(fraction, seed),
                "time" => new TimeSplit(fraction),
                _ => null,
            };
        }

        return split is not null;
    }

    /// <summary>Splits a log.</summary>
    /// <param name="corpus">The whole log, with every item: rare ones must not have been dropped by their counts in the whole.</param>
    /// <param name="minCount">Minimum number of occurrences in the training part of an item to be learned.</param>
    /// <param name="order">The sessions in the order in which they began; null if the corpus is in this order.</param>
    /// <exception cref="Item2VecException">One of the parts would be empty.</exception>
    public SplitCorpus Split(SessionCorpus corpus, int minCount, IReadOnlyList<int>? order = null)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        order ??= [.. Enumerable.Range(0, checked((int)corpus.SessionCount))];
        int[] firstTargets = FirstTargets(corpus, order, out int[] kept);
        CorpusPart training = new(corpus, kept, minCount, order);
        List<HeldOutSession> heldOut = [];
        for (int session = 0; session < firstTargets.Length; session++)
            if (firstTargets[session] > 0) heldOut.Add(HeldOutSession.Of(corpus, session, training, firstTargets[session]));
        if (heldOut.Count > 0) return new SplitCorpus(Name, training.Corpus, heldOut) { IsLater = IsLater };
        training.Corpus.Dispose();
        throw new Item2VecException(
            $"the split '{Name}' holds nothing out of {corpus.SessionCount} sessions",
            "hold out more, or check which column is the session");
    }

    /// <summary>For each session the first event that is a target, or 0, whatever is left for training.</summary>
    internal int[] Targets(SessionCorpus corpus, IReadOnlyList<int> order) => FirstTargets(corpus, order, out _);

    /// <summary>For each session the first event that is a target, or 0 if none is; a target needs an event before it as query.</summary>
    /// <param name="corpus">The log.</param>
    /// <param name="order">The sessions in the order in which they began.</param>
    /// <param name="kept">For each session the number of its events, from the first, that are for training.</param>
    protected abstract int[] FirstTargets(SessionCorpus corpus, IReadOnlyList<int> order, out int[] kept);
}

/// <summary>A log in two parts: a training part and held-out sessions.</summary>
/// <remarks>The training part has its own vocabulary and counts, without the held-out events.</remarks>
public sealed class SplitCorpus : IDisposable
{
    internal SplitCorpus(string name, SessionCorpus training, IReadOnlyList<HeldOutSession> heldOut)
    {
        Name = name;
        Training = training;
        HeldOut = heldOut;
    }

    /// <summary>The split, as on the command line.</summary>
    public string Name { get; }

    /// <summary>Whether the held-out sessions are later than those of the training part.</summary>
    public bool IsLater { get; init; }

    /// <summary>The training part.</summary>
    public SessionCorpus Training { get; }

    /// <summary>The sessions that have held-out events.</summary>
    internal IReadOnlyList<HeldOutSession> HeldOut { get; }

    /// <inheritdoc/>
    public void Dispose() => Training.Dispose();
}

/// <summary>A session with held-out events.</summary>
/// <param name="Items">The training part's row of each event's item, or -1 if the training part does not have it.</param>
/// <param name="Identities">
/// A number per item, equal for equal items even if they are unknown; negative if the training part has no event of the item at all.
/// </param>
/// <param name="FirstTarget">The first held-out event; those before it are in the training part.</param>
internal readonly record struct HeldOutSession(int[] Items, int[] Identities, int FirstTarget)
{
    /// <summary>A session of a log, seen from its training part.</summary>
    public static HeldOutSession Of(SessionCorpus log, long session, CorpusPart training, int firstTarget)
    {
        int[] items = log.Session(session);
        return new HeldOutSession(
            Array.ConvertAll(items, item => training.RowOf[item]),
            Array.ConvertAll(items, item => training.Has(item) ? item : ~item),
            firstTarget);
    }

    /// <summary>The session without the items of which the training part has no event.</summary>
    public HeldOutSession OfTrainedItems()
    {
        int[] identities = Identities;
        return new HeldOutSession(
            [.. Items.Where((_, at) => identities[at] >= 0)], Array.FindAll(identities, one => one >= 0),
            Math.Max(1, identities[..FirstTarget].Count(one => one >= 0)));
    }
}
