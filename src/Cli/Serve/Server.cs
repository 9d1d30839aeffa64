using System.Collections;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Item2Vec.Cli.Help;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Common;
using Item2Vec.Service;
using Item2Vec.Service.Instrumentation;
using Item2Vec.Service.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Item2Vec.Cli.Serve;

/// <summary>
/// The web server of <c>serve</c>: Kestrel, routing, the model and its telemetry. It reads no configuration files, and of the environment
/// only OpenTelemetry's variables: everything else is on the command line.
/// </summary>
internal static class Server
{
    public const string Prefix = "/v1";

    public const string Explorer = "/explore";

    /// <summary>How long to wait for requests in flight. Less than the ten seconds after which containers are killed.</summary>
    private static readonly TimeSpan MaxStopTime = TimeSpan.FromSeconds(8);

    /// <summary>Builds the server and starts it.</summary>
    /// <param name="settings">What is served, and where.</param>
    /// <param name="context">The command's.</param>
    /// <param name="signals">Cancel the start.</param>
    /// <exception cref="Item2VecException">The model is missing or bad, the port is taken, or a key is too short.</exception>
    public static WebApplication Start(ServerSettings settings, CliContext context, StopSignals signals)
    {
        WebApplication? app = null;
        try
        {
            app = Build(settings, context);
            app.Use(next => http => signals.AnswerLast(http, next));
            app.UseStatusCodePages();
            if (settings.KnownHosts is not null) app.UseHostFiltering();
            if (settings.Split is null)
            {
                app.MapItem2Vec(Prefix);
                app.MapItem2VecProbes();
            }
            else
            {
                StartSplit(app, settings, context, signals);
            }

            if (settings.Explores) app.MapItem2VecExplorer(Explorer);
            app.MapPrometheusScrapingEndpoint();
            app.StartAsync(signals.Token).GetAwaiter().GetResult();
            return app;
        }
        catch (Exception) when (signals.Stopped)
        {
            (app as IDisposable)?.Dispose();
            throw;
        }
        catch (OptionsValidationException problem)
        {
            throw new Item2VecException(string.Join("; ", problem.Failures), code: ErrorCode.Usage, innerException: problem);
        }
        catch (Exception problem) when (problem is IOException or SocketException)
        {
            throw new Item2VecException(
                $"cannot listen on {settings.Address}: {problem.Message}", "choose another --port, or 0 for a free one", ErrorCode.Usage,
                problem);
        }
    }

    /// <summary>Opens several models; requests for nothing else go to one of them.</summary>
    private static void StartSplit(WebApplication app, ServerSettings settings, CliContext context, StopSignals signals)
    {
        SplitModels models = new(
            settings.Models, settings.Split!, settings.Set, logging => AddLog(logging, settings.JsonLog, context),
            app.Services.GetRequiredService<IMeterFactory>());
        app.Lifetime.ApplicationStopped.Register(models.Dispose);
        models.StartAsync(signals.Token).GetAwaiter().GetResult();
        app.Map("/{**path}", models.Answer);
    }

    private static WebApplication Build(ServerSettings settings, CliContext context)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(settings.Address, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddProblemDetails(problems => problems.CustomizeProblemDetails = Explain);
        if (settings.KnownHosts is not null)
        {
            builder.Services.AddHostFiltering(filter =>
            {
                filter.AllowedHosts = settings.KnownHosts;
                filter.IncludeFailureMessage = false;
            });
        }

        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = MaxStopTime);

        // Signals are the command's.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        if (settings.Split is null)
        {
            builder.Services.AddItem2Vec(options =>
            {
                options.Model = settings.Model;
                settings.Set(options);
            });
        }

        if (settings.Explores)
        {
            builder.Services.AddItem2VecExplorer(options =>
            {
                options.MapFile = settings.MapFile;
                options.Page = options.Page with { Title = Path.GetFileName(Path.TrimEndingDirectorySeparator(settings.Model)) };
            });
        }

        Telemetry.Add(builder);
        AddLog(builder.Logging, settings.JsonLog, context);
        return builder.Build();
    }

    /// <summary>Gives errors outside the operations the same problem details as theirs.</summary>
    private static void Explain(ProblemDetailsContext context)
    {
        HttpRequest request = context.HttpContext.Request;
        (context.ProblemDetails.Detail, string? hint) = context.ProblemDetails.Status switch
        {
            StatusCodes.Status404NotFound => ("there is nothing at this path", (string?)$"{Prefix}/openapi.json describes all there is"),
            StatusCodes.Status405MethodNotAllowed => ($"{request.Method} is not answered at this path", "Allow says what is"),
            StatusCodes.Status400BadRequest => ("the request names another host", "item2vec serve --allow-host NAME answers for it"),
            _ => (context.ProblemDetails.Detail, null),
        };
        if (hint is not null) context.ProblemDetails.Extensions["hint"] = hint;
        context.ProblemDetails.Type = null;
        context.ProblemDetails.Extensions.Remove("traceId");
    }

    private static void AddLog(ILoggingBuilder logging, bool json, CliContext context)
    {
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (json) logging.AddJsonConsole(format => (format.UseUtcTimestamp, format.TimestampFormat) = (true, JsonNotes.TimeFormat));
        else
            logging.AddSimpleConsole(
                format => (format.SingleLine, format.TimestampFormat, format.UseUtcTimestamp) = (true, "yyyy-MM-ddTHH:mm:ssZ ", true));
        logging.SetMinimumLevel(context.Verbose ? LogLevel.Debug : context.Quiet ? LogLevel.Warning : LogLevel.Information);

        // A failed start is reported as an error of the command.
        logging.AddFilter("Microsoft.Extensions.Hosting", context.Verbose ? LogLevel.Debug : LogLevel.None);

        // Request logging costs an activity and a scope per request: the metrics count requests instead.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.AddFilter("Microsoft", context.Verbose ? LogLevel.Debug : LogLevel.Warning);
    }
}

