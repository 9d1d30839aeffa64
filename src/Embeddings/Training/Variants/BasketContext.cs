using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>The context of a basket: the products of its neighbors, or their baskets as a whole, and the pairs to skip.</summary>
internal sealed class BasketContext(TrainingOptions options, BasketList baskets)
{
    /// <summary>Maximum number of other baskets if all are neighbors; of more, this many are drawn.</summary>
    public const int MaxBaskets = 64;

    private const int Whole = -1, NoOverlap = -1;
    private readonly TimeFilter near = new(options);
    private readonly bool mean = options.Bag == Bag.Mean;
    private int[] neighbors = new int[16];
    private int neighborCount;
    private (int Basket, int Product, int Own)[] inputGroups = new (int, int, int)[64];
    private int center;

    /// <summary>The number of input groups.</summary>
    public int Count { get; private set; }

    /// <summary>Gathers the context of a basket: input groups that share no product with it first.</summary>
    public void Gather(int basket, ref RandomSource random)
    {
        center = basket;
        Count = neighborCount = 0;
        if (options.SameBasket != SameBasket.Only) FindNeighbors(ref random);
        if (mean)
        {
            foreach (int one in Neighbors) Add(one, Whole, NoOverlap);
            return;
        }

        foreach (int one in Neighbors) AddProducts(one, overlapping: false);
        foreach (int one in Neighbors) AddProducts(one, overlapping: true);
        if (options.SameBasket != SameBasket.Exclude) AddProducts(center, overlapping: true);
    }

    /// <summary>The number of the basket's products that an input group is not paired with.</summary>
    public int Skips(int group)
    {
        (int basket, int product, int own) = inputGroups[group];
        if (product != Whole) return own == NoOverlap ? 0 : 1;
        return options.RepeatPairs ? 0 : Overlap(basket, window: null, group: 0);
    }

    /// <summary>Whether an input group is paired with the basket's product of this number.</summary>
    public bool IsPair(int group, int product)
    {
        (int basket, int one, int own) = inputGroups[group];
        if (one != Whole) return own != product;
        return options.RepeatPairs || baskets.Products(basket).BinarySearch(baskets.Products(center)[product]) < 0;
    }

    /// <summary>Adds an input group to a window.</summary>
    public void AddTo(TrainingWindow window, int group)
    {
        (int basket, int product, _) = inputGroups[group];
        ReadOnlySpan<int> rows = product == Whole ? baskets.Products(basket) : baskets.Products(basket).Slice(product, 1);
        window.AddInputs(rows);
        window.EndInputGroup();
        foreach (int row in rows) window.AddPrefetch(row);
    }

    /// <summary>
    /// Adds the skipped pairs of an input group that is the last of a window whose positives are all of the basket's products.
    /// </summary>
    public void SkipIn(TrainingWindow window, int group)
    {
        (int basket, int product, int own) = inputGroups[group];
        if (product == Whole)
        {
            if (!options.RepeatPairs) Overlap(basket, window, window.InputGroupCount - 1);
        }
        else if (own != NoOverlap)
        {
            window.Skip(window.InputGroupCount - 1, own);
        }
    }

    private ReadOnlySpan<int> Neighbors => neighbors.AsSpan(0, neighborCount);

    private void FindNeighbors(ref RandomSource random)
    {
        if (options.Window == TrainingOptions.WholeSession && baskets.Count - 1 > MaxBaskets)
        {
            for (int i = 0; i < MaxBaskets; i++)
            {
                int other = random.NextBelow(baskets.Count - 1);
                AddNeighbor(other < center ? other : other + 1, ref random);
            }

            return;
        }

        int width = options.Window == TrainingOptions.WholeSession ? baskets.Count
            : options.DynamicWindow ? 1 + random.NextBelow(options.Window) : options.Window;
        for (int other = Math.Max(0, center - width); other <= Math.Min(baskets.Count - 1, center + width); other++)
            if (other != center) AddNeighbor(other, ref random);
    }

    private void AddNeighbor(int basket, ref RandomSource random)
    {
        if (near.IsActive && !near.Keeps(baskets.Time(basket) - baskets.Time(center), ref random)) return;
        if (neighborCount == neighbors.Length) Array.Resize(ref neighbors, neighborCount * 2);
        neighbors[neighborCount++] = basket;
    }

    /// <summary>
    /// Adds the products of a basket that the center also has, or those that it does not; the same product of another basket is paired if
    /// repeats are.
    /// </summary>
    private void AddProducts(int basket, bool overlapping)
    {
        ReadOnlySpan<int> own = baskets.Products(center);
        ReadOnlySpan<int> products = baskets.Products(basket);
        bool repeats = options.RepeatPairs && basket != center;
        for (int product = 0, at = 0; product < products.Length; product++)
        {
            while (at < own.Length && own[at] < products[product]) at++;
            int shared = !repeats && at < own.Length && own[at] == products[product] ? at : NoOverlap;
            if ((shared != NoOverlap) == overlapping) Add(basket, product, shared);
        }
    }

    /// <summary>Counts the products that two baskets share and, given a window, skips them.</summary>
    private int Overlap(int basket, TrainingWindow? window, int group)
    {
        ReadOnlySpan<int> own = baskets.Products(center);
        ReadOnlySpan<int> products = baskets.Products(basket);
        int shared = 0;
        for (int i = 0, j = 0; i < own.Length && j < products.Length;)
        {
            if (own[i] == products[j])
            {
                window?.Skip(group, i);
                shared++;
            }

            if (own[i] <= products[j]) i++;
            else j++;
        }

        return shared;
    }

    private void Add(int basket, int product, int own)
    {
        if (Count == inputGroups.Length) Array.Resize(ref inputGroups, Count * 2);
        inputGroups[Count++] = (basket, product, own);
    }
}
