using System.Net;
using System.Net.Sockets;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli.Serve;

/// <summary>What the options of <c>serve</c> say.</summary>
/// <param name="Model">The model.</param>
/// <param name="Address">Where to listen.</param>
/// <param name="Watch">Whether newer models are taken over.</param>
/// <param name="Load">Whether the model is copied into memory.</param>
/// <param name="Keys">The keys that open it, none for everybody.</param>
/// <param name="JsonLog">Whether the log is JSON.</param>
/// <param name="Hosts">More names than this machine's own by which requests may call the service.</param>
internal sealed record ServerSettings(string Model, IPEndPoint Address, bool Watch, bool Load, IReadOnlyList<string> Keys, bool JsonLog, IReadOnlyList<string> Hosts)
{
    /// <summary>
    /// The only hosts that requests may name, or null for any. What answers everybody on this machine must not answer a page whose name has been pointed at
    /// it (DNS rebinding): to the browser such a page is of the same origin. Who shows a key, or comes from elsewhere, is not a page by accident.
    /// </summary>
    public IList<string>? KnownHosts
        => Keys.Count > 0 || !IPAddress.IsLoopback(Address.Address) || Hosts.Contains("*") ? null : ["localhost", "127.0.0.1", "[::1]", HostOf(Address.Address), .. Hosts];

    private static string HostOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

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
