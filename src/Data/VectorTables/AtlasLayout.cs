namespace Item2Vec.Data.VectorTables;

/// <summary>The nearest items of an item.</summary>
/// <param name="row">The item.</param>
/// <param name="neighbors">Receives the rows of the nearest, nearest first.</param>
/// <param name="distances">Receives their distances.</param>
/// <returns>How many were found.</returns>
public delegate int AtlasNeighbors(int row, Span<int> neighbors, Span<double> distances);

/// <summary>Where items lie, and what is near them.</summary>
/// <param name="X">The horizontal place of each item.</param>
/// <param name="Y">The vertical place of each item.</param>
/// <param name="ClusterOf">The label of an item's cluster, or null.</param>
/// <param name="Neighbors">Maximum number of neighbors per item.</param>
/// <param name="NeighborsOf">The neighbors of an item; called by several threads.</param>
public sealed record AtlasLayout(
    ReadOnlyMemory<float> X, ReadOnlyMemory<float> Y, Func<int, string?> ClusterOf, int Neighbors, AtlasNeighbors NeighborsOf);
