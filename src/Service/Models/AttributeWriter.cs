namespace Item2Vec.Service.Models;

/// <summary>
/// Writes changes of attributes: those that arrive while others are written are written together next, so that the number of writes depends
/// on the disk and not on the number of requests.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class AttributeWriter(ModelHost models)
{
    private const int MaxWaiting = 10_000;
    private readonly Lock adding = new();
    private List<Change> waiting = [];
    private bool isWriting;

    /// <summary>Changes attributes of an item; ends when the change is on disk and answered from.</summary>
    /// <param name="item">The item.</param>
    /// <param name="values">The new values by column; null removes one.</param>
    /// <returns>Whether the model has the item; null if too many changes are waiting.</returns>
    /// <exception cref="Embeddings.Common.Item2VecException">The model cannot be written.</exception>
    public async Task<bool?> Write(string item, IReadOnlyDictionary<string, string?> values)
    {
        Change change = new(item, values);
        lock (adding)
        {
            if (waiting.Count >= MaxWaiting) return null;
            waiting.Add(change);
            if (!isWriting)
            {
                isWriting = true;
                _ = Task.Run(WriteAll);
            }
        }

        return await change.Done.Task.ConfigureAwait(false);
    }

    private void WriteAll()
    {
        while (true)
        {
            List<Change> changes;
            lock (adding)
            {
                isWriting = waiting.Count > 0;
                if (!isWriting) return;
                (changes, waiting) = (waiting, []);
            }

            try
            {
                HashSet<string> unknown = models.ChangeAttributes([.. changes.Select(change => (change.Item, change.Values))]);
                foreach (Change change in changes) change.Done.SetResult(!unknown.Contains(change.Item));
            }
            catch (Exception problem)
            {
                // Each request says what is wrong.
                foreach (Change change in changes) change.Done.SetException(problem);
            }
        }
    }

    private sealed record Change(string Item, IReadOnlyDictionary<string, string?> Values)
    {
        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
