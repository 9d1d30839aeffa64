using System.Buffers;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Item2Vec.Service.Requests;

/// <summary>Reads the body of a request: JSON, limited in size and time. No model is leased meanwhile.</summary>
internal static class BodyReader
{
    /// <exception cref="RequestProblem">415, 413, 408, or the server's error about a broken body.</exception>
    public static async Task<byte[]> Read(HttpContext http, RequestLimits limits)
    {
        HttpRequest request = http.Request;
        CheckType(request);
        if (request.ContentLength > limits.MaxBodyBytes) throw TooLarge(limits);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limits.MaxBodyBytes;

        // The service's own time limit applies, however slowly the bytes arrive.
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is IHttpMinRequestBodyDataRateFeature rate) rate.MinDataRate = null;
        try
        {
            // A small body has mostly arrived with the headers: no timer then.
            PipeReader reader = request.BodyReader;
            if (reader.TryRead(out ReadResult arrived) && Taken(reader, arrived, limits) is byte[] whole) return whole;
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
            patience.CancelAfter(limits.BodyTimeout);
            return await Read(reader, limits, patience.Token).ConfigureAwait(false);
        }
        catch (BadHttpRequestException problem)
        {
            throw problem.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge(limits) : new RequestProblem(problem.StatusCode, problem.Message);
        }
        catch (IOException) when (!http.RequestAborted.IsCancellationRequested)
        {
            throw new RequestProblem(StatusCodes.Status400BadRequest, "the body breaks off, or is not well chunked");
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            throw new RequestProblem(StatusCodes.Status408RequestTimeout, "the body did not arrive in time",
                $"it may take {limits.BodyTimeout.TotalSeconds:0.###} s");
        }
    }

    /// <exception cref="RequestProblem">415: it is not JSON, or compressed.</exception>
    public static void CheckType(HttpRequest request)
    {
        if (request.ContentType is string type && !IsJson(type))
            throw new RequestProblem(415, "the body is not JSON in UTF-8", "send it with Content-Type: application/json");
        CheckEncoding(request);
    }

    /// <summary>Whether the body is plain text in UTF-8.</summary>
    /// <exception cref="RequestProblem">415: it is compressed.</exception>
    public static bool IsText(HttpRequest request)
    {
        CheckEncoding(request);
        return MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? media)
            && "text/plain".Equals(media.MediaType, StringComparison.OrdinalIgnoreCase) && IsUtf8(media);
    }

    private static void CheckEncoding(HttpRequest request)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !encoding.ToString()
            .Equals("identity", StringComparison.OrdinalIgnoreCase))
            throw new RequestProblem(415, "the body is compressed", "send it as it is");
    }

    private static async Task<byte[]> Read(PipeReader body, RequestLimits limits, CancellationToken cancel)
    {
        // A canceled token would leave a read pending, which the server then complains of with a stack trace.
        await using CancellationTokenRegistration registration = cancel.Register(body.CancelPendingRead);
        while (true)
        {
            ReadResult read = await body.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            if (read.IsCanceled)
            {
                body.AdvanceTo(read.Buffer.Start);
                throw new OperationCanceledException(cancel);
            }

            if (Taken(body, read, limits) is byte[] whole) return whole;
        }
    }

    /// <summary>The body when it is complete; null leaves what has arrived for the next read.</summary>
    private static byte[]? Taken(PipeReader body, in ReadResult read, RequestLimits limits)
    {
        if (read.Buffer.Length > limits.MaxBodyBytes)
        {
            body.AdvanceTo(read.Buffer.End);
            throw TooLarge(limits);
        }

        if (!read.IsCompleted)
        {
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            return null;
        }

        byte[] bytes = read.Buffer.ToArray();
        body.AdvanceTo(read.Buffer.End);
        return bytes;
    }

    private static bool IsJson(string type)
    {
        if (!MediaTypeHeaderValue.TryParse(type, out MediaTypeHeaderValue? media)) return false;
        string name = media.MediaType ?? string.Empty;
        return (name.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("+json", StringComparison.OrdinalIgnoreCase))
            && IsUtf8(media);
    }

    private static bool IsUtf8(MediaTypeHeaderValue media)
        => media.CharSet is null || media.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    private static RequestProblem TooLarge(RequestLimits limits)
        => new(StatusCodes.Status413PayloadTooLarge, "the body is too large", $"up to {limits.MaxBodyBytes} bytes are allowed");
}
