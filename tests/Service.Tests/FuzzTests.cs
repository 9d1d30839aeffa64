using System.Net;
using System.Text;
using Item2Vec.Service.Tests.Support;

namespace Item2Vec.Service.Tests;

/// <summary>Whatever is sent, it is never the service's fault. <c>ITEM2VEC_FUZZ</c> says how many bodies are sent.</summary>
public sealed class FuzzTests(TestService service) : IClassFixture<TestService>
{
    private static readonly (string Path, string Body)[] Bodies =
    [
        ("similar", """{"items": ["item1", "a/b c"], "k": 10, "where": ["category=even"], "exclude": ["item2"], "skipUnknown": true}"""),
        ("analogy", """{"expression": "item1 - 'a/b c' + 0.5*item3", "k": 10, "where": ["price=10..20"]}"""),
        (
            "recommend",
            """{"history": ["item1"], "user": "user1", "likes": ["item2"], "dislikes": ["item3"], "k": 5, "score": "next", "beta": 0.5}"""),
    ];

    private static readonly string[] Pieces =
    [
        "\"", "{", "}", "[", "]", ",", ":", "null", "true", "-1", "1e999", "1e-999", "99999999999999999999", "\\ud800", "\\u0000", "\0",
        "é", "=", "..", ">=", "NaN", "'", "*", " - ", " + ", "item1",
    ];

    [Fact]
    public async Task Broken_bodies_are_never_an_error_of_the_service()
    {
        int rounds = int.TryParse(Environment.GetEnvironmentVariable("ITEM2VEC_FUZZ"), out int more) ? more : 1500;
        Random random = new(7);
        Dictionary<HttpStatusCode, int> seen = [];
        for (int round = 0; round < rounds; round++)
        {
            (string path, string body) = Bodies[round % Bodies.Length];
            byte[] broken = Broken(Encoding.UTF8.GetBytes(body), random);
            using ByteArrayContent content = new(broken);
            content.Headers.ContentType = new("application/json");
            using HttpResponseMessage response = await service.Client.PostAsync($"/v1/{path}", content);
            Assert.True((int)response.StatusCode < 500, $"{path} answered {(int)response.StatusCode} to {Encoding.UTF8.GetString(broken)}");
            seen[response.StatusCode] = seen.GetValueOrDefault(response.StatusCode) + 1;
        }

        // The bodies are broken, but not beyond all use: every kind of answer was seen.
        Assert.All(
            [HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.NotFound],
            status => Assert.True(seen.GetValueOrDefault(status) > 10, $"{status} was seen {seen.GetValueOrDefault(status)} times"));
    }

    /// <summary>Some bytes changed, cut, doubled or put in.</summary>
    private static byte[] Broken(byte[] body, Random random)
    {
        List<byte> bytes = [.. body];
        for (int change = random.Next(1, 4); change > 0 && bytes.Count > 1; change--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 8), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)));
                    break;
                case 3 when random.Next(10) == 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 4 when bytes[at] is >= (byte)'0' and <= (byte)'9':
                    bytes[at] = (byte)('0' + random.Next(10));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }
}
