namespace Item2Vec.Embeddings.Options;

/// <summary>
/// What the scores of items without events are lowered by, so that they rank where held-out items would have ranked that were given vectors
/// in the same way.
/// </summary>
/// <param name="Similar">In cosine.</param>
/// <param name="Next">In the score of what comes next.</param>
/// <param name="Blend">In the blended score.</param>
/// <param name="Items">The items that were held out.</param>
/// <param name="Cases">The events that were predicted.</param>
public sealed record ColdShifts(double Similar, double Next, double Blend, int Items, int Cases);
