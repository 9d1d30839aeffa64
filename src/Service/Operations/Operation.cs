using System.Diagnostics;
using System.Text.Json;
using Item2Vec.Embeddings.Common;
using Item2Vec.Service.Models;
using Item2Vec.Service.Requests;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Service.Operations;

/// <summary>
/// A question that the service answers. A new one is a file with one of these, a line in <see cref="OperationRegistry"/>, and its
/// description in openapi.json.
/// </summary>
internal abstract class Operation(string name, string method, string pattern)
{
    /// <summary>What metrics and traces call it.</summary>
    public string Name => name;

    public string Method => method;

    /// <summary>Its route below the prefix.</summary>
    public string Pattern => pattern;

    /// <summary>Whether a body comes with it.</summary>
    public bool HasBody => method == HttpMethods.Post;

    /// <summary>Whether its query string says something; where it does not, one is an error.</summary>
    public virtual bool HasParameters => false;

    /// <summary>Writes the answer.</summary>
    /// <exception cref="RequestProblem">The request is wrong.</exception>
    /// <exception cref="Item2VecException">So it is, as the index says.</exception>
    public abstract void Answer(in OperationCall call);

    /// <summary>The row of the item that the route names.</summary>
    protected static int RowOfRoute(in OperationCall call, out string item)
    {
        item = call.Limits.Text((string?)call.Http.Request.RouteValues["item"], "the path");
        if (call.Model.Items.TryGetRow(item, out int row)) return row;

        // Routing leaves an encoded slash as it is, lest it divide the path.
        string slashed = item.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        if (slashed == item) throw call.Limits.NotFound(call.Model.Items, item, "item");
        item = slashed;
        return call.Limits.Row(call.Model.Items, item, "item");
    }
}

/// <summary>A request on its way to its answer.</summary>
/// <param name="http">The request.</param>
/// <param name="body">Its body, empty where there is none.</param>
/// <param name="model">The model, which stays open meanwhile.</param>
/// <param name="limits">What may be asked.</param>
/// <param name="json">Takes the answer.</param>
/// <param name="activity">What is traced of it, or null.</param>
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
