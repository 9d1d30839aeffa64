using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>
/// The baskets of a sequence as sets of products: each product once, in row order, with the sum of its weights; from a basket with too
/// many, the allowed number is drawn at random.
/// </summary>
/// <param name="maxProducts">Maximum number of products of a basket.</param>
internal sealed class BasketList(int maxProducts)
{
    private int[] rows = [];
    private float[] weights = [];
    private int[] ends = [];
    private int[] events = [];
    private double[] times = [];
    private int count;

    public int Count => count;

    /// <summary>Reads a sequence whose events are in basket order.</summary>
    public void Read(in TrainingSession session, ref RandomSource random)
    {
        Reserve(session.Rows.Length);
        ReadOnlySpan<int> all = session.Rows.Span;
        ReadOnlySpan<int> baskets = session.Baskets.Span;
        ReadOnlySpan<float> given = session.Weights.Span;
        count = 0;
        int to = 0;
        for (int from = 0, next; from < all.Length; from = next)
        {
            for (next = from + 1; next < all.Length && baskets[next] == baskets[from];) next++;
            all[from..next].CopyTo(rows.AsSpan(to));
            if (given.IsEmpty) weights.AsSpan(to, next - from).Fill(1);
            else given[from..next].CopyTo(weights.AsSpan(to));
            times[count] = session.Times.IsEmpty ? 0 : session.Times.Span[from];
            events[count] = next - from;
            to += Take(rows.AsSpan(to, next - from), weights.AsSpan(to, next - from), given.IsEmpty, ref random);
            ends[count++] = to;
        }
    }

    /// <summary>The products of a basket, ascending.</summary>
    public ReadOnlySpan<int> Products(int basket) => rows.AsSpan(Start(basket)..ends[basket]);

    /// <summary>The weights of its products.</summary>
    public ReadOnlySpan<float> Weights(int basket) => weights.AsSpan(Start(basket)..ends[basket]);

    /// <summary>The time of its first event, in seconds.</summary>
    public double Time(int basket) => times[basket];

    /// <summary>The number of events it stands for.</summary>
    public int Events(int basket) => events[basket];

    private int Start(int basket) => basket == 0 ? 0 : ends[basket - 1];

    /// <summary>Sorts a basket, merges equal products and samples if there are too many; returns how many are left.</summary>
    private int Take(Span<int> products, Span<float> sums, bool unweighted, ref RandomSource random)
    {
        products.Sort(sums);
        int distinct = 1;
        for (int i = 1; i < products.Length; i++)
        {
            if (products[i] == products[distinct - 1])
            {
                if (!unweighted) sums[distinct - 1] += sums[i];
                continue;
            }

            products[distinct] = products[i];
            sums[distinct++] = sums[i];
        }

        if (distinct <= maxProducts) return distinct;
        for (int i = 0; i < maxProducts; i++)
        {
            int other = i + random.NextBelow(distinct - i);
            (products[i], products[other]) = (products[other], products[i]);
            (sums[i], sums[other]) = (sums[other], sums[i]);
        }

        products[..maxProducts].Sort(sums[..maxProducts]);
        return maxProducts;
    }

    private void Reserve(int length)
    {
        if (rows.Length >= length) return;
        length = Math.Max(length, rows.Length * 2);
        (rows, weights, ends, events, times) = (new int[length], new float[length], new int[length], new int[length], new double[length]);
    }
}
