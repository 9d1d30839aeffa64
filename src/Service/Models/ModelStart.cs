using Microsoft.Extensions.Hosting;

namespace Item2Vec.Service;

/// <summary>Opens the model before the server listens: who can connect gets answers.</summary>
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
