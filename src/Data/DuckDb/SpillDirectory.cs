using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.DuckDb;

/// <summary>A temporary directory for spilled data, deleted afterwards.</summary>
internal sealed class SpillDirectory : IDisposable
{
    public SpillDirectory(string? parent)
    {
        string within = parent ?? System.IO.Path.GetTempPath();
        Path = System.IO.Path.Combine(within, $"item2vec-{Environment.ProcessId}-{UniqueName.Suffix()}");
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new Item2VecException(
                $"no directory can be made in '{within}': {cause.Message}", "name another temporary directory", ErrorCode.CannotWrite,
                    cause);
        }
    }

    public string Path { get; }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // Leftovers are in a temporary directory, and the reading has already succeeded or failed.
        }
    }
}
