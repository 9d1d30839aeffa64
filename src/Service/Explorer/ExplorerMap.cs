using System.Globalization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing;
using Item2Vec.Maps;
using Item2Vec.Maps.Pages;
using Item2Vec.Service.Instrumentation;
using Item2Vec.Service.Models;
using Item2Vec.Service.Options;
using Item2Vec.Service.Requests;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Item2Vec.Service.Explorer;

/// <summary>The map of the model that is served: laid out in the background, and again for each new model.</summary>
/// <remarks>Thread-safe. Until a new map is done the old one is shown; its answers come from the new model.</remarks>
internal sealed class ExplorerMap : BackgroundService
{
    private readonly ModelHost models;
    private readonly Item2VecExplorerOptions options;
    private readonly ILogger<ExplorerMap> log;
    private readonly SemaphoreSlim changed = new(1, 1);

    // Written by the background thread, read by requests.
    private volatile MapContent? content;
    private volatile string state = "the layout has not begun";

    // Exchanged by the background thread, and cancelled by the thread that replaces the model.
    private volatile CancellationTokenSource? running;

    public ExplorerMap(ModelHost models, IOptions<Item2VecExplorerOptions> options, ILogger<ExplorerMap> log)
    {
        this.models = models;
        this.options = options.Value;
        this.log = log;
        models.Replaced += Wake;
    }

    /// <summary>The map.</summary>
    /// <exception cref="RequestProblem">There is none yet (503).</exception>
    public MapContent Content => content ?? throw new RequestProblem(503, state, "ask again in a moment");

    public override void Dispose()
    {
        models.Replaced -= Wake;
        base.Dispose();
        changed.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await changed.WaitAsync(stoppingToken).ConfigureAwait(false);
                using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                running = cancel;
                await Task.Factory.StartNew(
                    () => LayOut(cancel.Token), cancel.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                // It stops; if it has been disposed already, there is nothing left to wait for a model by.
                return;
            }
            catch (OperationCanceledException)
            {
                // The model was replaced meanwhile: the next one is laid out.
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                state = problem is Item2VecException ? problem.Message : "the layout failed; the log of the service says why";
                log.LayoutFailed(problem);
            }
            finally
            {
                running = null;
            }
        }
    }

    private void LayOut(CancellationToken cancel)
    {
        if (!models.TryAcquire(out ServedModel? model, out Lease lease))
        {
            state = "there is no model yet";
            return;
        }

        using Lease held = lease;
        ItemIndex index = model.Index;
        MapPageOptions page = options.Page with { Vectors = false };
        page.CheckColorBy(index.Vectors.Attributes);
        MapLayout layout = Known(index)
            ?? MapLayout.Of(
                ItemMap.Create(index, options.Map, new Progress(this), cancel), MapContent.CountOf(index, page.MaxItems));
        content = MapContent.Of(index, layout, page, isLive: true, threads: 1, progress: null, cancel);
        log.LaidOut(content.Count, layout.Method);
    }

    /// <summary>The layout of the file, if it is of this model.</summary>
    private MapLayout? Known(ItemIndex index)
    {
        if (options.MapFile is null) return null;
        try
        {
            return MapPageFile.ReadLayout(options.MapFile, index);
        }
        catch (Item2VecException problem)
        {
            log.LayoutNotTaken(problem.Message);
            return null;
        }
    }

    /// <summary>
    /// Asks for another layout and stops the one that is under way, but not one that begins meanwhile: that has the new model.
    /// </summary>
    private void Wake()
    {
        CancellationTokenSource? outdated = running;
        try
        {
            if (changed.CurrentCount == 0) changed.Release();
        }
        catch (Exception problem) when (problem is SemaphoreFullException or ObjectDisposedException)
        {
            // Already asked for, or the service has stopped.
        }

        try
        {
            outdated?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }

    private sealed class Progress(ExplorerMap map) : IProgress<MapProgress>
    {
        public void Report(MapProgress value)
        {
            string what = value.Stage switch
            {
                MapStage.Neighbors => "neighbors are looked up",
                MapStage.Components => "the main directions are computed",
                MapStage.Layout => "the layout is computed",
                _ => "clusters are looked for",
            };
            map.state = string.Create(CultureInfo.InvariantCulture, $"{what}: {value.Done} of {value.Total}");
        }
    }
}
