using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Service.Instrumentation;

namespace Item2Vec.Service.Models;

/// <content>What changes beside the vectors while they are served: attributes and named filters.</content>
public sealed partial class ModelHost
{
    private FilterStore? filters;

    private FilterStore Filters => filters ??= new FilterStore(options.Model);

    /// <summary>Reads attributes and named filters again if another process has changed them. Vectors and graphs stay open.</summary>
    internal void ReadBeside()
    {
        lock (reloading)
        {
            if (isDisposed || current is not ServedModel model) return;
            bool isNamedNew = Filters.Signature() != model.FiltersSeen;
            if (isNamedNew) ReadNamed(model);
            bool areAttributesNew = ModelSignature.OfAttributes(options.Model) != model.AttributesSeen;
            if (areAttributesNew) ReadAttributes(model);
            if (isNamedNew || areAttributesNew) log.TookBeside(model.Named.Count);
        }
    }

    /// <summary>Keeps a list of items under a name, in the place of one that has it: on disk first, then for the requests.</summary>
    /// <returns>The list as it is served; null if there are too many lists.</returns>
    /// <exception cref="Item2VecException">It cannot be written (<see cref="ErrorCode.CannotWrite"/>).</exception>
    internal NamedFilter? PutFilter(string name, IdList ids)
    {
        lock (reloading)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            if (current is not ServedModel model) throw new InvalidOperationException("There is no model yet.");
            if (!model.Named.ContainsKey(name) && model.Named.Count >= FilterStore.MaxFilters) return null;
            NamedFilter made = ids.ToFilter(name, model.Index.Vectors);
            Change(model, name, () => Filters.Write(name, ids));
            model.Named = new Dictionary<string, NamedFilter>(model.Named, StringComparer.Ordinal) { [name] = made };
            return made;
        }
    }

    /// <summary>Deletes a list.</summary>
    /// <returns>The list as it was, or null if there was none.</returns>
    /// <exception cref="Item2VecException">It cannot be deleted (<see cref="ErrorCode.CannotWrite"/>).</exception>
    internal NamedFilter? DeleteFilter(string name)
    {
        lock (reloading)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            if (current is not ServedModel model || !model.Named.TryGetValue(name, out NamedFilter? before)) return null;
            Change(model, name, () => Filters.Delete(name));
            Dictionary<string, NamedFilter> rest = new(model.Named, StringComparer.Ordinal);
            rest.Remove(name);
            model.Named = rest;
            return before;
        }
    }

    /// <summary>Changes attributes of items: on disk first, then for the requests.</summary>
    /// <param name="changes">The new values by item and column; null removes one.</param>
    /// <returns>The items among them that the model on disk does not have.</returns>
    /// <exception cref="Item2VecException">They cannot be written (<see cref="ErrorCode.CannotWrite"/>), or the model is a
    /// file.</exception>
    internal HashSet<string> ChangeAttributes(IReadOnlyList<(string Item, IReadOnlyDictionary<string, string?> Values)> changes)
    {
        HashSet<string> unknown = new(StringComparer.Ordinal);
        ModelAttributes.Set(options.Model, vectors =>
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
        ReadBeside();
        return unknown;
    }

    /// <summary>Changes the file of a list. Those that other processes have changed meanwhile are still new to the watcher.</summary>
    private void Change(ServedModel model, string name, Action change)
    {
        change();
        string now = Filters.Signature();
        if (FilterStore.WithoutFile(now, name) == FilterStore.WithoutFile(model.FiltersSeen, name)) model.FiltersSeen = now;
    }

    private void ReadNamed(ServedModel model)
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

    private void ReadAttributes(ServedModel model)
    {
        // The attributes on disk may be those of the next model already, which comes with them.
        if (ModelSignature.Of(options.Model) != model.Signature) return;
        model.AttributesSeen = ModelSignature.OfAttributes(options.Model);
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
