using Item2Vec.Service.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Item2Vec.Service.Tests.Support;

/// <summary>Hears a host of models, which writes to its log whenever it has taken or refused one.</summary>
internal sealed class HeardLog : ILoggerProvider, ILogger
{
    private TaskCompletionSource next = New();

    /// <summary>Waits until a condition holds, which is looked at again after each entry.</summary>
    public async Task Until(Func<Task<bool>> holds)
    {
        for (Task entry = next.Task; !await holds(); entry = next.Task) await entry.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }

    public ILogger CreateLogger(string categoryName) => categoryName == typeof(ModelHost).FullName ? this : NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => Interlocked.Exchange(ref next, New()).SetResult();

    public void Dispose()
    {
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
