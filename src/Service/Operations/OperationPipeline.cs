using System.Diagnostics;
using Item2Vec.Embeddings.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Item2Vec.Service;

/// <summary>Takes a request to its answer: key, body, model, the operation itself; then errors, metrics and traces.</summary>
internal sealed class OperationPipeline(ModelHost models, ServiceMetrics metrics, IOptions<Item2VecOptions> options, ILogger<OperationPipeline> log)
{
    private readonly RequestLimits limits = new(options.Value);
    private readonly ApiKeys keys = new(options.Value.ApiKeys);

    public Task Run(HttpContext http, Operation operation)
    {
        long begin = Stopwatch.GetTimestamp();
        if (!keys.Admit(http.Request.Headers))
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return Fail(http, operation, begin, new RequestProblem(401, "no known API key", "send one as 'Authorization: Bearer KEY' or 'X-Api-Key: KEY'"));
        }

        return operation.HasBody ? RunWithBody(http, operation, begin) : Answer(http, operation, begin, []);
    }

    private async Task RunWithBody(HttpContext http, Operation operation, long begin)
    {
        byte[] body;
        try
        {
            body = await BodyReader.Read(http, limits).ConfigureAwait(false);
        }
        catch (RequestProblem problem)
        {
            // What is left of the body is not waited for.
            http.Response.Headers.Connection = "close";
            await Fail(http, operation, begin, problem).ConfigureAwait(false);
            return;
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The client has gone: nobody is there to answer.
            http.Abort();
            return;
        }

        await Answer(http, operation, begin, body).ConfigureAwait(false);
    }

    private Task Answer(HttpContext http, Operation operation, long begin, ReadOnlySpan<byte> body)
    {
        JsonBuffer answer = JsonBuffer.Rent();
        try
        {
            Answer(http, operation, body, answer);
        }
        catch (RequestProblem problem)
        {
            return Fail(http, operation, begin, problem);
        }
        catch (Item2VecException problem) when (problem.Code is ErrorCode.Usage or ErrorCode.NotFound)
        {
            return Fail(http, operation, begin, new RequestProblem(problem.Code == ErrorCode.NotFound ? 404 : 400, problem.Message, problem.Hint));
        }
        catch (Exception problem)
        {
            log.RequestFailed(operation.Name, problem);
            return Fail(http, operation, begin, new RequestProblem(500, "the service failed to answer; its log says why"));
        }

        Task sent = answer.Send(http.Response, StatusCodes.Status200OK, "application/json");
        if (metrics.IsOn) metrics.Request(operation.Name, StatusCodes.Status200OK, Stopwatch.GetElapsedTime(begin));
        return sent;
    }

    private void Answer(HttpContext http, Operation operation, ReadOnlySpan<byte> body, JsonBuffer answer)
    {
        if (!operation.HasParameters && http.Request.QueryString is { HasValue: true, Value.Length: > 1 })
            throw RequestProblem.Bad("this question has no parameters in its URL", operation.HasBody ? "they are members of the body" : null);
        if (!models.TryEnter(out ServedModel? model)) throw new RequestProblem(503, "there is no model yet", "ask again when /readyz says so");
        using ModelLease lease = new(model);
        using Activity? activity = ServiceMetrics.Activities.StartActivity(operation.Name);
        activity?.SetTag("item2vec.items", model.Index.Count);
        long begin = Stopwatch.GetTimestamp();
        try
        {
            operation.Answer(new OperationCall(http, body, model, limits, answer.Json));
        }
        catch (Exception problem) when (activity is not null)
        {
            activity.SetStatus(ActivityStatusCode.Error, problem.Message);
            throw;
        }

        if (metrics.IsOn) metrics.Query(operation.Name, Stopwatch.GetElapsedTime(begin));
    }

    private Task Fail(HttpContext http, Operation operation, long begin, RequestProblem problem)
    {
        JsonBuffer answer = JsonBuffer.Rent();
        ProblemJson.Write(answer.Json, problem);
        Task sent = answer.Send(http.Response, problem.Status, ProblemJson.ContentType);
        if (metrics.IsOn) metrics.Request(operation.Name, problem.Status, Stopwatch.GetElapsedTime(begin));
        return sent;
    }
}
