using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing;

/// <content>Queries by metadata values, in models that have them.</content>
public sealed partial class ItemIndex
{
    /// <summary>
    /// The values of the model's metadata, queried like items: their ids are <c>column=value</c>. Null if there are none.
    /// </summary>
    /// <exception cref="Item2VecException">The model's file of metadata is damaged.</exception>
    /// <remarks>Lives as long as this one.</remarks>
    public ItemIndex? Metadata
    {
        get
        {
            using Lease lease = use.Acquire(this);
            return metadata.Value;
        }
    }

    /// <summary>The items nearest to metadata such as <c>brand=Acme</c>: a category, or an item that is not in the model.</summary>
    /// <param name="values">The values, each as <c>column=value</c>; see <see cref="MetadataQuery"/>.</param>
    /// <param name="count">Maximum number of items.</param>
    /// <param name="options">Search options; null takes the defaults.</param>
    /// <exception cref="Item2VecException">The model has no metadata (<see cref="ErrorCode.Usage"/>), or a value is unknown
    /// (<see cref="ErrorCode.NotFound"/>).</exception>
    public Neighbor[] SimilarToMetadata(IReadOnlyList<string> values, int count = 10, SearchOptions? options = null)
        => Nearest(MetadataQuery.Of(Vectors, values).Vector(), count, options);

    /// <summary>The values of metadata nearest to an item; those that it has itself may be among them.</summary>
    /// <exception cref="Item2VecException">The model has no metadata (<see cref="ErrorCode.Usage"/>), or the item is unknown
    /// (<see cref="ErrorCode.NotFound"/>).</exception>
    public Neighbor[] MetadataOf(string item, int count = 10, SearchOptions? options = null)
        => RequireMetadata().Nearest(Vector(item), count, options);

    /// <summary>The values of metadata nearest to others; those of the query are excluded.</summary>
    /// <inheritdoc cref="SimilarToMetadata"/>
    public Neighbor[] MetadataOf(IReadOnlyList<string> values, int count = 10, SearchOptions? options = null)
    {
        options ??= Defaults;
        float[] vector = MetadataQuery.Of(Vectors, values).Vector();
        return RequireMetadata().Nearest(vector, count, options with { Exclude = [.. options.Exclude, .. values] });
    }

    /// <summary>The values of the model's metadata.</summary>
    /// <exception cref="Item2VecException">The model has none (<see cref="ErrorCode.Usage"/>).</exception>
    public ItemIndex RequireMetadata()
    {
        MetadataQuery.MetadataOf(Vectors);
        return Metadata!;
    }
}
