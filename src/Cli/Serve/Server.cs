using System.Net.Sockets;
using Item2Vec.Cli.Options;
using Item2Vec.Embeddings.Common;
using Item2Vec.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Item2Vec.Cli.Serve;

/// <summary>The web server of <c>serve</c>: Kestrel, routing, the model and its telemetry. It reads no configuration files, and of the environment only OpenTelemetry's variables: everything else is on the command line.</summary>
internal static class Server
{
    public const string Prefix = "/v1";

    /// <summary>How long to wait for requests in flight. Less than the ten seconds after which containers are killed.</summary>
    private static readonly TimeSpan MaxStopTime = TimeSpan.FromSeconds(8);

    /// <summary>Builds the server and starts it.</summary>
    /// <exception cref="Item2VecException">The model is missing or bad, the port is taken, or a key is too short.</exception>
    public static WebApplication Start(ServerSettings settings, CliContext context)
    {
        try
        {
            WebApplication app = Build(settings, context);
            app.UseStatusCodePages();
            if (settings.KnownHosts is not null) app.UseHostFiltering();
            app.MapItem2Vec(Prefix);
            app.MapItem2VecProbes();
            app.MapPrometheusScrapingEndpoint();
            app.Start();
            return app;
        }
        catch (OptionsValidationException problem)
        {
            throw new Item2VecException(string.Join("; ", problem.Failures), code: ErrorCode.Usage, innerException: problem);
        }
        catch (Exception problem) when (problem is IOException or SocketException)
        {
            throw new Item2VecException($"cannot listen on {settings.Address}: {problem.Message}", "choose another --port, or 0 for a free one", ErrorCode.Usage, problem);
        }
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
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.Services.AddItem2Vec(options =>
        {
            options.Model = settings.Model;
            options.Watch = settings.Watch;
            options.Load = settings.Load;
            foreach (string key in settings.Keys) options.ApiKeys.Add(key);
        });
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
        if (json) logging.AddJsonConsole(format => format.UseUtcTimestamp = true);
        else logging.AddSimpleConsole(format => (format.SingleLine, format.TimestampFormat, format.UseUtcTimestamp) = (true, "yyyy-MM-ddTHH:mm:ssZ ", true));
        logging.SetMinimumLevel(context.Verbose ? LogLevel.Debug : context.Quiet ? LogLevel.Warning : LogLevel.Information);

        // A failed start is reported as an error of the command.
        logging.AddFilter("Microsoft.Extensions.Hosting", context.Verbose ? LogLevel.Debug : LogLevel.None);

        // Request logging costs an activity and a scope per request: the metrics count requests instead.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.AddFilter("Microsoft", context.Verbose ? LogLevel.Debug : LogLevel.Warning);
    }
}
