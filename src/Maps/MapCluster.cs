namespace Item2Vec.Maps;

/// <summary>A cluster of a map.</summary>
/// <param name="Count">How many items it has.</param>
/// <param name="Label">Its most telling words, or ids of its most frequent items where there are no words.</param>
/// <param name="X">Where its label goes: the place of an item amid the others.</param>
/// <param name="Y">As <paramref name="X"/>.</param>
public readonly record struct MapCluster(int Count, string Label, float X, float Y);
