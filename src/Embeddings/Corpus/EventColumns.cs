namespace Item2Vec.Embeddings.Corpus;

/// <summary>The columns of a corpus' events besides item and weight.</summary>
[Flags]
public enum EventColumns
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Which events of a session are one basket.</summary>
    Baskets = 1,

    /// <summary>The time of the event.</summary>
    Times = 2,

    /// <summary>Whether the event is a goal of the session: a purchase, a booking.</summary>
    Goals = 4,
}
