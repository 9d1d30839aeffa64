using System.Text.Json;
using Item2Vec.Embeddings.Events;
using Item2Vec.Service.Requests;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Service.Operations;

/// <summary><c>POST events</c>: what visitors do, which answers take into account from then on.</summary>
internal sealed class EventsOperation() : ChangeOperation("events", HttpMethods.Post, "events")
{
    private const string Expected =
        """{"events": [{"session": "ID", "item": "ID", "time": "2026-01-31T12:00:00Z"}, ...]}, where time may be left out for now""";

    /// <summary>How far a clock may be ahead of the service's.</summary>
    private static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);

    public override async Task<Action<Utf8JsonWriter>> Apply(HttpContext http, ChangeTools tools)
    {
        tools.RequireLive();
        byte[] bytes = await BodyReader.Read(http, tools.Limits).ConfigureAwait(false);
        EventsBody body = RequestBodies.Read(bytes, RequestBodies.Default.EventsBody, Expected);
        if (body.Events.Count == 0) throw RequestProblem.Bad("events is empty", $"expected {Expected}");
        if (body.Events.Count > tools.Limits.MaxEvents)
            throw RequestProblem.Bad($"events holds {body.Events.Count} events", $"up to {tools.Limits.MaxEvents} are allowed");
        if (!tools.Models.IsReady) throw RequestProblem.NoModel();
        DateTimeOffset now = tools.Time.GetUtcNow();
        LiveChange[] changes = new LiveChange[body.Events.Count];
        for (int at = 0; at < changes.Length; at++)
        {
            // A list may hold nulls.
            if (body.Events[at] is not EventBody one) throw RequestProblem.Bad($"events[{at}] is null", $"expected {Expected}");
            if (one.Time > now + MaxAhead)
                throw RequestProblem.Bad(
                    $"the time of events[{at}] is in the future",
                    $"it may be {MaxAhead.TotalMinutes:0} minutes ahead of the service's clock");
            changes[at] = LiveChange.Of(new LiveEvent(
                tools.Limits.Text(one.Session, $"the session of events[{at}]"), tools.Limits.Text(one.Item, $"the item of events[{at}]"),
                (one.Time ?? now).ToUniversalTime()));
        }

        int joined = await tools.Learn(changes).ConfigureAwait(false);
        return json =>
        {
            json.WriteStartObject();
            json.WriteNumber("events", changes.Length);
            json.WriteNumber("newItems", joined);
            json.WriteEndObject();
        };
    }
}
