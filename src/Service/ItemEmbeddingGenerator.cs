using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Service.Models;
using Microsoft.Extensions.AI;

namespace Item2Vec.Service;

/// <summary>Returns the vectors of items through the interface of .NET's AI libraries (vector stores, caches, telemetry).</summary>
/// <remarks>The texts are item ids, not prose: an unknown one is an error.</remarks>
/// <param name="models">The model.</param>
public sealed class ItemEmbeddingGenerator(ModelHost models) : IEmbeddingGenerator<string, Embedding<float>>
{
    private const string Provider = "item2vec";

    /// <summary>The input vectors of items, all from one model, whose checksum is in <c>ModelId</c>, in the order of the items.</summary>
    /// <param name="values">The items.</param>
    /// <param name="options">Only <see cref="EmbeddingGenerationOptions.Dimensions"/> is used: it must be the model's, or
    /// null.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="Item2VecException">An item is unknown (<see cref="ErrorCode.NotFound"/>), or other dimensions were requested
    /// (<see cref="ErrorCode.Usage"/>).</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<GeneratedEmbeddings<Embedding<float>>>(cancellationToken);
        try
        {
            using ModelLease lease = models.Acquire();
            return Task.FromResult(Generate(lease.Index, values, options));
        }
        catch (Exception problem) when (problem is Item2VecException or InvalidOperationException)
        {
            return Task.FromException<GeneratedEmbeddings<Embedding<float>>>(problem);
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(EmbeddingGeneratorMetadata))
            return new EmbeddingGeneratorMetadata(Provider, defaultModelDimensions: Dimensions());
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Nothing to do: the model belongs to the host.</summary>
    public void Dispose()
    {
    }

    private int? Dimensions()
    {
        if (!models.IsReady) return null;
        using ModelLease lease = models.Acquire();
        return lease.Index.Dimensions;
    }

    private static GeneratedEmbeddings<Embedding<float>> Generate(ItemIndex index, IEnumerable<string> values,
        EmbeddingGenerationOptions? options)
    {
        if (options?.Dimensions is int asked && asked != index.Dimensions)
            throw new Item2VecException($"{asked} dimensions were asked for, the model has {index.Dimensions}", code: ErrorCode.Usage);
        string model = $"{Provider}/{VectorFile.Describe(index.Vectors.File!).Checksum}";
        return [.. values.Select(item => new Embedding<float>(index.Vector(item)) { ModelId = model })];
    }
}
