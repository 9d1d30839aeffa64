using System.Diagnostics;
using System.Text.Json;
using Item2Vec.Embeddings.Common;
using Item2Vec.Service.Models;
using Item2Vec.Service.Requests;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Service.Operations;

/// <summary>
/// An operation of the service. A new one is a file with one of these, a line in <see cref="OperationRegistry"/>, and its
/// description in openapi.json.
/// </summary>
internal abstract class Operation(string name, string method, string pattern)
{
    /// <summary>Its name in metrics and traces.</summary>
    public string Name => name;

    public string Method => method;

    /// <summary>Its route below the prefix.</summary>
    public string Pattern => pattern;

    /// <summary>Whether it takes a body.</summary>
    public bool HasBody => method == HttpMethods.Post;

    /// <summary>Whether it takes query parameters; otherwise one is an error.</summary>
    public virtual bool HasParameters => false;

    /// <summary>Writes the answer.</summary>
    /// <exception cref="RequestProblem">The request is invalid.</exception>
    /// <exception cref="Item2VecException">The index rejects it.</exception>
    public abstract void Answer(in OperationCall call);

    /// <summary>The row of the item in the route.</summary>
    protected static int RowOfRoute(in OperationCall call, out string item)
    {
        item = call.Limits.Text((string?)call.Http.Request.RouteValues["item"], "the path");
        if (call.Model.Items.TryGetRow(item, out int row)) return row;

        // Routing leaves an encoded slash encoded, so that it does not split the path.
        string slashed = item.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        if (slashed == item) throw call.Limits.NotFound(call.Model.Items, item, "item");
        item = slashed;
        return call.Limits.Row(call.Model.Items, item, "item");
    }
}

/// <summary>A request in progress.</summary>
/// <param name="http">The request.</param>
/// <param name="body">Its body, or empty.</param>
/// <param name="model">The model, leased meanwhile.</param>
/// <param name="limits">The limits.</param>
/// <param name="json">Receives the answer.</param>
/// <param name="activity">Its activity, or null.</param>
internal readonly ref struct OperationCall(HttpContext http, ReadOnlySpan<byte> body, ServedModel model, RequestLimits limits,
    Utf8JsonWriter json, Activity? activity)
{
    public HttpContext Http { get; } = http;

    public ReadOnlySpan<byte> Body { get; } = body;

    public ServedModel Model { get; } = model;

    public RequestLimits Limits { get; } = limits;

    public Utf8JsonWriter Json { get; } = json;

    public Activity? Activity { get; } = activity;
}
