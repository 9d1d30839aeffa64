using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;

namespace Item2Vec.Cli.Serving;

/// <summary>What the host does not do with signals itself: a terminal that is closed stops the service in peace, too, and a second signal does not wait.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly List<PosixSignalRegistration> registrations = [];
    private int seen;

    public StopSignals(WebApplication app)
    {
        Stop(PosixSignal.SIGINT, ExitCode.Interrupted, context => { });
        Stop(PosixSignal.SIGTERM, ExitCode.Terminated, context => { });
        Stop(PosixSignal.SIGHUP, ExitCode.Terminated, context =>
        {
            context.Cancel = true;
            app.Lifetime.StopApplication();
        });
    }

    public void Dispose() => registrations.ForEach(registration => registration.Dispose());

    private void Stop(PosixSignal signal, int exitCode, Action<PosixSignalContext> first) => registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        if (Interlocked.Increment(ref seen) > 1) Environment.Exit(exitCode);
        first(context);
    }));
}
