using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>
/// bagged-prod2vec: every product of a basket is predicted by every product of the baskets before and after it, or by the mean of each of these; products
/// of one basket are not context of each other, unless asked for.
/// </summary>
/// <remarks>
/// Grbovic et al. 2015, eq. 3.3; ALGORITHMS 2.2. As in <see cref="SlidingWindows"/> the centre is the output. A basket's products are the positives of one
/// window, so that its pairs are computed together, and one negative stands for several where there are many positives (<see cref="SessionSets"/>).
/// Bundles of a window have equally many pairs, and negatives in proportion to them.
/// </remarks>
internal sealed class BaggedBaskets : WindowSource
{
    /// <summary>The most bundles of a window.</summary>
    public const int MaxBundles = 64;

    private readonly TrainingOptions options;
    private readonly BasketList baskets;
    private readonly BasketContext context;
    private bool weighted;
    private int centre;
    private int bundle;
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
        centre = -1;
        events = 0;
        MoveOn(ref random);
    }

    public override bool Next(TrainingWindow window, ref RandomSource random)
    {
        while (centre < baskets.Count)
        {
            bool filled = weighted ? FillOne(window) : FillAll(window);
            bool ended = bundle >= context.Count && (!weighted || ++product >= baskets.Products(centre).Length);
            if (weighted && bundle >= context.Count) bundle = 0;
            if (ended) MoveOn(ref random);
            if (!filled) continue;
            return true;
        }

        return false;
    }

    /// <summary>Goes to the next basket; its events are counted with the next window, whichever that is.</summary>
    private void MoveOn(ref RandomSource random)
    {
        bundle = product = 0;
        if (++centre >= baskets.Count) return;
        events += baskets.Events(centre);
        context.Gather(centre, ref random);
    }

    /// <summary>All products of the basket, and the next bundles that have equally many pairs with them; false where they have none.</summary>
    private bool FillAll(TrainingWindow window)
    {
        if (bundle >= context.Count) return false;
        ReadOnlySpan<int> products = baskets.Products(centre);
        int skips = context.Skips(bundle);
        int pairs = products.Length - skips;
        bool any = pairs > 0;
        for (int added = 0; added < MaxBundles && bundle < context.Count && context.Skips(bundle) == skips; added++, bundle++)
        {
            if (!any) continue;
            context.AddTo(window, bundle);
            if (skips > 0) context.SkipIn(window, bundle);
        }

        if (!any) return false;
        foreach (int row in products) window.AddPositive(row);
        window.NegativeCount = Math.Max(options.NegativeSamples, pairs);
        window.NegativeWeight = options.NegativeSamples * pairs / (float)window.NegativeCount;
        Count(window);
        return true;
    }

    /// <summary>One product of the basket, which has a weight of its own, and the next bundles.</summary>
    private bool FillOne(TrainingWindow window)
    {
        for (int added = 0; added < MaxBundles && bundle < context.Count; bundle++)
        {
            if (!context.IsPair(bundle, product)) continue;
            context.AddTo(window, bundle);
            added++;
        }

        if (window.BundleCount == 0) return false;
        window.AddPositive(baskets.Products(centre)[product]);
        window.Step = baskets.Weights(centre)[product];
        Count(window);
        return true;
    }

    private void Count(TrainingWindow window)
    {
        window.Events = events;
        events = 0;
    }
}
