namespace Item2Vec.Embeddings.Corpus;

/// <summary>What a corpus may know of each event besides its item and its weight.</summary>
[Flags]
public enum EventColumns
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Which events of a session are one basket.</summary>
    Baskets = 1,

    /// <summary>When the event was.</summary>
    Times = 2,

    /// <summary>Whether the session reached its goal with it: a purchase, a booking.</summary>
    Goals = 4,
}
