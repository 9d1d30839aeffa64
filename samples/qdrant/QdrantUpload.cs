using System.Security.Cryptography;
using System.Text;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Qdrant.Client;
using Qdrant.Client.Grpc;

namespace Item2Vec.Samples.Qdrant;

/// <summary>
/// Uploads the items of a model to a Qdrant collection: input vectors, compared by cosine, with id, count and attributes.
/// </summary>
/// <remarks>
/// The number of a point is a function of its item's id, so that uploading a newer model replaces the points of the same items.
/// </remarks>
internal static class QdrantUpload
{
    /// <summary>The key of a point's payload that holds the item's id.</summary>
    public const string ItemKey = "item";

    /// <summary>Creates the collection if it is missing, and uploads all items; returns how many.</summary>
    public static async Task<int> RunAsync(
        QdrantClient client, string collection, ItemVectors vectors, int batch = 500, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        if (!await client.CollectionExistsAsync(collection, cancellationToken).ConfigureAwait(false))
        {
            VectorParams layout = new() { Size = (ulong)vectors.Dimensions, Distance = Distance.Cosine };
            await client.CreateCollectionAsync(collection, layout, cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        for (int from = 0; from < vectors.Count; from += batch)
        {
            PointStruct[] points = [.. Enumerable.Range(from, Math.Min(batch, vectors.Count - from)).Select(row => Point(vectors, row))];
            await client.UpsertAsync(collection, points, wait: true, cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        return vectors.Count;
    }

    /// <summary>The point of an item.</summary>
    public static PointStruct Point(ItemVectors vectors, int row)
    {
        string item = vectors.Vocabulary[row];
        PointStruct point = new() { Id = IdOf(item), Vectors = vectors.Vector(row) };
        point.Payload[ItemKey] = item;
        point.Payload["count"] = vectors.Vocabulary.CountOf(row);
        ItemAttributes attributes = vectors.Attributes;
        foreach (string column in attributes.Names)
            if (column is not (ItemKey or "count") && attributes.Value(row, column) is { } value) point.Payload[column] = value;
        return point;
    }

    /// <summary>A GUID made of the id: Qdrant's points have numbers or GUIDs, items any text.</summary>
    public static Guid IdOf(string item) => new(SHA256.HashData(Encoding.UTF8.GetBytes(item)).AsSpan(0, 16));
}
