namespace Item2Vec.Service.Tests.Support;

/// <summary>Tests that listen to the whole process run while no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
