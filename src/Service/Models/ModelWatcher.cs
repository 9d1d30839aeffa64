using Item2Vec.Service.Options;
using Item2Vec.Service.Instrumentation;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Item2Vec.Service.Models;

/// <summary>Detects a new model on disk and loads it.</summary>
/// <remarks>
/// Models are swapped by renaming directories, and copied over slow links: what counts is the content of the disk, seen unchanged twice.
/// The system's change notifications only trigger an earlier check, since they get lost (full queues, network file systems, changed links).
/// </remarks>
internal sealed class ModelWatcher(ModelHost models, IOptions<Item2VecOptions> options, ILogger<ModelWatcher> log) : BackgroundService
{
    /// <summary>A model that still changes after this time is being written.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim changed = new(0, 1);

    public override void Dispose()
    {
        base.Dispose();
        changed.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Watch) return;
        using FileSystemWatcher? reports = Reports(options.Value.Model);
        while (true)
        {
            try
            {
                await changed.WaitAsync(options.Value.PollInterval, stoppingToken).ConfigureAwait(false);
                if (!models.Wants(ModelSignature.Of(options.Value.Model)))
                {
                    models.ReadBeside();
                    continue;
                }

                await Settled(stoppingToken).ConfigureAwait(false);
                models.Reload();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                // A failure with one model must not hide the next one.
                log.WatchingFailed(problem);
            }
        }
    }

    private async Task Settled(CancellationToken stopping)
    {
        ModelSignature? before;
        ModelSignature? now = ModelSignature.Of(options.Value.Model);
        do
        {
            before = now;
            await Task.Delay(Settling, stopping).ConfigureAwait(false);
            now = ModelSignature.Of(options.Value.Model);
        }
        while (now != before);
    }

    /// <summary>Watches the directory that holds the model, or null if the system has no notifications.</summary>
    private FileSystemWatcher? Reports(string model)
    {
        try
        {
            string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(model));
            FileSystemWatcher watcher = new(Path.GetDirectoryName(full)!, Path.GetFileName(full));
            watcher.Changed += (_, _) => Look();
            watcher.Created += (_, _) => Look();
            watcher.Renamed += (_, _) => Look();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception problem) when (
            problem is IOException or ArgumentException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            log.NoReports(problem.Message);
            return null;
        }
    }

    private void Look()
    {
        try
        {
            if (changed.CurrentCount == 0) changed.Release();
        }
        catch (Exception problem) when (problem is SemaphoreFullException or ObjectDisposedException)
        {
            // Already signaled, or disposed.
        }
    }
}

/// <summary>Opens the model before the server listens: whoever can connect gets answers.</summary>
internal sealed class ModelStart(ModelHost models) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        models.Start();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
