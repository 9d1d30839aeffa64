using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Corpus;

/// <content>Corpora of sessions in memory.</content>
public sealed partial class SessionCorpus
{
    /// <summary>Creates a corpus from sessions in memory: counts, drops items below <paramref name="minCount"/>, keeps order.</summary>
    /// <typeparam name="T">The type of the ids: a string, an integer type or <see cref="Guid"/>; see <see cref="ItemId"/>.</typeparam>
    /// <param name="sessions">The sessions, each a sequence of item ids, oldest first; read once, and nothing of them is kept.</param>
    /// <param name="minCount">Minimum number of occurrences of an item.</param>
    /// <exception cref="ArgumentException">Ids are of another type.</exception>
    /// <exception cref="Item2VecException">An id is empty, is no text or is longer than 65,536 bytes.</exception>
    public static SessionCorpus FromSessions<T>(IEnumerable<IEnumerable<T>> sessions, int minCount = 1)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(sessions);
        using SessionCollector<T> collector = new(new SessionOptions { MinCount = minCount });
        foreach (IEnumerable<T> session in sessions) collector.Add(session);
        return collector.Build();
    }

    /// <summary>Creates a corpus from sessions in memory, with what <paramref name="options"/> keeps of their events, and users.</summary>
    /// <typeparam name="T">The type of the ids: a string, an integer type or <see cref="Guid"/>; see <see cref="ItemId"/>.</typeparam>
    /// <param name="sessions">The sessions; read once, and nothing of them is kept.</param>
    /// <param name="options">What is kept and dropped; null for the defaults.</param>
    /// <exception cref="ArgumentException">Ids are of another type.</exception>
    /// <exception cref="Item2VecException">
    /// An option is wrong, an id is empty, is no text or is longer than 65,536 bytes, a weight is negative or not a number, or times are
    /// kept and one is missing or before the one before it.
    /// </exception>
    public static SessionCorpus FromSessions<T>(IEnumerable<Session<T>> sessions, SessionOptions? options = null)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(sessions);
        using SessionCollector<T> collector = new(options);
        foreach (Session<T> session in sessions) collector.Add(session);
        return collector.Build();
    }

    /// <inheritdoc cref="FromSessions{T}(IEnumerable{IEnumerable{T}}, int)"/>
    /// <param name="sessions">The sessions as they arrive, such as <c>channel.Reader.ReadAllAsync()</c>; read once.</param>
    /// <param name="minCount">Minimum number of occurrences of an item.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="OperationCanceledException">Reading was canceled.</exception>
    public static async Task<SessionCorpus> FromSessionsAsync<T>(
        IAsyncEnumerable<IEnumerable<T>> sessions, int minCount = 1, CancellationToken cancellationToken = default)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(sessions);
        using SessionCollector<T> collector = new(new SessionOptions { MinCount = minCount });
        await foreach (IEnumerable<T> session in sessions.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            collector.Add(session);
        }

        return collector.Build();
    }

    /// <inheritdoc cref="FromSessions{T}(IEnumerable{Session{T}}, SessionOptions?)"/>
    /// <param name="sessions">The sessions as they arrive, such as <c>channel.Reader.ReadAllAsync()</c>; read once.</param>
    /// <param name="options">What is kept and dropped; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="OperationCanceledException">Reading was canceled.</exception>
    public static async Task<SessionCorpus> FromSessionsAsync<T>(
        IAsyncEnumerable<Session<T>> sessions, SessionOptions? options = null, CancellationToken cancellationToken = default)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(sessions);
        using SessionCollector<T> collector = new(options);
        await foreach (Session<T> session in sessions.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            collector.Add(session);
        }

        return collector.Build();
    }
}
