using System.Runtime.InteropServices;
using Item2Vec.Cli.Terminal;

namespace Item2Vec.Cli.Progress;

/// <summary>
/// Handles Ctrl-C (SIGINT) and SIGTERM: the first requests cancellation; the second, or work that does not stop, ends the process.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>How long work that has nothing to save may take to stop.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly TimeSpan grace;
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;
    private int exitCode;

    /// <summary>Starts listening.</summary>
    /// <param name="grace">How long the work may take to stop before the process is ended, or
    /// <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    public Interruption(TimeSpan grace)
    {
        this.grace = grace;
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, ExitCode.Interrupted));
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, ExitCode.Terminated));
    }

    public CancellationToken Token => source.Token;

    /// <summary>Runs the work and reports if it was interrupted.</summary>
    /// <param name="work">The work; throws <see cref="OperationCanceledException"/> when canceled.</param>
    /// <param name="hint">What the interruption means for the user's files; called afterward.</param>
    public T Run<T>(Func<CancellationToken, T> work, Func<string> hint)
    {
        try
        {
            return work(Token);
        }
        catch (OperationCanceledException) when (exitCode != 0)
        {
            throw new InterruptedException(exitCode, exitCode == ExitCode.Interrupted ? "interrupted" : "terminated", hint());
        }
    }

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        source.Dispose();
    }

    private void Stop(PosixSignalContext signal, int code)
    {
        signal.Cancel = true;
        if (Interlocked.CompareExchange(ref exitCode, code, 0) != 0) Environment.Exit(code);
        source.Cancel();
        _ = Task.Delay(grace).ContinueWith(_ => Environment.Exit(code), TaskScheduler.Default);
    }
}

/// <summary>The user or the system stopped the command.</summary>
internal sealed class InterruptedException(int exitCode, string message, string hint) : Exception(message)
{
    public int ExitCode => exitCode;

    public string Hint => hint;
}
