namespace Item2Vec.Data;

/// <summary>What was kept and what was left out; the numbers of a <see cref="ReadReport"/>.</summary>
internal sealed record SessionTally
{
    public long EmptyItems { get; init; }

    public long EmptyRows { get; init; }

    public long EmptySessions { get; init; }

    public long RareItems { get; init; }

    public long RareEvents { get; init; }

    public long Sessions { get; init; }

    public long SingleItemSessions { get; init; }

    public long Baskets { get; init; }

    public long SingleBasketSessions { get; init; }

    public long SharedSessions { get; init; }

    public bool Mapped { get; init; }

    public string Fingerprint { get; init; } = string.Empty;
}
