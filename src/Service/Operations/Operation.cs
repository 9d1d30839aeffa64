using System.Diagnostics;
using System.Text.Json;
using Item2Vec.Embeddings.Common;
using Item2Vec.Service.Models;
using Item2Vec.Service.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Item2Vec.Service.Operations;

/// <summary>
/// An operation of the service. A new one is a file with one of these, a line in <see cref="OperationRegistry"/>, and its
/// description in openapi.json.
/// </summary>
internal abstract class Operation(string name, string method, string pattern)
{
    private const string Slash = "%2F";

    /// <summary>Its name in metrics and traces.</summary>
    public string Name => name;

    public string Method => method;

    /// <summary>Its route below the prefix.</summary>
    public string Pattern => pattern;

    /// <summary>Whether it takes a body.</summary>
    public bool HasBody => method == HttpMethods.Post;

    /// <summary>Whether it changes what is served, which needs a key that may write.</summary>
    public virtual bool Changes => false;

    /// <summary>Whether it takes query parameters; otherwise one is an error.</summary>
    public virtual bool HasParameters => false;

    /// <summary>Writes the answer.</summary>
    /// <exception cref="RequestProblem">The request is invalid.</exception>
    /// <exception cref="Item2VecException">The index rejects it.</exception>
    public abstract void Answer(in OperationCall call);

    /// <summary>An answer that is not JSON, which is sent in the place of what <see cref="Answer"/> writes; null for none.</summary>
    public virtual byte[]? Bytes(in OperationCall call) => null;

    /// <summary>The row of the item in the route.</summary>
    protected static int RowOfRoute(in OperationCall call, out string item) => RowOfRoute(call.Http, call.Model, call.Limits, out item);

    /// <inheritdoc cref="RowOfRoute(in OperationCall, out string)"/>
    protected static int RowOfRoute(HttpContext http, ServedModel model, RequestLimits limits, out string item)
    {
        item = ItemOfRoute(http, limits, out string other);
        if (model.Items.TryGetRow(item, out int row)) return row;
        item = other;
        return limits.Row(model.Items, item, "item");
    }

    /// <summary>The id in the route.</summary>
    /// <param name="http">The request.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="other">The same, or the more likely one where the target does not tell.</param>
    protected static string ItemOfRoute(HttpContext http, RequestLimits limits, out string other)
    {
        string routed = limits.Text((string?)http.Request.RouteValues["item"], "the path");
        string? item = Unescaped(routed, http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? string.Empty);
        other = item ?? routed.Replace(Slash, "/", StringComparison.OrdinalIgnoreCase);
        return item ?? routed;
    }

    /// <summary>
    /// The id of a route: routing decodes all but <c>%2F</c>, so that it does not split the path, and so <c>%252F</c> becomes the same; the
    /// target as it was sent tells them apart. Null if it does not hold the id, as when a path was rewritten.
    /// </summary>
    internal static string? Unescaped(string item, string target)
    {
        if (!item.Contains(Slash, StringComparison.OrdinalIgnoreCase)) return item;
        return target.Split('?')[0].Split('/')
            .Where(part => Uri.UnescapeDataString(
                part.Replace("%2F", "%252F", StringComparison.Ordinal).Replace("%2f", "%252f", StringComparison.Ordinal)) == item)
            .Select(Uri.UnescapeDataString)
            .LastOrDefault();
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
