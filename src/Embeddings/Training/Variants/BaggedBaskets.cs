using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>
/// bagged-prod2vec: every product of a basket is predicted by every product of the baskets before and after it, or by the mean of each of
/// these; products of one basket are not context of each other by default.
/// </summary>
/// <remarks>
/// Grbovic et al. 2015, eq. 3.3. As in <see cref="SlidingWindows"/> the center is the output. A basket's products are the positives of one
/// window, so that its pairs are computed together, and one negative stands for several if there are many positives
/// (<see cref="SessionSets"/>). Input groups of a window have equally many pairs, and negatives in proportion to them.
/// </remarks>
internal sealed class BaggedBaskets : WindowSource
{
    /// <summary>Maximum input groups of a window.</summary>
    public const int MaxInputGroups = 64;

    private readonly TrainingOptions options;
    private readonly BasketList baskets;
    private readonly BasketContext context;
    private bool weighted;
    private int center;
    private int inputGroup;
    private int product;
    private int events;

    public BaggedBaskets(TrainingOptions options)
    {
        this.options = options;
        baskets = new BasketList(options.MaxBasket);
        context = new BasketContext(options, baskets);
    }

    public override void Begin(in TrainingSession session, ref RandomSource random)
    {
        weighted = session.Weights.Length > 0;
        baskets.Read(session, ref random);
        center = -1;
        events = 0;
        MoveOn(ref random);
    }

    public override bool Next(TrainingWindow window, ref RandomSource random)
    {
        while (center < baskets.Count)
        {
            bool filled = weighted ? FillOne(window) : FillAll(window);
            bool ended = inputGroup >= context.Count && (!weighted || ++product >= baskets.Products(center).Length);
            if (weighted && inputGroup >= context.Count) inputGroup = 0;
            if (ended) MoveOn(ref random);
            if (!filled) continue;
            return true;
        }

        return false;
    }

    /// <summary>Advances to the next basket; its events are counted with the next window, whichever that is.</summary>
    private void MoveOn(ref RandomSource random)
    {
        inputGroup = product = 0;
        if (++center >= baskets.Count) return;
        events += baskets.Events(center);
        context.Gather(center, ref random);
    }

    /// <summary>
    /// All products of the basket, and the next input groups that have equally many pairs with them; false if they have none.
    /// </summary>
    private bool FillAll(TrainingWindow window)
    {
        if (inputGroup >= context.Count) return false;
        ReadOnlySpan<int> products = baskets.Products(center);
        int skips = context.Skips(inputGroup);
        int pairs = products.Length - skips;
        bool any = pairs > 0;
        for (int added = 0; added < MaxInputGroups && inputGroup < context.Count
            && context.Skips(inputGroup) == skips; added++, inputGroup++)
        {
            if (!any) continue;
            context.AddTo(window, inputGroup);
            if (skips > 0) context.SkipIn(window, inputGroup);
        }

        if (!any) return false;
        foreach (int row in products) window.AddPositive(row);
        window.NegativeCount = Math.Max(options.NegativeSamples, pairs);
        window.NegativeWeight = options.NegativeSamples * pairs / (float)window.NegativeCount;
        Count(window);
        return true;
    }

    /// <summary>One product of the basket, with its own weight, and the next input groups.</summary>
    private bool FillOne(TrainingWindow window)
    {
        for (int added = 0; added < MaxInputGroups && inputGroup < context.Count; inputGroup++)
        {
            if (!context.IsPair(inputGroup, product)) continue;
            context.AddTo(window, inputGroup);
            added++;
        }

        if (window.InputGroupCount == 0) return false;
        window.AddPositive(baskets.Products(center)[product]);
        window.Step = baskets.Weights(center)[product];
        Count(window);
        return true;
    }

    private void Count(TrainingWindow window)
    {
        window.Events = events;
        events = 0;
    }
}
