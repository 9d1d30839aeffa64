using System.Buffers;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Service.Answers;

/// <summary>
/// A JSON answer in memory, so that its length is known and an error can still replace it. Reused by the
/// thread's next answer.
/// </summary>
internal sealed class JsonBuffer
{
    /// <summary>A buffer that has grown beyond this is not kept.</summary>
    private const int MaxKept = 1 << 20;

    [ThreadStatic]
    private static JsonBuffer? resting;

    private readonly ArrayBufferWriter<byte> bytes = new(4096);

    // Not escaped for HTML: titles in any script stay readable, and the content type is JSON.
    private JsonBuffer()
        => Json = new Utf8JsonWriter(bytes,
        new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public Utf8JsonWriter Json { get; }

    public static JsonBuffer Rent()
    {
        JsonBuffer? buffer = resting;
        resting = null;
        return buffer ?? new JsonBuffer();
    }

    /// <summary>Discards what was written.</summary>
    public void Clear()
    {
        bytes.ResetWrittenCount();
        Json.Reset();
    }

    /// <summary>Sends the answer and returns the buffer.</summary>
    public Task Send(HttpResponse response, int status, string contentType)
    {
        Json.Flush();
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = bytes.WrittenCount;
        ValueTask<FlushResult> sending = response.BodyWriter.WriteAsync(bytes.WrittenMemory);
        if (!sending.IsCompletedSuccessfully) return Sent(sending);
        _ = sending.Result;
        Return();
        return Task.CompletedTask;
    }

    private async Task Sent(ValueTask<FlushResult> sending)
    {
        await sending.ConfigureAwait(false);
        Return();
    }

    private void Return()
    {
        if (bytes.Capacity > MaxKept) return;
        Clear();
        resting = this;
    }
}
