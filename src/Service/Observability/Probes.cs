using System.Globalization;
using System.Text.Json;
using Item2Vec.Service.Answers;
using Item2Vec.Service.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Item2Vec.Service.Observability;

/// <summary>Answers liveness and readiness probes.</summary>
internal static class Probes
{
    /// <summary>200 as long as the process runs.</summary>
    public static Task Live(HttpContext http)
    {
        JsonBuffer answer = JsonBuffer.Rent();
        answer.Json.WriteStartObject();
        answer.Json.WriteString("status", "live");
        answer.Json.WriteEndObject();
        return answer.Send(http.Response, StatusCodes.Status200OK, "application/json");
    }

    /// <summary>
    /// 200 if there is a model, 503 before. A rejected newer model does not affect the old one: the answer reports it and
    /// stays 200.
    /// </summary>
    public static Task Ready(HttpContext http, ModelHost models)
    {
        bool ready = models.IsReady;
        ModelRejection? rejection = models.Rejection;
        JsonBuffer answer = JsonBuffer.Rent();
        Utf8JsonWriter json = answer.Json;
        json.WriteStartObject();
        json.WriteString("status", !ready ? "waiting" : rejection is null ? "ready" : "degraded");
        json.WriteNumber("items", models.Count);
        if (models.Loaded is DateTimeOffset loaded) json.WriteString("loaded", loaded.ToString("O", CultureInfo.InvariantCulture));
        if (rejection is not null)
        {
            json.WriteStartObject("refused");
            json.WriteString("reason", rejection.Reason);
            json.WriteString("time", rejection.Time.ToString("O", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndObject();
        return answer.Send(http.Response, ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, "application/json");
    }
}

/// <summary>The model in the host's health checks: unhealthy without one, degraded if a newer one was rejected.</summary>
internal sealed class ModelHealthCheck(ModelHost models) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult((models.IsReady, models.Rejection) switch
        {
            (false, ModelRejection rejection) => HealthCheckResult.Unhealthy(rejection.Reason),
            (false, _) => HealthCheckResult.Unhealthy("there is no model yet"),
            (true, ModelRejection rejection) => HealthCheckResult.Degraded($"a newer model was refused: {rejection.Reason}"),
            _ => HealthCheckResult.Healthy($"{models.Count} items"),
        });
}
