using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Live;
using Item2Vec.Indexing.Search;
using Item2Vec.VectorData.Filters;
using Item2Vec.VectorData.Records;
using Item2Vec.VectorData.Sources;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Item2Vec.VectorData;

/// <summary>
/// The items of an index as a collection of Microsoft.Extensions.VectorData: an item is a record, its id the key, its input vector the
/// vector, and its attributes are the data, by the storage names of the properties.
/// </summary>
/// <typeparam name="TKey">The type of the keys: a string, an integer type or <see cref="Guid"/>.</typeparam>
/// <typeparam name="TRecord">The type of the records: one key, one vector, and data.</typeparam>
/// <remarks>
/// Thread-safe. The index stays the caller's and must not be disposed before the collection's last use. Over an <see cref="ItemIndex"/> it
/// is read-only; over a <see cref="LiveIndex"/> records are upserted and deleted, but their data does not change: an upsert with other data
/// is a <see cref="NotSupportedException"/>. A filter tests each item once per query.
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "It is a collection in the words of Microsoft.Extensions.VectorData.")]
public sealed class ItemCollection<TKey, TRecord> : VectorStoreCollection<TKey, TRecord>
    where TKey : notnull
    where TRecord : class
{
    private readonly ItemSource source;
    private readonly CollectionModel model;
    private readonly RecordMapper<TKey, TRecord> mapper;

    /// <summary>A read-only collection over an index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="name">The name of the collection.</param>
    /// <param name="options">The definition of the records and the generator of vectors; null takes the record's attributes.</param>
    /// <exception cref="ArgumentException">The key's type is no id's, or the vector has other dimensions or another distance function than
    /// the index.</exception>
    /// <exception cref="InvalidOperationException">The record's type or definition is not one of records.</exception>
    [RequiresDynamicCode("Records are made by reflection.")]
    [RequiresUnreferencedCode("Records are made by reflection.")]
    public ItemCollection(ItemIndex index, string name, ItemCollectionOptions? options = null)
        : this(new ItemSource(index ?? throw new ArgumentNullException(nameof(index))), name, options)
    {
    }

    /// <summary>A collection over a live index, for reading, upserting and deleting.</summary>
    /// <inheritdoc cref="ItemCollection{TKey, TRecord}(ItemIndex, string, ItemCollectionOptions?)"/>
    [RequiresDynamicCode("Records are made by reflection.")]
    [RequiresUnreferencedCode("Records are made by reflection.")]
    public ItemCollection(LiveIndex index, string name, ItemCollectionOptions? options = null)
        : this(new ItemSource(index ?? throw new ArgumentNullException(nameof(index))), name, options)
    {
    }

    [RequiresDynamicCode("Records are made by reflection.")]
    [RequiresUnreferencedCode("Records are made by reflection.")]
    private ItemCollection(ItemSource source, string name, ItemCollectionOptions? options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (typeof(TRecord) == typeof(Dictionary<string, object?>))
            throw new NotSupportedException("Records of no fixed type are not supported: declare a class with a key and a vector.");
        RecordKey<TKey>.CheckType();
        Name = name;
        this.source = source;
        model = new RecordModelBuilder().Build(typeof(TRecord), typeof(TKey), options?.Definition, options?.EmbeddingGenerator);
        mapper = new RecordMapper<TKey, TRecord>(model);
        VectorPropertyModel vector = model.VectorProperty;
        if (vector.Dimensions != source.Dimensions)
            throw new ArgumentException(
                $"{vector.ModelName} has {vector.Dimensions} dimensions, the index has {source.Dimensions}.", nameof(options));
        if (vector.DistanceFunction is { } function && function != DistanceOf(source.Metric))
            throw new ArgumentException(
                $"{vector.ModelName} asks for {function}, the index has {DistanceOf(source.Metric)}.", nameof(options));
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>True: the collection is there as long as the index is.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) => Task.FromResult(true);

    /// <summary>Nothing to do.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>Not supported: the index is the caller's.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default)
        => Task.FromException(new NotSupportedException("The index is not the collection's to delete: dispose it, and delete its file."));

    /// <inheritdoc/>
    public override Task<TRecord?> GetAsync(TKey key, RecordRetrievalOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<TRecord?>(cancellationToken);
        string item = RecordKey<TKey>.Item(key);
        bool withVector = WithVector(options?.IncludeVectors);
        return Task.FromResult(source.Read(
            state => state.TryFind(item, out int row) ? mapper.Of(state, item, row, withVector) : null));
    }

    /// <summary>The records that pass a filter: by falling count of their items, or in the order that the options ask for.</summary>
    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The filter cannot be translated.</exception>
    public override IAsyncEnumerable<TRecord> GetAsync(
        Expression<Func<TRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<TRecord>? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        RecordRule rule = Rule(filter);
        bool withVector = WithVector(options?.IncludeVectors);
        var order = options?.OrderBy?.Invoke(new()).Values ?? [];
        PropertyModel[] properties = [.. order.Select(one => model.GetDataOrKeyProperty(one.PropertySelector))];
        return Each(() => source.Read(state =>
        {
            RecordTest test = rule.Bind(state.Vectors);
            ItemState now = state;
            IEnumerable<TRecord> passing = now.All().Where(one => test(one.Row, one.Item))
                .Select(one => mapper.Of(now, one.Item, one.Row, withVector && properties.Length == 0));
            if (properties.Length == 0) return passing.Skip(options?.Skip ?? 0).Take(top).ToArray();
            IOrderedEnumerable<TRecord> sorted = passing.Order(Comparer<TRecord>.Create((_, _) => 0));
            for (int i = 0; i < properties.Length; i++)
            {
                PropertyModel property = properties[i];
                sorted = order[i].Ascending ? sorted.ThenBy(property.GetValueAsObject, ByValue)
                    : sorted.ThenByDescending(property.GetValueAsObject, ByValue);
            }

            TRecord[] page = sorted.Skip(options?.Skip ?? 0).Take(top).ToArray();
            return withVector ? Array.ConvertAll(page, record => WithVectorOf(now, record)) : page;
        }), cancellationToken);
    }

    /// <summary>The records nearest to a vector, best first, by the metric of the index.</summary>
    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The filter cannot be translated, or the input is no vector and there is no generator for
    /// it.</exception>
    public override IAsyncEnumerable<VectorSearchResult<TRecord>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<TRecord>? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(searchValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new VectorSearchOptions<TRecord>();
        _ = model.GetVectorPropertyOrSingle(options);
        RecordRule? rule = options.Filter is null ? null : Rule(options.Filter);
        return Search(searchValue, top, options, rule, WithVector(options.IncludeVectors), cancellationToken);
    }

    /// <inheritdoc/>
    public override Task UpsertAsync(TRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        return UpsertAsync([record], cancellationToken);
    }

    /// <summary>Adds records or replaces their vectors: all of them, or none if one is wrong.</summary>
    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The index never changes, or a record has data that it would not keep.</exception>
    /// <exception cref="ArgumentException">A record has no key, or its vector is missing or not one of the index.</exception>
    public override async Task UpsertAsync(IEnumerable<TRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        LiveIndex live = Writable();
        TRecord[] all = [.. records];
        float[][] vectors = await VectorsOf(all, cancellationToken).ConfigureAwait(false);
        string[] items = Array.ConvertAll(all, mapper.ItemOf);
        for (int i = 0; i < all.Length; i++) live.Check(items[i], vectors[i]);
        source.Read(state =>
        {
            for (int i = 0; i < all.Length; i++) mapper.CheckData(state, items[i], all[i]);
            return true;
        });
        cancellationToken.ThrowIfCancellationRequested();
        for (int i = 0; i < all.Length; i++) live.Set(items[i], vectors[i]);
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The index never changes.</exception>
    public override Task DeleteAsync(TKey key, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled(cancellationToken);
        Writable().Remove(RecordKey<TKey>.Item(key));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(VectorStoreCollectionMetadata))
            return new VectorStoreCollectionMetadata { VectorStoreSystemName = "item2vec", CollectionName = Name };
        return serviceType.IsInstanceOfType(source.Index) ? source.Index : serviceType.IsInstanceOfType(this) ? this : null;
    }

    private static Comparer<object?> ByValue { get; } = Comparer<object?>.Create((left, right)
        => left is null || right is null ? (left is null ? 0 : 1) - (right is null ? 0 : 1) : AttributeValue.Compare(left, right) ?? 0);

    private static string DistanceOf(Metric metric) => metric switch
    {
        Metric.Cosine => DistanceFunction.CosineSimilarity,
        Metric.Dot => DistanceFunction.DotProductSimilarity,
        _ => DistanceFunction.EuclideanDistance,
    };

    private static async IAsyncEnumerable<T> Each<T>(Func<T[]> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (T one in read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return one;
        }
    }

    private async IAsyncEnumerable<VectorSearchResult<TRecord>> Search<TInput>(
        TInput input, int top, VectorSearchOptions<TRecord> options, RecordRule? rule, bool withVector,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        float[] vector = await VectorOf(input!, cancellationToken).ConfigureAwait(false);
        if (vector.Length != source.Dimensions || !Array.TrueForAll(vector, float.IsFinite))
            throw new ArgumentException(
                $"The vector has {vector.Length} numbers; {source.Dimensions} finite ones were expected.", nameof(input));
        bool isDistance = source.Metric == Metric.Euclidean;
        VectorSearchResult<TRecord>[] results = source.Read(state =>
        {
            SearchOptions search = new() { Filter = rule is null ? null : ItemFilter.By(state.Vectors, rule) };
            ItemState now = state;
            return now.Nearest(vector, checked(top + options.Skip), search).Skip(options.Skip)
                .Select(found => (found.Item, Score: isDistance ? -found.Score : found.Score))
                .Where(found => options.ScoreThreshold is not { } limit || (isDistance ? found.Score <= limit : found.Score >= limit))
                .Select(found => new VectorSearchResult<TRecord>(
                    mapper.Of(now, found.Item, now.TryFind(found.Item, out int row) ? row : -1, withVector), found.Score))
                .ToArray();
        });
        foreach (VectorSearchResult<TRecord> result in results)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return result;
        }
    }

    private RecordRule Rule(Expression<Func<TRecord, bool>> filter)
        => new FilterTranslator(source.Columns, value => value is TKey key ? RecordKey<TKey>.Item(key) : AttributeValue.Text(value))
            .Translate(filter, model);

    private TRecord WithVectorOf(ItemState state, TRecord record)
    {
        string item = mapper.ItemOf(record);
        _ = state.TryFind(item, out int row);
        return mapper.Of(state, item, row, withVector: true);
    }

    private bool WithVector(bool? asked) => asked == true && model.EmbeddingGenerationRequired
        ? throw new NotSupportedException(VectorDataStrings.IncludeVectorsNotSupportedWithEmbeddingGeneration) : asked == true;

    private LiveIndex Writable() => source.Live ?? throw new NotSupportedException(
        "The collection is read-only: an ItemIndex never changes. Make it over a LiveIndex to upsert and delete.");

    private async Task<float[]> VectorOf(object input, CancellationToken cancellationToken)
    {
        if (RecordMapper<TKey, TRecord>.ToVector(input) is { } vector) return vector;
        VectorPropertyModel property = model.VectorProperty;
        if (property.EmbeddingGenerationDispatcher is null)
            throw new NotSupportedException(
                VectorDataStrings.InvalidSearchInputAndNoEmbeddingGeneratorWasConfigured(input.GetType(), RecordModelBuilder.VectorTypes));
        return Numbers(await property.GenerateEmbeddingAsync(input, cancellationToken).ConfigureAwait(false));
    }

    private async Task<float[][]> VectorsOf(TRecord[] records, CancellationToken cancellationToken)
    {
        object[] values = Array.ConvertAll(records, record => (record is null ? null : mapper.VectorOf(record))
            ?? throw new ArgumentException("A record is null or has no vector.", nameof(records)));
        if (!model.EmbeddingGenerationRequired) return Array.ConvertAll(values, value => RecordMapper<TKey, TRecord>.ToVector(value)!);
        var generated = await model.VectorProperty.GenerateEmbeddingsAsync(values, cancellationToken).ConfigureAwait(false);
        return [.. generated.Select(Numbers)];
    }

    private static float[] Numbers(Embedding embedding) => RecordMapper<TKey, TRecord>.ToVector(embedding)
        ?? throw new NotSupportedException($"The generator makes {embedding.GetType().Name}; Embedding<float> was expected.");
}

/// <summary>Options of a collection.</summary>
public sealed class ItemCollectionOptions : VectorStoreCollectionOptions
{
}
