using System.Net;
using System.Net.Sockets;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli.Serve;

/// <summary>The settings of <c>serve</c>.</summary>
/// <param name="Model">The model.</param>
/// <param name="Address">The address to listen on.</param>
/// <param name="Watch">Whether newer models are loaded.</param>
/// <param name="Load">Whether the model is copied into memory.</param>
/// <param name="Keys">The accepted API keys; empty for none required.</param>
/// <param name="JsonLog">Whether the log is JSON.</param>
/// <param name="Hosts">Accepted host names besides this machine's own.</param>
internal sealed record ServerSettings(string Model, IPEndPoint Address, bool Watch, bool Load, IReadOnlyList<string> Keys, bool JsonLog, IReadOnlyList<string> Hosts)
{
    /// <summary>
    /// The only accepted host names, or null for any. A service without keys on this machine must not answer a page whose name resolves to
    /// it (DNS rebinding), because the browser treats such a page as same-origin. Requests with a key, or from elsewhere, need no such check.
    /// </summary>
    public IList<string>? KnownHosts
        => Keys.Count > 0 || !IPAddress.IsLoopback(Address.Address) || Hosts.Contains("*") ? null : ["localhost", "127.0.0.1", "[::1]", HostOf(Address.Address), .. Hosts];

    private static string HostOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    /// <summary>The keys in a file, one per line.</summary>
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
