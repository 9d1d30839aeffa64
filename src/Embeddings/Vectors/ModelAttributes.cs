using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Embeddings.Vectors;

/// <summary>Changes the attributes of the items of a trained model: stock, prices, titles, without a new training.</summary>
public static class ModelAttributes
{
    /// <summary>The file beside the vectors that holds what was set.</summary>
    public const string File = AttributesFile.Name;

    /// <summary>
    /// Changes the attributes of a model on disk. Only the changed columns are written, into a file of their own that is renamed into
    /// place; vectors and graphs stay as they are. Whoever opens the model later has the new attributes.
    /// </summary>
    /// <param name="directory">The model.</param>
    /// <param name="change">
    /// Gets the vectors with their current attributes and returns the new ones, one value per row; what it gets is disposed afterward.
    /// It is called while no other process changes or replaces the model.
    /// </param>
    /// <exception cref="Item2VecException">There is no such model, it is damaged, or it cannot be written
    /// (<see cref="ErrorCode.CannotWrite"/>).</exception>
    /// <remarks>A training that replaces the model replaces its attributes, too.</remarks>
    public static void Set(string directory, Func<ItemVectors, ItemAttributes> change)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(change);
        if (System.IO.File.Exists(directory))
            throw new Item2VecException(
                $"{directory}: is a file; attributes are set in the directory of a model", "give the directory", ErrorCode.InputMissing);
        string target = DirectorySwap.Normalize(directory);
        if (DirectorySwap.Find(target, ModelDirectory.InfoFile) is null || !ModelDirectory.Exists(target))
            throw new Item2VecException($"{directory}: no such model", "train one first", ErrorCode.InputMissing);
        ModelDirectory.Guarded(target, path =>
        {
            DirectorySwap.WhileInPlace(path, ModelDirectory.InfoFile, () => Change(path, change));
            return path;
        });
    }

    /// <summary>Opened vectors with the attributes that their model has on disk now; both are disposed separately.</summary>
    /// <exception cref="Item2VecException">The file of attributes is damaged.</exception>
    internal static ItemVectors Current(ItemVectors vectors, string directory)
        => AttributesFile.Over(vectors.With(vectors.FileAttributes), directory);

    private static void Change(string directory, Func<ItemVectors, ItemAttributes> change)
    {
        using ItemVectors own = ModelDirectory.OpenItems(directory);
        using ItemVectors current = AttributesFile.Over(own.Share(), directory);
        ItemAttributes changed = change(current);
        if (changed.Columns.Any(column => column.Count != own.Count))
            throw new ArgumentException($"Columns must have {own.Count} rows.", nameof(change));
        AttributesFile.Write(directory, own, changed);
    }
}
