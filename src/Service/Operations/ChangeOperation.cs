using System.Text.Json;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Events;
using Item2Vec.Service.Models;
using Item2Vec.Service.Requests;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Service.Operations;

/// <summary>An operation that changes what is served. It needs a key that may write.</summary>
internal abstract class ChangeOperation(string name, string method, string pattern) : Operation(name, method, pattern)
{
    public override bool Changes => true;

    /// <summary>Makes the change: when it ends, the change is on disk and answered from.</summary>
    /// <returns>Writes the answer.</returns>
    /// <exception cref="RequestProblem">The request is invalid.</exception>
    public abstract Task<Action<Utf8JsonWriter>> Apply(HttpContext http, ChangeTools tools);

    public sealed override void Answer(in OperationCall call) => throw new NotSupportedException("A change is applied.");
}

/// <summary>What changes need.</summary>
/// <param name="Models">The model and what lies beside it.</param>
/// <param name="Attributes">Writes attributes.</param>
/// <param name="Limits">The limits.</param>
/// <param name="Uploads">Bounds the filters that are received at a time.</param>
/// <param name="Live">Records events.</param>
/// <param name="Time">The clock.</param>
internal sealed record ChangeTools(
    ModelHost Models, AttributeWriter Attributes, RequestLimits Limits, SemaphoreSlim Uploads, LiveLog Live, TimeProvider Time)
{
    /// <summary>Records changes and learns from them.</summary>
    /// <returns>The number of items that have joined.</returns>
    /// <exception cref="RequestProblem">Too many changes are waiting.</exception>
    public async Task<int> Learn(IReadOnlyList<LiveChange> changes)
        => await Live.Add(changes).ConfigureAwait(false)
            ?? throw new RequestProblem(StatusCodes.Status503ServiceUnavailable, "too many events are waiting", "try again in a second");

    /// <exception cref="RequestProblem">The service does not learn.</exception>
    public void RequireLive()
    {
        if (!Live.IsOn)
            throw new RequestProblem(
                StatusCodes.Status403Forbidden, "this service does not learn from events and takes no items",
                "its option Live turns that on");
    }

    /// <summary>The model, kept open until the lease is returned.</summary>
    /// <exception cref="RequestProblem">There is none.</exception>
    public Lease Lease(out ServedModel model)
        => Models.TryAcquire(out ServedModel? served, out Lease lease) ? (model = served, lease).lease : throw RequestProblem.NoModel();
}
