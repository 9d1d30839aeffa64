using Item2Vec.Embeddings.Corpus;
using Item2Vec.VectorData.Sources;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Item2Vec.VectorData.Records;

/// <summary>Makes records of items, and takes records apart.</summary>
/// <param name="model">What a record looks like.</param>
internal sealed class RecordMapper<TKey, TRecord>(CollectionModel model)
    where TKey : notnull
    where TRecord : class
{
    /// <summary>The record of an item.</summary>
    /// <exception cref="VectorStoreException">The id is no key, or an attribute is not of the property's type.</exception>
    public TRecord Of(in ItemState state, string item, int row, bool withVector)
    {
        TRecord record = model.CreateRecord<TRecord>()
            ?? throw new VectorStoreException($"No record of type {typeof(TRecord).Name} could be made.");
        model.KeyProperty.SetValueAsObject(record, RecordKey<TKey>.Of(item)
            ?? throw new VectorStoreException($"The item '{item}' has no key of type {typeof(TKey).Name}: take string keys."));
        foreach (DataPropertyModel property in model.DataProperties)
        {
            if (TextOf(state, row, property) is not { } text) continue;
            property.SetValueAsObject(record, AttributeValue.Parse(property.Type, text) ?? throw new VectorStoreException(
                $"The item '{item}' has '{text}' in column '{property.StorageName}', which is no {property.Type.Name}: give the property "
                    + "another type, string holds all."));
        }

        if (withVector) model.VectorProperty.SetValueAsObject(record, ToProperty(model.VectorProperty.Type, state.Vector(item)));
        return record;
    }

    /// <summary>The item of a record.</summary>
    /// <exception cref="ArgumentException">The key is null or empty.</exception>
    public string ItemOf(TRecord record)
    {
        string? item = model.KeyProperty.GetValueAsObject(record) is TKey key ? RecordKey<TKey>.Item(key) : null;
        return string.IsNullOrEmpty(item) ? throw new ArgumentException("The record has no key.", nameof(record)) : item;
    }

    /// <summary>The value of the vector property.</summary>
    public object? VectorOf(TRecord record) => model.VectorProperty.GetValueAsObject(record);

    /// <summary>The vector in a value of one of the types that a property may have, or null.</summary>
    public static float[]? ToVector(object? value) => value switch
    {
        float[] numbers => numbers,
        ReadOnlyMemory<float> numbers => numbers.ToArray(),
        Embedding<float> embedding => embedding.Vector.ToArray(),
        _ => null,
    };

    /// <summary>Rejects data that the index would not keep.</summary>
    /// <exception cref="NotSupportedException">A property differs from the attribute of the item.</exception>
    public void CheckData(in ItemState state, string item, TRecord record)
    {
        if (!state.TryFind(item, out int row)) row = -1;
        foreach (DataPropertyModel property in model.DataProperties)
        {
            object? value = property.GetValueAsObject(record);
            if (value is null || (value is string or System.Collections.ICollection && AttributeValue.Text(value)!.Length == 0)) continue;
            object? kept = TextOf(state, row, property) is { } text ? AttributeValue.Parse(property.Type, text) : null;
            if (Same(value, kept) || (kept is null && IsDefault(value))) continue;
            throw new NotSupportedException($"The record of '{item}' has {property.ModelName} = '{AttributeValue.Text(value)}'"
                + (kept is null ? ", and the index keeps no attributes of items that are added while it runs"
                    : $", and the index keeps '{AttributeValue.Text(kept)}': attributes do not change while it runs")
                + ". Leave the property empty, or read attributes into the model (ItemVectors.With) before the index is built.");
        }
    }

    private static bool Same(object value, object? kept)
        => kept is not null && (AttributeValue.Compare(value, kept) == 0 || AttributeValue.Text(value) == AttributeValue.Text(kept));

    /// <summary>A number, truth or time that nobody has set.</summary>
    private static bool IsDefault(object value)
        => value is false || value.Equals(default(Guid)) || value.Equals(default(DateTime)) || value.Equals(default(DateTimeOffset))
            || value.Equals(default(DateOnly)) || AttributeValue.Compare(value, 0) == 0;

    private static string? TextOf(in ItemState state, int row, DataPropertyModel property)
    {
        ItemAttributes attributes = state.Vectors.Attributes;
        int column = attributes.IndexOf(property.StorageName);
        return row < 0 || column < 0 ? null : attributes.Value(row, attributes.Names[column]);
    }

    private static object ToProperty(Type type, float[] vector)
    {
        Type bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare == typeof(float[]) ? vector
            : bare == typeof(Embedding<float>) ? new Embedding<float>(vector) : new ReadOnlyMemory<float>(vector);
    }
}
