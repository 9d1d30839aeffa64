using System.Runtime.InteropServices;
using Item2Vec.Cli.Terminal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Cli.Serve;

/// <summary>
/// Ctrl-C, SIGTERM and the closing of the terminal stop the service, also while it starts: answers first say that the connection ends, so
/// that clients leave, then the door shuts. A second signal ends the process immediately.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>How long answers tell clients to leave before connections are closed.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stop = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private int seen;

    public StopSignals()
    {
        Listen(PosixSignal.SIGINT, ExitCode.Interrupted);
        Listen(PosixSignal.SIGTERM, ExitCode.Terminated);
        Listen(PosixSignal.SIGHUP, ExitCode.Terminated);
    }

    /// <summary>Whether a signal has come.</summary>
    public bool Stopped => stop.IsCancellationRequested;

    /// <summary>Canceled by the first signal.</summary>
    public CancellationToken Token => stop.Token;

    /// <summary>Stops a service that has started, now or at the first signal.</summary>
    public void StopAtSignal(WebApplication app)
        => stop.Token.Register(() => Task.Delay(Notice).ContinueWith(_ => app.Lifetime.StopApplication(), TaskScheduler.Default));

    /// <summary>Middleware: after the first signal every answer is the last one of its connection.</summary>
    public Task AnswerLast(HttpContext http, RequestDelegate next)
    {
        if (Stopped) http.Response.Headers.Connection = "close";
        return next(http);
    }

    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        stop.Dispose();
    }

    private void Listen(PosixSignal signal, int exitCode)
        => registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            if (Interlocked.Increment(ref seen) > 1) Environment.Exit(exitCode);
            stop.Cancel();
        }));
}
