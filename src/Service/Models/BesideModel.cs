using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Filters;
using Item2Vec.Service.Instrumentation;
using Microsoft.Extensions.Logging;

namespace Item2Vec.Service.Models;

/// <summary>
/// What changes beside the vectors of a model while they are served: attributes and named filters. What is changed is on disk first, and
/// then in the model that answers.
/// </summary>
/// <remarks>All but <see cref="ChangeAttributes"/> is called under the lock of the host.</remarks>
internal sealed class BesideModel(string path, ILogger log)
{
    private FilterStore? store;

    // The path may be invalid, which is reported when the model is opened.
    private FilterStore Filters => store ??= new FilterStore(path);

    /// <summary>Reads the named filters.</summary>
    public void ReadNamed(ServedModel model)
    {
        // Before the files are read, so that a later change is seen.
        model.FiltersSeen = Filters.Signature();
        try
        {
            model.Named = Filters.Read(model.Index.Vectors, model.Named, log.FilterDamaged);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            log.FilterDamaged(problem.Message);
        }
    }

    /// <summary>Reads attributes and named filters again if another process has changed them. Vectors and graphs stay open.</summary>
    public void ReadChanged(ServedModel model)
    {
        bool isNamedNew = Filters.Signature() != model.FiltersSeen;
        if (isNamedNew) ReadNamed(model);
        bool areAttributesNew = ModelSignature.OfAttributes(path) != model.AttributesSeen;
        if (areAttributesNew) ReadAttributes(model);
        if (isNamedNew || areAttributesNew) log.TookBeside(model.Named.Count);
    }

    /// <summary>Keeps a list of items under a name, in the place of one that has it.</summary>
    /// <returns>The list as it is served; null if there are too many lists.</returns>
    /// <exception cref="Item2VecException">It cannot be written (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public NamedFilter? PutFilter(ServedModel model, string name, IdList ids)
    {
        if (!model.Named.ContainsKey(name) && model.Named.Count >= FilterStore.MaxFilters) return null;
        NamedFilter made = new(name, ids.Count, ItemFilter.Named(model.Index.Vectors, name, ids.RowsIn(model.Index.Vectors)));
        Change(model, name, () => Filters.Write(name, ids));
        model.Named = new Dictionary<string, NamedFilter>(model.Named, StringComparer.Ordinal) { [name] = made };
        return made;
    }

    /// <summary>Deletes a list.</summary>
    /// <returns>The list as it was, or null if there was none.</returns>
    /// <exception cref="Item2VecException">It cannot be deleted (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public NamedFilter? DeleteFilter(ServedModel model, string name)
    {
        if (!model.Named.TryGetValue(name, out NamedFilter? before)) return null;
        Change(model, name, () => Filters.Delete(name));
        Dictionary<string, NamedFilter> rest = new(model.Named, StringComparer.Ordinal);
        rest.Remove(name);
        model.Named = rest;
        return before;
    }

    /// <summary>Changes attributes of items on disk.</summary>
    /// <param name="changes">The new values by item and column; null removes one.</param>
    /// <returns>The items among them that the model on disk does not have.</returns>
    /// <exception cref="Item2VecException">They cannot be written (<see cref="ErrorCode.CannotWrite"/>), or the model is a
    /// file.</exception>
    public HashSet<string> ChangeAttributes(IReadOnlyList<(string Item, IReadOnlyDictionary<string, string?> Values)> changes)
    {
        HashSet<string> unknown = new(StringComparer.Ordinal);
        ModelAttributes.Set(path, vectors =>
        {
            Dictionary<string, Dictionary<int, string?>> byColumn = new(StringComparer.Ordinal);
            foreach ((string item, IReadOnlyDictionary<string, string?> values) in changes)
            {
                if (!vectors.Vocabulary.TryGetRow(item, out int row))
                {
                    unknown.Add(item);
                    continue;
                }

                foreach ((string column, string? value) in values) ColumnOf(column)[row] = value;
            }

            return vectors.Attributes.With(vectors.Count, byColumn);

            Dictionary<int, string?> ColumnOf(string name)
            {
                int at = vectors.Attributes.IndexOf(name);
                string spelled = at < 0 ? name : vectors.Attributes.Names[at];
                if (!byColumn.TryGetValue(spelled, out Dictionary<int, string?>? values)) byColumn[spelled] = values = [];
                return values;
            }
        });
        return unknown;
    }

    /// <summary>Changes the file of a list. Those that other processes have changed meanwhile are still new to the watcher.</summary>
    private void Change(ServedModel model, string name, Action change)
    {
        change();
        string now = Filters.Signature();
        if (FilterStore.WithoutFile(now, name) == FilterStore.WithoutFile(model.FiltersSeen, name)) model.FiltersSeen = now;
    }

    private void ReadAttributes(ServedModel model)
    {
        // The attributes on disk may be those of the next model already, which comes with them.
        if (ModelSignature.Of(path) != model.Signature) return;
        model.AttributesSeen = ModelSignature.OfAttributes(path);
        try
        {
            model.ReadAttributes();
        }
        catch (Item2VecException problem)
        {
            log.AttributesDamaged(problem.Message);
        }
    }
}
