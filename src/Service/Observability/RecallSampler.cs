using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing.Search;
using Item2Vec.Service.Models;
using Item2Vec.Service.Options;
using Item2Vec.Service.Instrumentation;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Item2Vec.Service.Observability;

/// <summary>Periodically repeats a query exactly: the recall of the graph on live traffic.</summary>
internal sealed class RecallSampler(ModelHost models, ServiceMetrics metrics, IOptions<Item2VecOptions> options, TimeProvider time,
    ILogger<RecallSampler> log)
    : BackgroundService
{
    private const int Neighbors = 10;

    /// <summary>
    /// The share of the exact answer that the search finds, or null if there was no query since, or all items are compared anyway.
    /// </summary>
    public static double? Measure(ServedModel model)
    {
        int row = model.TakeAsked();
        if (row < 0 || model.Index.Graph is null) return null;
        Span<ScoredRow> exact = stackalloc ScoredRow[Neighbors];
        Span<ScoredRow> found = stackalloc ScoredRow[Neighbors];
        exact = exact[..model.Index.SimilarRows(row, exact, new SearchOptions { Exact = true, Threads = 1 })];
        found = found[..model.Index.SimilarRows(row, found, new SearchOptions { Threads = 1 })];
        if (exact.IsEmpty) return null;

        // An item as near as the last of the exact answer counts as found.
        int right = 0;
        foreach (ScoredRow answer in found)
            if (answer.Score >= exact[^1].Score) right++;
        return right / (double)exact.Length;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.RecallInterval == TimeSpan.Zero) return;
        using PeriodicTimer timer = new(options.Value.RecallInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false)) Sample();
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private void Sample()
    {
        try
        {
            if (!models.TryAcquire(out ServedModel? model, out Lease lease)) return;
            using Lease held = lease;
            if (Measure(model) is double share) metrics.Recall(share);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            log.RecallFailed(problem);
        }
    }
}
