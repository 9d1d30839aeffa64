using System.Collections;
using Item2Vec.Cli.Help;
using Item2Vec.Embeddings.Common;
using Item2Vec.Service.Instrumentation;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Item2Vec.Cli.Serve;

/// <summary>What OpenTelemetry does for <c>serve</c>: a page for Prometheus, and, where the environment names a collector, metrics and traces by OTLP.</summary>
/// <remarks>Nothing but <see cref="Server"/> may refer to this type: commands that serve nothing load no assembly of OpenTelemetry.</remarks>
internal static class Telemetry
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string RuntimeMeter = "System.Runtime";

    /// <summary>Listens to the service and the runtime.</summary>
    /// <exception cref="Item2VecException">The variable does not hold an address.</exception>
    public static void Add(WebApplicationBuilder builder)
    {
        // OpenTelemetry reads its variables from the configuration, in which there must be no others: those of a service would open or close this one.
        Dictionary<string, string?> variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => ((string)variable.Key).StartsWith("OTEL_", StringComparison.Ordinal))
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value);
        builder.Configuration.AddInMemoryCollection(variables);
        string? endpoint = variables.GetValueOrDefault(EndpointVariable);
        OpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry().WithMetrics(metrics =>
        {
            metrics.AddMeter(Item2VecTelemetry.MeterName, RuntimeMeter).AddPrometheusExporter(page =>
            {
                // The lines that there are measurements for, and no page that is older than its answer.
                (page.ScopeInfoEnabled, page.TargetInfoEnabled) = (false, false);
                page.ScrapeResponseCacheDurationMilliseconds = 0;
            });
            if (!string.IsNullOrEmpty(endpoint)) metrics.AddOtlpExporter();
        });
        if (string.IsNullOrEmpty(endpoint)) return;
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
            throw new Item2VecException($"{EndpointVariable} is '{endpoint}'", "the address of a collector was expected, such as http://localhost:4317", ErrorCode.Usage);

        // The variables come last, so that they win.
        telemetry.ConfigureResource(resource => resource.AddService("item2vec", serviceVersion: VersionWriter.Version).AddEnvironmentVariableDetector())
            .WithTracing(traces => traces.AddSource(Item2VecTelemetry.SourceName).AddOtlpExporter());
    }
}
