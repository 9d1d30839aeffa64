using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Item2Vec.Service;

/// <summary>The keys that open the service. Hashes of equal length are compared in constant time, all of them, so that the time taken tells nothing.</summary>
internal sealed class ApiKeys(IEnumerable<string> keys)
{
    private const string Scheme = "Bearer ";
    private readonly byte[][] hashes = [.. keys.Select(key => SHA256.HashData(Encoding.UTF8.GetBytes(key)))];

    /// <summary>Whether a request shows one of them, or none is needed.</summary>
    public bool Admit(IHeaderDictionary headers)
    {
        if (hashes.Length == 0) return true;
        StringValues shown = headers["X-Api-Key"];
        if (shown.Count == 1 && IsKnown(shown[0])) return true;
        StringValues authorization = headers.Authorization;
        return authorization.Count == 1 && authorization[0]!.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && IsKnown(authorization[0]![Scheme.Length..].Trim());
    }

    private bool IsKnown(string? shown)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(shown ?? string.Empty));
        bool known = false;
        foreach (byte[] key in hashes) known |= CryptographicOperations.FixedTimeEquals(hash, key);
        return known;
    }
}
