using System.Net;
using Item2Vec.Embeddings;

namespace Item2Vec.Cli.Serving;

/// <summary>What the options of <c>serve</c> say.</summary>
/// <param name="Model">The model.</param>
/// <param name="Address">Where to listen.</param>
/// <param name="Watch">Whether newer models are taken over.</param>
/// <param name="Load">Whether the model is copied into memory.</param>
/// <param name="Keys">The keys that open it, none for everybody.</param>
/// <param name="JsonLog">Whether the log is JSON.</param>
internal sealed record ServerSettings(string Model, IPEndPoint Address, bool Watch, bool Load, IReadOnlyList<string> Keys, bool JsonLog)
{
    /// <summary>The keys of a file, one a line.</summary>
    /// <exception cref="Item2VecException">The file cannot be read or holds none.</exception>
    public static IReadOnlyList<string> ReadKeys(string? path)
    {
        if (path is null) return [];
        try
        {
            string[] keys = [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)];
            return keys.Length > 0 ? keys : throw new Item2VecException($"{path}: no key, one a line was expected");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new Item2VecException($"{path}: cannot be read: {problem.Message}", "--api-key-file names a file with one key a line", ErrorCode.InputMissing, problem);
        }
    }
}
