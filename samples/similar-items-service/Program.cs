using Item2Vec.Service;
using Item2Vec.Service.Instrumentation;
using OpenTelemetry.Metrics;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddItem2Vec();                                  // appsettings.json, section Item2Vec
builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
    .AddMeter(Item2VecTelemetry.MeterName, "System.Runtime")
    .AddPrometheusExporter());

WebApplication app = builder.Build();
app.MapItem2Vec("/v1");
app.MapItem2VecProbes();                                         // /livez, /readyz
app.MapPrometheusScrapingEndpoint();                             // /metrics
app.Run();
