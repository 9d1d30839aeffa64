namespace Item2Vec.Indexing.Scoring;

/// <summary>What the pairs of an item of a history are weighed by.</summary>
/// <param name="Weight">The item's weight; those of a history add up to 1.</param>
/// <param name="Place">1 for the last of the different items, 2 for the last but one, 3 for the third last, or 0.</param>
/// <param name="Votes">The strengths of all its pairs.</param>
/// <param name="Events">Its events.</param>
/// <param name="Sessions">Its sessions.</param>
internal readonly record struct ItemTotals(double Weight, int Place, double Votes, double Events, double Sessions);
