using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>Builds a <see cref="SessionCorpus"/> from encoded events in order, session by session.</summary>
/// <remarks>Sessions longer than 2,147,483,647 events are not supported. Empty sessions are skipped. Not thread-safe.</remarks>
public sealed class SessionCorpusBuilder
{
    private readonly Vocabulary vocabulary;
    private readonly Vocabulary? users;
    private readonly GrowingBuffer<int> tokens;
    private readonly GrowingBuffer<float>? weights;
    private readonly EventDetailsBuilder? details;
    private NativeBuffer<int>? sessionUsers;
    private NativeBuffer<long> offsets = NativeBuffer<long>.Allocate(1025);
    private long sessionCount;
    private bool built;

    /// <summary>Starts a corpus.</summary>
    /// <param name="vocabulary">The items that the rows refer to.</param>
    /// <param name="expectedTokens">The expected number of events; the builder grows beyond it.</param>
    /// <param name="users">The users that the sessions' user rows refer to, or null.</param>
    /// <param name="withWeights">Whether each event has a weight.</param>
    /// <param name="mappedDirectory">The directory for a mapped temporary file, for corpora that should not occupy memory; null keeps
    /// events in memory.</param>
    /// <param name="columns">Further columns of events: 4 bytes for time, 1 for basket and goal.</param>
    public SessionCorpusBuilder(
        Vocabulary vocabulary,
        long expectedTokens = 0,
        Vocabulary? users = null,
        bool withWeights = false,
        string? mappedDirectory = null,
        EventColumns columns = EventColumns.None)
    {
        this.vocabulary = vocabulary;
        this.users = users;
        long capacity = Math.Max(expectedTokens, 1024);
        tokens = new GrowingBuffer<int>(capacity, mappedDirectory);
        if (withWeights) weights = new GrowingBuffer<float>(capacity, mappedDirectory);
        if (columns != EventColumns.None) details = new EventDetailsBuilder(columns, capacity, mappedDirectory);
        if (users is not null) sessionUsers = NativeBuffer<int>.Allocate(1024);
    }

    /// <summary>The number of events so far.</summary>
    public long TokenCount => tokens.Count;

    /// <summary>Adds the next event of the current session.</summary>
    /// <param name="row">The item's row.</param>
    /// <param name="weight">The event's weight; ignored unless the builder has weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">The row is not in the vocabulary.</exception>
    /// <exception cref="InvalidOperationException">The corpus has been built.</exception>
    public void Append(int row, float weight = 1) => Append(new CorpusEvent(row) { Weight = weight });

    /// <summary>Adds the next event of the current session.</summary>
    /// <param name="next">The event; fields without a column in the corpus are ignored.</param>
    /// <exception cref="ArgumentOutOfRangeException">The row is not in the vocabulary, or the corpus has times and this one is not
    /// finite.</exception>
    /// <exception cref="InvalidOperationException">The corpus has been built.</exception>
    public void Append(in CorpusEvent next)
    {
        if (built) throw AlreadyBuilt();
        if ((uint)next.Row >= (uint)vocabulary.Count)
            throw new ArgumentOutOfRangeException(nameof(next), next.Row, "The row is not in the vocabulary.");
        details?.Add(next, beginsSession: TokenCount == offsets[sessionCount]);
        weights?.Add(next.Weight);
        tokens.Add(next.Row);
    }

    /// <summary>Closes the current session; ignored if it has no events.</summary>
    /// <param name="userRow">The session's user, or -1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The builder has users, and the row is not -1 nor one of them.</exception>
    /// <exception cref="InvalidOperationException">The corpus has been built, or the session is longer than 2,147,483,647
    /// events.</exception>
    public void EndSession(int userRow = -1)
    {
        if (built) throw AlreadyBuilt();
        long length = TokenCount - offsets[sessionCount];
        if (length == 0) return;
        if (length > int.MaxValue)
            throw new InvalidOperationException($"Session {sessionCount} has {length} events; the most is {int.MaxValue}.");
        if (users is not null && (userRow < -1 || userRow >= users.Count)) throw new ArgumentOutOfRangeException(nameof(userRow));
        if (sessionCount + 1 == offsets.Length) offsets = offsets.Resize((offsets.Length * 2) - 1);
        if (sessionUsers is not null)
        {
            if (sessionCount == sessionUsers.Length) sessionUsers = sessionUsers.Resize(sessionUsers.Length * 2);
            sessionUsers[sessionCount] = userRow;
        }

        offsets[++sessionCount] = TokenCount;
    }

    /// <summary>Creates the corpus; the builder must not be used afterward.</summary>
    public SessionCorpus Build()
    {
        EndSession();
        built = true;
        return new SessionCorpus(
            vocabulary, tokens.Buffer, TokenCount, offsets, sessionCount, weights?.Buffer, sessionUsers, users, details?.Build());
    }

    private static InvalidOperationException AlreadyBuilt() => new("The corpus has been built; make another builder.");
}

/// <summary>An event to be added to a corpus; fields without a column in the corpus are ignored.</summary>
/// <param name="Row">The item's row in the vocabulary.</param>
public readonly record struct CorpusEvent(int Row)
{
    /// <summary>Its weight, in any unit. Default 1.</summary>
    public float Weight { get; init; } = 1;

    /// <summary>Any number for its basket: consecutive events of a session with the same number are one basket.</summary>
    public long Basket { get; init; }

    /// <summary>Its time, in seconds since any moment that is the same within its session.</summary>
    public double Time { get; init; }

    /// <summary>Whether it is a goal.</summary>
    public bool IsGoal { get; init; }
}
