using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Sampling;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>
/// Meta-Prod2Vec: wherever a context predicts a center item, the context's metadata does too, both predict the center's metadata, and the
/// center's metadata predicts the center. The contexts are those of another source.
/// </summary>
/// <remarks>
/// Vasile et al. 2016, eq. 3; see <see cref="MetadataOptions"/>. An item with n values in a column uses one of them, drawn for each window,
/// which is on average a pair of weight 1/n for each of them at the cost of one. Losses with the same output and the same weight share a
/// window and its negatives.
/// </remarks>
internal sealed class MetadataWindows : WindowSource
{
    private readonly WindowSource contexts;
    private readonly ItemMetadata metadata;
    private readonly RowLayout rows;
    private readonly bool mean;
    private readonly Planned[] plan;
    private readonly TrainingWindow context = new(sharing: 1);
    private readonly int[][] near;
    private readonly int[] nearCount;
    private readonly int[] own;
    private int next;

    public MetadataWindows(WindowSource contexts, RowLayout rows, TrainingOptions options)
    {
        this.contexts = contexts;
        this.rows = rows;
        metadata = rows.Metadata!;
        mean = options.Architecture == Architecture.Cbow;
        plan = [.. Plan(options.Metadata, metadata.ColumnCount)];
        near = [.. Enumerable.Range(0, metadata.ColumnCount).Select(_ => new int[64])];
        nearCount = new int[near.Length];
        own = new int[near.Length];
    }

    public override void Begin(in TrainingSession session, ref RandomSource random)
    {
        contexts.Begin(session, ref random);
        next = plan.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override bool Next(TrainingWindow window, ref RandomSource random)
    {
        if (next == plan.Length)
        {
            context.Clear();
            if (!contexts.Next(context, ref random)) return false;
            DrawValues(ref random);
            next = 0;
            foreach (int row in context.Prefetch) window.AddPrefetch(row);
            window.Events = context.Events;
        }
        else
        {
            window.Events = 0;
        }

        Fill(window, plan[next++]);
        return true;
    }

    /// <summary>The windows of a center: for its row, then for its value in each column, one per distinct weight of the losses.</summary>
    private static IEnumerable<Planned> Plan(MetadataOptions losses, int columns)
    {
        foreach (double weight in Distinct(losses.ItemsByItem, losses.ItemsByMetadata, losses.ItemByMetadata))
            yield return new(
                -1, (float)weight, weight == losses.ItemsByItem, weight == losses.ItemsByMetadata, weight == losses.ItemByMetadata);
        for (int column = 0; column < columns; column++)
            foreach (double weight in Distinct(losses.MetadataByItem, losses.MetadataByMetadata))
                yield return new(column, (float)weight, weight == losses.MetadataByItem, weight == losses.MetadataByMetadata, Own: false);

        static IEnumerable<double> Distinct(params double[] weights) => weights.Where(weight => weight > 0).Distinct();
    }

    /// <summary>Fills a window; one whose inputs or outputs are missing stays without inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(TrainingWindow window, Planned loss)
    {
        int column = loss.Column;
        if (column >= 0 && own[column] < 0) return;
        if (loss.Items) AddInputs(window, context.Inputs);
        for (int one = 0; one < own.Length; one++)
        {
            if (loss.Metadata && (column < 0 || column == one)) AddInputs(window, near[one].AsSpan(0, nearCount[one]));
            if (loss.Own && own[one] >= 0) window.AddInputGroup(own[one]);
        }

        if (column >= 0) window.AddPositive(own[column]);
        else foreach (int positive in context.Positives) window.AddPositive(positive);
        window.NegativePool = column < 0 ? 0 : rows.NegativePoolOf(column);
        window.Step = context.Step;
        window.Weight = loss.Weight;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddInputs(TrainingWindow window, ReadOnlySpan<int> inputs)
    {
        if (!mean)
        {
            window.AddInputGroups(inputs);
        }
        else if (inputs.Length > 0)
        {
            window.AddInputs(inputs);
            window.EndInputGroup();
        }
    }

    /// <summary>Draws a value in each column for the center and each item of its context.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DrawValues(ref RandomSource random)
    {
        ReadOnlySpan<int> items = context.Inputs;
        for (int column = 0; column < own.Length; column++)
        {
            own[column] = Draw(context.Positives[0], column, ref random);
            if (near[column].Length < items.Length) near[column] = new int[items.Length * 2];
            int[] drawn = near[column];
            int count = 0;
            foreach (int item in items)
            {
                int value = Draw(item, column, ref random);
                if (value >= 0) drawn[count++] = value;
            }

            nearCount[column] = count;
        }
    }

    /// <summary>The matrix row of one of an item's values, or -1 if it has none: the end token has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Draw(int item, int column, ref RandomSource random)
    {
        if (item >= rows.Items) return -1;
        ReadOnlySpan<int> values = metadata.ValuesOf(item, column);
        return values.Length switch
        {
            0 => -1,
            1 => rows.FirstMetadata + values[0],
            _ => rows.FirstMetadata + values[random.NextBelow(values.Length)],
        };
    }

    /// <summary>One window of a center.</summary>
    /// <param name="Column">The column whose value is the output, or -1 for the center item.</param>
    /// <param name="Weight">The weight of its losses.</param>
    /// <param name="Items">Whether the context items are inputs.</param>
    /// <param name="Metadata">Whether their metadata are inputs.</param>
    /// <param name="Own">Whether the center's metadata are inputs.</param>
    private readonly record struct Planned(int Column, float Weight, bool Items, bool Metadata, bool Own);
}
