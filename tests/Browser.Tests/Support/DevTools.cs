using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Item2Vec.Browser.Tests.Support;

/// <summary>
/// The Chrome DevTools protocol over a WebSocket: a command is a JSON object with a number, its answer has the same number.
/// </summary>
internal sealed class DevTools : IAsyncDisposable
{
    private readonly ClientWebSocket socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> asked = new();
    private readonly SemaphoreSlim sending = new(1, 1);
    private Task receiving = Task.CompletedTask;
    private int last;

    /// <summary>Hears events: the session, the name, the parameters.</summary>
    public event Action<string?, string, JsonElement>? Heard;

    public static async Task<DevTools> Connect(Uri address, CancellationToken cancel)
    {
        DevTools tools = new();
        await tools.socket.ConnectAsync(address, cancel);
        tools.receiving = tools.Receive();
        return tools;
    }

    /// <summary>Sends a command and waits for its answer.</summary>
    /// <param name="method">The command.</param>
    /// <param name="parameters">Its parameters, or null.</param>
    /// <param name="session">The page that it is for, or null for the browser.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public async Task<JsonElement> Send(
        string method, JsonObject? parameters = null, string? session = null, CancellationToken cancel = default)
    {
        int id = Interlocked.Increment(ref last);
        TaskCompletionSource<JsonElement> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        asked[id] = answer;
        JsonObject command = new() { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (session is not null) command["sessionId"] = session;
        await sending.WaitAsync(cancel);
        try
        {
            await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(command), WebSocketMessageType.Text, true, cancel);
        }
        finally
        {
            sending.Release();
        }

        return await answer.Task.WaitAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        socket.Abort();
        await receiving;
        socket.Dispose();
        sending.Dispose();
    }

    private async Task Receive()
    {
        using MemoryStream message = new();
        byte[] buffer = new byte[1 << 16];
        try
        {
            while (true)
            {
                message.SetLength(0);
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                    message.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close) break;
                Take(JsonDocument.Parse(message.ToArray()).RootElement);
            }
        }
        catch (Exception closed) when (closed is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The browser has ended, or the test has.
        }

        foreach (TaskCompletionSource<JsonElement> open in asked.Values) open.TrySetException(new IOException("the browser has ended"));
    }

    private void Take(JsonElement message)
    {
        if (!message.TryGetProperty("id", out JsonElement id))
        {
            string? session = message.TryGetProperty("sessionId", out JsonElement name) ? name.GetString() : null;
            Heard?.Invoke(session, message.GetProperty("method").GetString()!, message.GetProperty("params"));
        }
        else if (asked.TryRemove(id.GetInt32(), out TaskCompletionSource<JsonElement>? answer))
        {
            if (message.TryGetProperty("error", out JsonElement error)) answer.SetException(new IOException(error.GetRawText()));
            else answer.SetResult(message.GetProperty("result"));
        }
    }
}
