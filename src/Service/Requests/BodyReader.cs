using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Item2Vec.Service;

/// <summary>Reads the body of a request: JSON, not too large, not too slow. No model is held meanwhile.</summary>
internal static class BodyReader
{
    /// <exception cref="RequestProblem">415, 413, 408, or what the server says about a broken body.</exception>
    public static async Task<byte[]> Read(HttpContext http, RequestLimits limits)
    {
        HttpRequest request = http.Request;
        if (request.ContentType is string type && !IsJson(type)) throw new RequestProblem(415, "the body is not JSON", "send it with Content-Type: application/json");
        if (request.ContentLength > limits.MaxBodyBytes) throw TooLarge(limits);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = limits.MaxBodyBytes;
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        patience.CancelAfter(limits.BodyTimeout);
        try
        {
            return await Read(request.BodyReader, limits, patience.Token).ConfigureAwait(false);
        }
        catch (BadHttpRequestException problem)
        {
            throw problem.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge(limits) : new RequestProblem(problem.StatusCode, problem.Message);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            throw new RequestProblem(StatusCodes.Status408RequestTimeout, "the body did not arrive in time", $"it may take {limits.BodyTimeout.TotalSeconds:0.###} s");
        }
    }

    private static async Task<byte[]> Read(PipeReader body, RequestLimits limits, CancellationToken cancel)
    {
        while (true)
        {
            ReadResult read = await body.ReadAsync(cancel).ConfigureAwait(false);
            if (read.Buffer.Length > limits.MaxBodyBytes)
            {
                body.AdvanceTo(read.Buffer.End);
                throw TooLarge(limits);
            }

            if (!read.IsCompleted)
            {
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            byte[] bytes = read.Buffer.ToArray();
            body.AdvanceTo(read.Buffer.End);
            return bytes;
        }
    }

    private static bool IsJson(string type)
    {
        ReadOnlySpan<char> media = type.AsSpan().Trim();
        int end = media.IndexOf(';');
        if (end >= 0) media = media[..end].TrimEnd();
        return media.Equals("application/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    private static RequestProblem TooLarge(RequestLimits limits)
        => new(StatusCodes.Status413PayloadTooLarge, "the body is too large", $"up to {limits.MaxBodyBytes} bytes are allowed");
}
