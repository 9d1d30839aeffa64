using System.Diagnostics.CodeAnalysis;
using Item2Vec.Service.Models;
using Item2Vec.Service.Observability;
using Item2Vec.Service.Operations;
using Item2Vec.Service.Instrumentation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Item2Vec.Service;

/// <summary>Maps the operations and the probes.</summary>
public static class Item2VecEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Maps the operations below a prefix: <c>GET items/{item}/similar</c>, <c>POST similar</c>, <c>POST analogy</c>,
    /// <c>POST recommend</c>, <c>GET items/{item}</c>, <c>GET filters</c>, <c>GET model</c>, <c>GET openapi.json</c>; and, for requests
    /// with one of the <see cref="Options.Item2VecOptions.WriteKeys"/>, <c>PATCH items/{item}</c>, <c>PUT</c> and <c>DELETE
    /// filters/{name}</c>, and, in a service that learns, <c>POST events</c> and <c>PUT</c> and <c>DELETE items/{item}</c>.
    /// </summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="prefix">The prefix; default <c>/v1</c>.</param>
    /// <returns>The group: <c>RequireRateLimiting</c>, <c>RequireAuthorization</c> and <c>RequireCors</c> apply to it. CORS is off by
    /// default.</returns>
    public static RouteGroupBuilder MapItem2Vec(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = "/v1")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        OperationPipeline pipeline = Needed<OperationPipeline>(endpoints);
        RouteGroupBuilder group = endpoints.MapGroup(prefix);
        foreach (Operation operation in OperationRegistry.All)
        {
            string[] methods = operation.HasBody || operation.Changes ? [operation.Method] : Reading;
            group.MapMethods(operation.Pattern, methods, http => pipeline.Run(http, operation))
                .WithDisplayName($"item2vec {operation.Name}");
        }

        return group;
    }

    /// <summary>
    /// Maps the probes: <c>/livez</c> (the process answers) and <c>/readyz</c> (it has a model; also reports a rejected newer one).
    /// Metrics belong to the host: see <see cref="Item2VecTelemetry"/>.
    /// </summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="prefix">The prefix; default the root.</param>
    /// <returns>The group. It needs no API key.</returns>
    public static RouteGroupBuilder MapItem2VecProbes(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ModelHost models = Needed<ModelHost>(endpoints);
        RouteGroupBuilder group = endpoints.MapGroup(prefix);
        group.MapMethods("livez", Reading, Probes.Live);
        group.MapMethods("readyz", Reading, http => Probes.Ready(http, models));
        return group;
    }

    private static T Needed<T>(IEndpointRouteBuilder endpoints)
        where T : notnull
        => endpoints.ServiceProvider.GetService<T>()
            ?? throw new InvalidOperationException("There is no model to map. Call builder.Services.AddItem2Vec(...) first.");
}
