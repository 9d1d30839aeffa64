using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Item2Vec.Service;

/// <summary>The model in the health checks of the host: unhealthy without one, degraded when a newer one was refused.</summary>
internal sealed class ModelHealthCheck(ModelHost models) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult((models.IsReady, models.Rejection) switch
        {
            (false, ModelRejection refusal) => HealthCheckResult.Unhealthy(refusal.Reason),
            (false, _) => HealthCheckResult.Unhealthy("there is no model yet"),
            (true, ModelRejection refusal) => HealthCheckResult.Degraded($"a newer model was refused: {refusal.Reason}"),
            _ => HealthCheckResult.Healthy($"{models.Count} items"),
        });
}
