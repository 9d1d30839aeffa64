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

/// <summary>The OpenTelemetry setup of <c>serve</c>: a page for Prometheus and, if the environment names a collector, metrics and traces by OTLP.</summary>
/// <remarks>Only <see cref="Server"/> may refer to this type, so that other commands load no OpenTelemetry assembly.</remarks>
internal static class Telemetry
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string RuntimeMeter = "System.Runtime";

    /// <summary>Subscribes to the service and the runtime.</summary>
    /// <exception cref="Item2VecException">The variable does not hold an address.</exception>
    public static void Add(WebApplicationBuilder builder)
    {
        // OpenTelemetry reads its variables from the configuration, which must contain no others: those of a service would reconfigure this one.
        Dictionary<string, string?> variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => ((string)variable.Key).StartsWith("OTEL_", StringComparison.Ordinal))
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value);
        builder.Configuration.AddInMemoryCollection(variables);
        string? endpoint = variables.GetValueOrDefault(EndpointVariable);
        OpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry().WithMetrics(metrics =>
        {
            metrics.AddMeter(Item2VecTelemetry.MeterName, RuntimeMeter).AddPrometheusExporter(page =>
            {
                // Only metrics with measurements, and never a page older than its request.
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