/// <summary>The settings of <c>serve</c>.</summary>
/// <param name="Model">The model.</param>
/// <param name="Address">The address to listen on.</param>
/// <param name="Watch">Whether newer models are loaded.</param>
/// <param name="Load">Whether the model is copied into memory.</param>
/// <param name="Keys">The accepted API keys; empty for none required.</param>
/// <param name="JsonLog">Whether the log is JSON.</param>
/// <param name="Hosts">Accepted host names besides this machine's own.</param>
internal sealed record ServerSettings(
    string Model, IPEndPoint Address, bool Watch, bool Load, IReadOnlyList<string> Keys, bool JsonLog, IReadOnlyList<string> Hosts)
{
    /// <summary>The keys of requests that may write; none for nobody.</summary>
    public IReadOnlyList<string> WriteKeys { get; init; } = [];

    /// <summary>Whether the service learns from events.</summary>
    public bool Live { get; init; }

    /// <summary>Whether events are on the disk before they are acknowledged.</summary>
    public bool LiveFlush { get; init; } = true;

    /// <summary>The sessions that are kept.</summary>
    public int LiveSessions { get; init; }

    /// <summary>New items that there is room for.</summary>
    public int LiveItems { get; init; }

    /// <summary>All models, if there are several.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Which of several models answers whom; null for one model.</summary>
    public ModelSplit? Split { get; init; }

    /// <summary>Sets the options of the service but for the model.</summary>
    public void Set(Item2VecOptions options)
    {
        options.Watch = Watch;
        options.Load = Load;
        options.Live = Live;
        options.LiveFlush = LiveFlush;
        options.LiveSessions = LiveSessions;
        options.LiveItems = LiveItems;
        foreach (string key in Keys) options.ApiKeys.Add(key);
        foreach (string key in WriteKeys) options.WriteKeys.Add(key);
    }

    /// <summary>Whether the explorer is mapped.</summary>
    public bool Explores { get; init; }

    /// <summary>The page whose layout the explorer takes, or null.</summary>
    public string? MapFile { get; init; }

    /// <summary>
    /// The only accepted host names, or null for any. A service without keys on this machine must not answer a page whose name resolves to
    /// it (DNS rebinding), because the browser treats such a page as same-origin. Requests with a key, or from elsewhere, need no such
    /// check.
    /// </summary>
    public IList<string>? KnownHosts
        => Keys.Count > 0 || !IPAddress.IsLoopback(Address.Address) || Hosts.Contains("*")
            ? null
            : ["localhost", "127.0.0.1", "[::1]", HostOf(Address.Address), .. Hosts];

    private static string HostOf(IPAddress address)
        => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    private const int MaxKeyBytes = 1 << 20;

    /// <summary>The keys in a file, one per line.</summary>
    /// <exception cref="Item2VecException">The file cannot be read or holds none.</exception>
    public static IReadOnlyList<string> ReadKeys(string? path, string option)
    {
        if (path is null) return [];
        try
        {
            string[] keys = [.. RegularFile.ReadLines(path, MaxKeyBytes).Select(line => line.Trim()).Where(line => line.Length > 0)];
            return keys.Length > 0 ? keys : throw new Item2VecException($"{path}: no key, one a line was expected");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new Item2VecException(
                $"{path}: cannot be read: {problem.Message}", $"{option} names a file with one key a line", ErrorCode.InputMissing,
                problem);
        }
    }
}

/// <summary>
/// The OpenTelemetry setup of <c>serve</c>: a page for Prometheus and, if the environment names a collector, metrics and traces by OTLP.
/// </summary>
/// <remarks>Only <see cref="Server"/> may refer to this type, so that other commands load no OpenTelemetry assembly.</remarks>
internal static class Telemetry
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string RuntimeMeter = "System.Runtime";

    /// <summary>Subscribes to the service and the runtime.</summary>
    /// <exception cref="Item2VecException">The variable does not hold an address.</exception>
    public static void Add(WebApplicationBuilder builder)
    {
        // OpenTelemetry reads its variables from the configuration, which must contain no others: those of a service would reconfigure this
        // one.
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
            throw new Item2VecException(
                $"{EndpointVariable} is '{endpoint}'",
                "the address of a collector was expected, such as http://localhost:4317",
                ErrorCode.Usage);

        // The variables come last, so that they win.
        telemetry.ConfigureResource(
            resource => resource.AddService("item2vec", serviceVersion: VersionWriter.Version).AddEnvironmentVariableDetector())
            .WithTracing(traces => traces.AddSource(Item2VecTelemetry.SourceName).AddOtlpExporter());
    }
}

/// <summary>A host that listens to no signals: <see cref="StopSignals"/> does.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
