using System.Net;
using Item2Vec.Service.Requests;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Service.Tests;

/// <summary>API keys are looked for at the speed of a person, not of a program.</summary>
public sealed class KeyFailureTests
{
    private const string Key = "0123456789abcdef";

    [Fact]
    public void An_address_with_too_many_unknown_keys_is_refused_and_others_are_not()
    {
        ApiKeys keys = new([Key], maxFailures: 3);
        Assert.Equal(KeyCheck.Admitted, Check(keys, "10.0.0.1", Key));
        for (int i = 0; i < 3; i++) Assert.Equal(KeyCheck.Unknown, Check(keys, "10.0.0.1", $"guess number {i:0000}"));
        Assert.Equal(KeyCheck.TooMany, Check(keys, "10.0.0.1", "one guess too many"));
        Assert.Equal(KeyCheck.TooMany, Check(keys, "10.0.0.1", Key));
        Assert.Equal(KeyCheck.Admitted, Check(keys, "10.0.0.2", Key));
        Assert.Equal(KeyCheck.Unknown, Check(keys, "10.0.0.2", null));
    }

    [Fact]
    public void Known_keys_are_never_limited()
    {
        ApiKeys keys = new([Key], maxFailures: 1);
        for (int i = 0; i < 100; i++) Assert.Equal(KeyCheck.Admitted, Check(keys, "10.0.0.1", Key));
    }

    [Fact]
    public void Without_keys_or_a_limit_nobody_is_refused()
    {
        ApiKeys open = new([], maxFailures: 1), unlimited = new([Key], maxFailures: 0);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(KeyCheck.Admitted, Check(open, "10.0.0.1", null));
            Assert.Equal(KeyCheck.Unknown, Check(unlimited, "10.0.0.1", "no such key at all"));
        }
    }

    private static KeyCheck Check(ApiKeys keys, string address, string? key)
    {
        DefaultHttpContext http = new();
        http.Connection.RemoteIpAddress = IPAddress.Parse(address);
        if (key is not null) http.Request.Headers["X-Api-Key"] = key;
        return keys.Check(http);
    }
}
