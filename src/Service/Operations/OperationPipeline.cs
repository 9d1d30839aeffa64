using System.Diagnostics;
using System.Text.Json;
using Item2Vec.Embeddings.Common;
using Item2Vec.Service.Answers;
using Item2Vec.Service.Models;
using Item2Vec.Service.Options;
using Item2Vec.Service.Requests;
using Item2Vec.Service.Instrumentation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Item2Vec.Service.Operations;

/// <summary>Takes a request to its answer: key, body, model, the operation itself; then errors, metrics and traces.</summary>
internal sealed class OperationPipeline
{
    /// <summary>How often a request waits for a filter: meanwhile the model may be replaced, or others displace the filter.</summary>
    private const int MaxTries = 5;

    /// <summary>Filters that are received at a time; each takes memory.</summary>
    private const int MaxUploads = 2;

    private readonly ModelHost models;
    private readonly ServiceMetrics metrics;
    private readonly ILogger<OperationPipeline> log;
    private readonly RequestLimits limits;
    private readonly ApiKeys keys;
    private readonly ApiKeys? writeKeys;
    private readonly ChangeTools tools;

    public OperationPipeline(
        ModelHost models, AttributeWriter attributes, LiveLog live, ServiceMetrics metrics, TimeProvider time,
        IOptions<Item2VecOptions> options, ILogger<OperationPipeline> log)
    {
        this.models = models;
        this.metrics = metrics;
        this.log = log;
        Item2VecOptions set = options.Value;
        limits = new RequestLimits(set);
        keys = new ApiKeys(set.ApiKeys.Count == 0 ? [] : [.. set.ApiKeys, .. set.WriteKeys], set.MaxKeyFailures);
        writeKeys = set.WriteKeys.Count == 0 ? null : new ApiKeys(set.WriteKeys, set.MaxKeyFailures);
        tools = new ChangeTools(models, attributes, limits, new SemaphoreSlim(MaxUploads), live, time);
    }

    public Task Run(HttpContext http, Operation operation)
    {
        long begin = Stopwatch.GetTimestamp();
        if (operation is ChangeOperation change) return RunChange(http, change, begin);
        if (operation.HasBody) return RunWithBody(http, operation, begin);
        using Activity? activity = ServiceMetrics.StartActivity(operation.Name);
        OperationRun run = new(http, operation, activity, begin);
        return keys.Check(http) switch
        {
            KeyCheck.Admitted => Answer(run, []),
            KeyCheck.Unknown => RejectKey(run),
            _ => RejectAddress(run),
        };
    }

    private async Task RunWithBody(HttpContext http, Operation operation, long begin)
    {
        using Activity? activity = ServiceMetrics.StartActivity(operation.Name);
        OperationRun run = new(http, operation, activity, begin);
        if (keys.Check(http) is not KeyCheck.Admitted and KeyCheck refused)
        {
            await (refused == KeyCheck.Unknown ? RejectKey(run) : RejectAddress(run)).ConfigureAwait(false);
            return;
        }

        byte[] body;
        try
        {
            body = await BodyReader.Read(http, limits).ConfigureAwait(false);
        }
        catch (RequestProblem problem)
        {
            // The rest of the body is not read.
            if (problem.Status == StatusCodes.Status408RequestTimeout) log.SlowBody(operation.Name, limits.BodyTimeout.TotalSeconds);
            http.Response.Headers.Connection = "close";
            await Fail(run, problem).ConfigureAwait(false);
            return;
        }
        catch (Exception aborted) when (aborted is IOException or OperationCanceledException)
        {
            // The client has disconnected.
            http.Abort();
            return;
        }

        await Answer(run, body).ConfigureAwait(false);
    }

    private async Task RunChange(HttpContext http, ChangeOperation operation, long begin)
    {
        using Activity? activity = ServiceMetrics.StartActivity(operation.Name);
        OperationRun run = new(http, operation, activity, begin);
        try
        {
            if (await RejectWriter(run).ConfigureAwait(false)) return;
            if (http.Request.QueryString is { HasValue: true, Value.Length: > 1 })
                throw RequestProblem.Bad("this question has no parameters in its URL", "they are members of the body");
            Action<Utf8JsonWriter> write = await operation.Apply(http, tools).ConfigureAwait(false);
            JsonBuffer answer = JsonBuffer.Rent();
            write(answer.Json);
            Task sent = answer.Send(http.Response, StatusCodes.Status200OK, "application/json");
            Record(run, StatusCodes.Status200OK);
            await sent.ConfigureAwait(false);
        }
        catch (RequestProblem problem)
        {
            await FailChange(run, problem).ConfigureAwait(false);
        }
        catch (Item2VecException problem) when (problem.Code == ErrorCode.CannotWrite)
        {
            log.WriteFailed(operation.Name, problem.Message);
            await FailChange(run, new RequestProblem(500, "the service cannot write beside its model; its log says why"))
                .ConfigureAwait(false);
        }
        catch (Item2VecException problem) when (problem.Code == ErrorCode.InputMissing)
        {
            log.WriteFailed(operation.Name, problem.Message);
            await FailChange(run, new RequestProblem(409, "the model on disk is not a directory that can be changed"))
                .ConfigureAwait(false);
        }
        catch (Exception aborted) when (aborted is IOException or OperationCanceledException && http.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected.
            http.Abort();
        }
        catch (Exception problem)
        {
            log.RequestFailed(operation.Name, problem);
            await FailChange(run, new RequestProblem(500, "the service failed to answer; its log says why")).ConfigureAwait(false);
        }
    }

