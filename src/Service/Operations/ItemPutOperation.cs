using System.Text.Json;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Events;
using Item2Vec.Service.Models;
using Item2Vec.Service.Requests;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Service.Operations;

/// <summary>
/// <c>PUT items/{item}</c>: adds a new item, replaces what was put of it before, or takes the deletion of an item back. Answers as
/// <c>GET</c> then does.
/// </summary>
internal sealed class ItemPutOperation() : ChangeOperation("item_put", HttpMethods.Put, "items/{item}")
{
    private const string Expected = """{"attributes": {"title": "A title", "price": 9.5}, "vector": [0.1, ...]}, either or none of them""";

    public override async Task<Action<Utf8JsonWriter>> Apply(HttpContext http, ChangeTools tools)
    {
        tools.RequireLive();
        byte[] bytes = await BodyReader.Read(http, tools.Limits).ConfigureAwait(false);
        ItemPutBody body = RequestBodies.Read(bytes, RequestBodies.Default.ItemPutBody, Expected);
        _ = ItemOfRoute(http, tools.Limits, out string item);
        LiveChange change = new(LiveChangeKind.Set, item)
        {
            Time = tools.Time.GetUtcNow(),
            Attributes = ItemChangeOperation.Values(body.Attributes ?? new Dictionary<string, JsonElement>())
                .Where(value => value.Value is not null).ToDictionary(value => value.Key, value => value.Value!, StringComparer.Ordinal),
            Vector = Checked(tools, item, body),
        };
        await tools.Learn([change]).ConfigureAwait(false);
        return json =>
        {
            using Lease lease = tools.Lease(out ServedModel model);
            ItemOperation.Write(json, model, tools.Limits.Row(model.Items, item, "item"), item, vector: null);
        };
    }

    /// <summary>The vector of the body, if there is one.</summary>
    /// <exception cref="RequestProblem">What is put cannot be kept.</exception>
    private static float[]? Checked(ChangeTools tools, string item, ItemPutBody body)
    {
        using Lease lease = tools.Lease(out ServedModel model);
        if (model.Learning!.IsTrained(item) && (body.Vector is not null || body.Attributes is { Count: > 0 }))
            throw new RequestProblem(
                StatusCodes.Status409Conflict, $"'{RequestProblem.Short(item)}' is an item of the trained model",
                "PATCH sets its attributes; its vector changes with a training");
        if (!model.Learning.HasRoomFor(item))
            throw new RequestProblem(
                StatusCodes.Status507InsufficientStorage, "there is no room for new items", "train a model with them, or raise LiveItems");
        ItemAttributes known = model.Attributes.All;
        if (known.Names.Count + (body.Attributes?.Keys.Count(name => known.IndexOf(name) < 0) ?? 0) > ItemChangeOperation.MaxColumns)
            throw RequestProblem.Bad(
                $"the items have {known.Names.Count} attributes", $"up to {ItemChangeOperation.MaxColumns} are possible");
        return body.Vector is null ? null : RequestLimits.Vector(body.Vector, model.Index.Dimensions);
    }
}

/// <summary><c>DELETE items/{item}</c>: takes an item out of all answers, until it is put again; later models know of it, too.</summary>
internal sealed class ItemDeleteOperation() : ChangeOperation("item_delete", HttpMethods.Delete, "items/{item}")
{
    public override async Task<Action<Utf8JsonWriter>> Apply(HttpContext http, ChangeTools tools)
    {
        tools.RequireLive();
        string item;
        using (tools.Lease(out ServedModel model)) _ = RowOfRoute(http, model, tools.Limits, out item);
        await tools.Learn([new LiveChange(LiveChangeKind.Delete, item) { Time = tools.Time.GetUtcNow() }]).ConfigureAwait(false);
        return json =>
        {
            json.WriteStartObject();
            json.WriteString("item", item);
            json.WriteBoolean("deleted", true);
            json.WriteEndObject();
        };
    }
}
