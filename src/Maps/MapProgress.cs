namespace Item2Vec.Maps;

/// <summary>What a map is at.</summary>
public enum MapStage
{
    /// <summary>The neighbors of each item; counted in items.</summary>
    Neighbors = 0,

    /// <summary>The main directions of the vectors; counted in passes.</summary>
    Components = 1,

    /// <summary>The places; counted in epochs.</summary>
    Layout = 2,

    /// <summary>The clusters and their labels; counted in passes.</summary>
    Clusters = 3,
}

/// <summary>The progress of a map; several threads may report at once.</summary>
/// <param name="Stage">What it is at.</param>
/// <param name="Done">How much of it is done.</param>
/// <param name="Total">Of how much.</param>
public readonly record struct MapProgress(MapStage Stage, long Done, long Total);
