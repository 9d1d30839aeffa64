using Item2Vec.Content.Mapping;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Content;

/// <summary>
/// content2vec: learns how content maps to trained vectors, places items without sessions, and moves rare ones toward their
/// content.
/// </summary>
/// <remarks>
/// Nedelec, Smirnova and Vasile 2017, with frozen encoders. Targets are unit vectors, so that the map does not learn popularity; the gate
/// between behavior and content is BALSE's (Vie et al. 2018). Stateless and thread-safe.
/// </remarks>
public static class ContentPlacement
{
    /// <summary>Finds errors that <see cref="Place"/> would report, before the vectors are trained.</summary>
    /// <param name="items">The items of the log with their counts.</param>
    /// <param name="contents">Vectors of content.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="Item2VecException">Too few items have both content and events, content holds invalid numbers, or an option is
    /// wrong.</exception>
    public static void Check(Vocabulary items, IReadOnlyList<ItemVectors> contents, ContentOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(contents);
        options ??= new ContentOptions();
        options.Validate();
        PlacedItems.Check(items, contents, options);
    }

    /// <summary>Places items by their content.</summary>
    /// <param name="trained">The trained vectors; only read.</param>
    /// <param name="contents">Vectors of content, one set per kind, by the ids of the items. Items that <paramref name="trained"/>
    /// lacks are added with a count of 0.</param>
    /// <param name="corpus">The sessions the vectors were trained on.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="retrain">Trains on other sessions with the options of <paramref name="trained"/>; needed to learn a gate, null leaves
    /// the vectors of trained items unchanged.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>All items, those of <paramref name="trained"/> first and in its order, and what was learned.</returns>
    /// <exception cref="Item2VecException">Too few items have both content and events, or an option is wrong.</exception>
    /// <exception cref="OperationCanceledException">The work was canceled.</exception>
    public static ContentResult Place(
        ItemVectors trained,
        IReadOnlyList<ItemVectors> contents,
        SessionCorpus corpus,
        ContentOptions? options = null,
        Func<SessionCorpus, ItemVectors>? retrain = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trained);
        ArgumentNullException.ThrowIfNull(contents);
        ArgumentNullException.ThrowIfNull(corpus);
        options ??= new ContentOptions();
        Check(trained.Vocabulary, contents, options);
        PlacedItems placed = PlacedItems.Learn(trained, contents, corpus, options, cancellationToken);
        PopularityGate? gate = options.Blend && retrain is not null
            ? GateLearning.Learn(placed, corpus, retrain, options, cancellationToken) : null;
        return new ContentResult(placed.Join(gate == PopularityGate.Open ? null : gate), placed.Learned, placed.ColdItems,
            placed.Input.HeldOutCosine, placed.Input.MeanCosine, gate is null ? null : gate.Trust) { PlacesOf = placed.PlacesOf };
    }
}

/// <summary>Vectors with items placed by content, and what was learned.</summary>
/// <param name="Vectors">All items; users and metadata, if any, are those of the trained vectors. The caller disposes
/// both.</param>
/// <param name="Learned">Items that the map was learned from.</param>
/// <param name="Added">Items added without sessions.</param>
/// <param name="HeldOutCosine">The mean cosine between the vectors predicted for held-out items and their trained
/// vectors.</param>
/// <param name="MeanCosine">The same for the mean of the trained unit vectors: a map that is no better says nothing about where items
/// lie.</param>
/// <param name="Trust">The weight of an item's sessions by its count of events, 0 to 1, content making up the rest; 1 at every
/// count if blending was no better. Null if it was not tried.</param>
public sealed record ContentResult(ItemVectors Vectors, int Learned, int Added, double HeldOutCosine, double MeanCosine,
    Func<long, double>? Trust)
{
    /// <summary>
    /// The vectors that content gives to trained items, as it gives them to items without sessions; null for one without content. Valid
    /// as long as the trained vectors and the content.
    /// </summary>
    public required Func<IReadOnlyList<int>, IReadOnlyList<PlacedVector?>> PlacesOf { get; init; }
}
