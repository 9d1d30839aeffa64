using System.Text;
using System.Text.Json;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Service.Models;
using Item2Vec.Service.Requests;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Service.Operations;

/// <summary><c>PATCH items/{item}</c>: sets or removes attributes of an item, and answers as <c>GET</c> then does.</summary>
internal sealed class ItemChangeOperation() : ChangeOperation("item_change", HttpMethods.Patch, "items/{item}")
{
    private const string Expected =
        """{"attributes": {"price": 9.5, "in_stock": true, "tags": ["new", "sale"], "discount": null}}""";

    public const int MaxColumns = 1000;

    private const int MaxNameBytes = 200, MaxValueBytes = 4096;

    public override async Task<Action<Utf8JsonWriter>> Apply(HttpContext http, ChangeTools tools)
    {
        byte[] bytes = await BodyReader.Read(http, tools.Limits).ConfigureAwait(false);
        ItemBody body = RequestBodies.Read(bytes, RequestBodies.Default.ItemBody, Expected);
        Dictionary<string, string?> values = Values(body.Attributes);
        string item = Find(http, tools, values);
        bool? isKnown = await tools.Attributes.Write(item, values).ConfigureAwait(false);
        return isKnown switch
        {
            null => throw new RequestProblem(
                StatusCodes.Status503ServiceUnavailable, "too many changes are waiting", "try again in a second"),
            false => throw RequestProblem.NotFound("item", item, []),
            true => json => Write(json, tools, item),
        };
    }

    /// <summary>The item of the route, which must be in the model that is served.</summary>
    private static string Find(HttpContext http, ChangeTools tools, Dictionary<string, string?> values)
    {
        using Lease lease = tools.Lease(out ServedModel model);
        _ = RowOfRoute(http, model, tools.Limits, out string item);
        ItemAttributes known = model.Attributes.All;
        if (known.Names.Count + values.Keys.Count(name => known.IndexOf(name) < 0) > MaxColumns)
            throw RequestProblem.Bad($"the items have {known.Names.Count} attributes", $"up to {MaxColumns} are possible");
        return item;
    }

    private static void Write(Utf8JsonWriter json, ChangeTools tools, string item)
    {
        using Lease lease = tools.Lease(out ServedModel model);
        ItemOperation.Write(json, model, tools.Limits.Row(model.Items, item, "item"), item, vector: null);
    }

    /// <summary>The values of attributes as they are kept; null for none.</summary>
    /// <exception cref="RequestProblem">A name or a value cannot be kept.</exception>
    public static Dictionary<string, string?> Values(IReadOnlyDictionary<string, JsonElement> attributes) => attributes.ToDictionary(
        attribute => Checked(attribute.Key), attribute => Value(attribute.Key, attribute.Value), StringComparer.Ordinal);

    /// <summary>The name of an attribute, which a condition must be able to name.</summary>
    private static string Checked(string name)
        => name.Length > 0 && name.Trim() == name && !name.AsSpan().ContainsAny("=<>!") && Encoding.UTF8.GetByteCount(name) <= MaxNameBytes
            ? name
            : throw RequestProblem.Bad(
                $"'{RequestProblem.Short(name)}' cannot be the name of an attribute",
                $"1 to {MaxNameBytes} bytes of UTF-8 without = < > ! and without blanks around them were expected");

    private static string? Value(string name, JsonElement value)
    {
        string? text = value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Array => string.Join('|', value.EnumerateArray().Select(one => Single(name, one))),
            _ => Single(name, value),
        };
        return text is null || Encoding.UTF8.GetByteCount(text) <= MaxValueBytes
            ? text
            : throw RequestProblem.Bad($"the value of {name} has more than {MaxValueBytes} bytes", "give a shorter one");
    }

    private static string Single(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => throw RequestProblem.Bad(
            $"the value of {name} is not what was expected", "a text, a number, true, false, a list of these, or null was expected"),
    };
}