    /// <summary>Rejects a request that may not write; nothing may where no key for it is set.</summary>
    private async Task<bool> RejectWriter(OperationRun run)
    {
        // Where reading needs a key, a key that may only read is no unknown one.
        KeyCheck check = (writeKeys is null || keys.IsNeeded ? keys : writeKeys).Check(run.Http);
        if (check == KeyCheck.TooMany) await RejectAddress(run).ConfigureAwait(false);
        else if (check == KeyCheck.Unknown) await RejectKey(run).ConfigureAwait(false);
        else if (writeKeys?.IsAdmitted(run.Http.Request.Headers) == true) return false;
        else await Fail(run, ReadOnly()).ConfigureAwait(false);
        return true;

        RequestProblem ReadOnly() => writeKeys is null
            ? new(403, "this service changes nothing over HTTP", "its WriteKeys name the keys that may")
            : new(403, "this API key may only read", "send one that may write");
    }

    private Task FailChange(OperationRun run, RequestProblem problem)
    {
        // The rest of a body is not read.
        run.Http.Response.Headers.Connection = "close";
        return Fail(run, problem);
    }

    private Task Answer(OperationRun run, byte[] body, int tries = 0)
    {
        JsonBuffer answer = JsonBuffer.Rent();
        byte[]? bytes;
        try
        {
            bytes = Ask(run, body, answer);
        }
        catch (FilterPending filter) when (tries < MaxTries)
        {
            return AnswerWhen(filter.Made, run, body, tries + 1);
        }
        catch (Exception busy) when (busy is FilterPending or FiltersBusy)
        {
            return Fail(run, new RequestProblem(503, "many new filters are being made", "try again in a second"));
        }
        catch (RequestProblem problem)
        {
            return Fail(run, problem);
        }
        catch (Item2VecException problem) when (problem.Code is ErrorCode.Usage or ErrorCode.NotFound)
        {
            return Fail(run, RequestProblem.Of(problem));
        }
        catch (Exception problem)
        {
            log.RequestFailed(run.Operation.Name, problem);
            return Fail(run, new RequestProblem(500, "the service failed to answer; its log says why"));
        }

        Task sent = bytes is null ? answer.Send(run.Http.Response, StatusCodes.Status200OK, "application/json") : Send(run, bytes);
        Record(run, StatusCodes.Status200OK);
        return sent;
    }

    /// <summary>Waits without a thread and without the model for a filter that is being made.</summary>
    private async Task AnswerWhen(Task made, OperationRun run, byte[] body, int tries)
    {
        try
        {
            await made.WaitAsync(run.Http.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            run.Http.Abort();
            return;
        }
        catch (Exception problem)
        {
            log.RequestFailed(run.Operation.Name, problem);
            await Fail(run, new RequestProblem(500, "the service failed to answer; its log says why")).ConfigureAwait(false);
            return;
        }

        await Answer(run, body, tries).ConfigureAwait(false);
    }

    private static Task Send(OperationRun run, byte[] bytes)
    {
        run.Http.Response.ContentType = "application/octet-stream";
        run.Http.Response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(run.Http.Request.Method) ? Task.CompletedTask : run.Http.Response.Body.WriteAsync(bytes).AsTask();
    }

    private byte[]? Ask(OperationRun run, ReadOnlySpan<byte> body, JsonBuffer answer)
    {
        if (!run.Operation.HasParameters && run.Http.Request.QueryString is { HasValue: true, Value.Length: > 1 })
            throw RequestProblem.Bad("this question has no parameters in its URL",
                run.Operation.HasBody ? "they are members of the body" : null);
        if (!models.TryAcquire(out ServedModel? model, out Lease lease)) throw RequestProblem.NoModel();
        using Lease held = lease;
        run.Activity?.SetTag("item2vec.items", model.Index.Count);
        long begin = Stopwatch.GetTimestamp();
        OperationCall call = new(run.Http, body, model, limits, answer.Json, run.Activity);
        byte[]? bytes = run.Operation.Bytes(call);
        if (bytes is null) run.Operation.Answer(call);
        if (metrics.IsOn) metrics.Query(run.Operation.Name, Stopwatch.GetElapsedTime(begin));
        return bytes;
    }

    private Task RejectKey(OperationRun run)
    {
        run.Http.Response.Headers.WWWAuthenticate = "Bearer";
        return Fail(run, new RequestProblem(401, "no known API key", "send one as 'Authorization: Bearer KEY' or 'X-Api-Key: KEY'"));
    }

    private Task RejectAddress(OperationRun run)
    {
        run.Http.Response.Headers.RetryAfter = "60";
        return Fail(run, new RequestProblem(429, "too many requests with unknown API keys came from this address", "wait a minute"));
    }

    private Task Fail(OperationRun run, RequestProblem problem)
    {
        JsonBuffer answer = JsonBuffer.Rent();
        ProblemJson.Write(answer.Json, problem);
        Task sent = answer.Send(run.Http.Response, problem.Status, ProblemJson.ContentType);
        Record(run, problem.Status);
        return sent;
    }

    private void Record(OperationRun run, int status)
    {
        if (run.Activity is not null) ServiceMetrics.RecordStatus(run.Activity, status);
        if (metrics.IsOn) metrics.Request(run.Operation.Name, status, Stopwatch.GetElapsedTime(run.Begin));
    }

    /// <summary>A request in progress.</summary>
    private readonly record struct OperationRun(HttpContext Http, Operation Operation, Activity? Activity, long Begin);
}
