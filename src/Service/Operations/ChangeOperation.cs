using System.Text.Json;
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
internal sealed record ChangeTools(ModelHost Models, AttributeWriter Attributes, RequestLimits Limits, SemaphoreSlim Uploads);
