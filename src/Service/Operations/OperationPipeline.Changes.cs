using System.Diagnostics;
using System.Text.Json;
using Item2Vec.Embeddings.Common;
using Item2Vec.Service.Answers;
using Item2Vec.Service.Instrumentation;
using Item2Vec.Service.Requests;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Service.Operations;

/// <content>Requests that change something: the key, the change, its answer.</content>
internal sealed partial class OperationPipeline
{
    /// <summary>Filters that are received at a time; each takes memory.</summary>
    private const int MaxUploads = 2;

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
            ? new(403, "this service changes nothing over HTTP", "a key that may write is an option: WriteKeys, or serve --write-key-file")
            : new(403, "this API key may only read", "send one that may write");
    }

    private Task FailChange(OperationRun run, RequestProblem problem)
    {
        // The rest of a body is not read.
        run.Http.Response.Headers.Connection = "close";
        return Fail(run, problem);
    }
}
