namespace Item2Vec.Service.Operations;

/// <summary>Every operation of the service.</summary>
internal static class OperationRegistry
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new SimilarOperation(), new SimilarEachOperation(), new AnalogyOperation(), new RecommendOperation(),
        new FindOperation(),
        new ItemOperation(), new ItemChangeOperation(), new ItemPutOperation(), new ItemDeleteOperation(), new EventsOperation(),
        new FiltersOperation(), new FilterOperation(), new FilterPutOperation(), new FilterDeleteOperation(),
        new ModelOperation(), new OpenApiOperation(),
    ];
}
