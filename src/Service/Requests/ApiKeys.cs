using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Item2Vec.Service.Requests;

/// <summary>What became of a request's key.</summary>
internal enum KeyCheck
{
    /// <summary>It is known, or none is needed.</summary>
    Admitted,

    /// <summary>There is none, or it is unknown.</summary>
    Unknown,

    /// <summary>Its address has sent too many unknown ones; it was not looked at.</summary>
    TooMany,
}

/// <summary>
/// The accepted API keys. Only their hashes are held, of equal length; they are compared in constant time, all of them, so that timing
/// reveals nothing. An address that sends unknown keys is not listened to for the rest of a minute.
/// </summary>
/// <param name="keys">The keys; none admits all.</param>
/// <param name="maxFailures">Unknown keys that an address may send per minute; 0 for any number.</param>
internal sealed class ApiKeys(IEnumerable<string> keys, int maxFailures)
{
    private const string Scheme = "Bearer ";
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly byte[][] hashes = [.. keys.Select(key => SHA256.HashData(Encoding.UTF8.GetBytes(key)))];

    private readonly PartitionedRateLimiter<IPAddress> failures = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => maxFailures == 0
            ? RateLimitPartition.GetNoLimiter(address)
            : RateLimitPartition.GetFixedWindowLimiter(
                address, _ => new FixedWindowRateLimiterOptions { PermitLimit = maxFailures, Window = Window, QueueLimit = 0 }));

    /// <summary>Whether there are keys.</summary>
    public bool IsNeeded => hashes.Length > 0;

    public KeyCheck Check(HttpContext http)
    {
        if (!IsNeeded) return KeyCheck.Admitted;
        IPAddress address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (failures.GetStatistics(address) is { CurrentAvailablePermits: 0 }) return KeyCheck.TooMany;
        if (IsAdmitted(http.Request.Headers)) return KeyCheck.Admitted;
        using RateLimitLease failure = failures.AttemptAcquire(address);
        return KeyCheck.Unknown;
    }

    /// <summary>Whether a request shows one of the keys; none are shown by anybody.</summary>
    public bool IsAdmitted(IHeaderDictionary headers)
    {
        StringValues shown = headers["X-Api-Key"];
        if (shown.Count == 1 && IsKnown(shown[0])) return true;
        StringValues authorization = headers.Authorization;
        return authorization.Count == 1 && authorization[0]!.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && IsKnown(authorization[0]![Scheme.Length..].Trim());
    }

    private bool IsKnown(string? shown)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(shown ?? string.Empty));
        bool known = false;
        foreach (byte[] key in hashes) known |= CryptographicOperations.FixedTimeEquals(hash, key);
        return known;
    }
}
