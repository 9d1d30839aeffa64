using Item2Vec.Embeddings.Corpus;
using Item2Vec.Evaluation.Splits;

namespace Item2Vec.Evaluation;

/// <summary>The rows of a model that has other items than an evaluation, or has them in another order.</summary>
/// <remarks>Thread-safe. The model ranks the items that both have.</remarks>
internal sealed class ModelRows
{
    private readonly int[] rowOf;

    private ModelRows(int[] rowOf) => this.rowOf = rowOf;

    /// <summary>The number of items of the evaluation that the model has.</summary>
    public int Known => rowOf.Count(row => row >= 0);

    /// <summary>The rows of a model; null if they are those of the evaluation.</summary>
    /// <param name="items">The items of the evaluation.</param>
    /// <param name="model">The items of the model.</param>
    public static ModelRows? Of(Vocabulary items, Vocabulary model)
    {
        if (ReferenceEquals(items, model)) return null;
        int[] rowOf = GivenSplit.RowsIn(model, items);
        return items.Count == model.Count && rowOf.Index().All(one => one.Index == one.Item) ? null : new ModelRows(rowOf);
    }

    /// <summary>Whether the model has an item of the evaluation.</summary>
    public bool Has(int row) => rowOf[row] >= 0;

    /// <summary>A history in the model's rows, without items that it does not have.</summary>
    public int[] InModel(ReadOnlySpan<int> history)
    {
        List<int> rows = new(history.Length);
        foreach (int row in history)
            if (rowOf[row] >= 0) rows.Add(rowOf[row]);
        return [.. rows];
    }

    /// <summary>The model's scores in the rows of the evaluation; negative infinity for items that it does not have.</summary>
    public void Spread(ReadOnlySpan<float> ofModel, Span<float> scores)
    {
        for (int row = 0; row < scores.Length; row++) scores[row] = rowOf[row] < 0 ? float.NegativeInfinity : ofModel[rowOf[row]];
    }
}
