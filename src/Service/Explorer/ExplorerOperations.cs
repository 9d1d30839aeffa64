using System.Text.Json;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Search;
using Item2Vec.Maps.Pages;
using Item2Vec.Service.Models;
using Item2Vec.Service.Operations;
using Item2Vec.Service.Requests;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Service.Explorer;

/// <summary>What the page asks of the service: its own operations, and two of the API's.</summary>
internal static class ExplorerOperations
{
    public static Operation[] Of(ExplorerMap map) =>
    [
        new ExplorerMapOperation(map), new ExplorerSectionOperation(map), new ExplorerNeighborsOperation(), new AnalogyOperation(),
        new RecommendOperation(),
    ];
}

/// <summary><c>GET map</c>: what the map is, as its page reads it; 503 while it is laid out.</summary>
internal sealed class ExplorerMapOperation(ExplorerMap map) : Operation("explorer_map", HttpMethods.Get, "map")
{
    public override void Answer(in OperationCall call) => call.Json.WriteRawValue(map.Content.Meta, skipInputValidation: true);
}

/// <summary><c>GET map/{section}</c>: a column of the map, compressed (zlib).</summary>
internal sealed class ExplorerSectionOperation(ExplorerMap map) : Operation("explorer_section", HttpMethods.Get, "map/{section}")
{
    public override byte[] Bytes(in OperationCall call)
    {
        string? name = (string?)call.Http.Request.RouteValues["section"];
        return map.Content.Sections.FirstOrDefault(section => section.Name == name)?.Compressed
            ?? throw new RequestProblem(404, $"the map has no section '{RequestProblem.Short(name)}'");
    }

    public override void Answer(in OperationCall call) => throw new NotSupportedException();
}

/// <summary><c>POST neighbors</c>: the items used like an item, and why: the sessions with both, and an item used with both.</summary>
internal sealed class ExplorerNeighborsOperation() : Operation("explorer_neighbors", HttpMethods.Post, "neighbors")
{
    private const string Expected = """{"item": "ID", "k": 10, "where": ["category=books"]}""";

    public override void Answer(in OperationCall call)
    {
        NeighborsBody body = RequestBodies.Read(call.Body, RequestBodies.Default.NeighborsBody, Expected);
        ServedModel model = call.Model;
        int row = call.Limits.Row(model.Items, call.Limits.Text(body.Item, "item"), "item");
        ListQuestion question = ListQuestion.Of(call.Limits.Results(body.K), body.Where, null, call);
        ScoredRow[] found = new ScoredRow[Math.Min(question.Count, model.Index.Count)];
        int count = model.Index.SimilarRows(row, found, question.Search);
        CooccurrenceTable? pairs = model.Index.Vectors.Cooccurrences;
        Cooccurrence[] ofRow = pairs?.Of(row) ?? [];
        Utf8JsonWriter json = call.Json;
        json.WriteStartObject();
        json.WriteString("query", body.Item);
        if (pairs is not null) json.WriteNumber("sessions", pairs.SessionsWith(row));
        json.WriteStartArray("results");
        foreach (ScoredRow one in found.AsSpan(0, count))
        {
            json.WriteStartObject();
            json.WriteString("item", model.Items.Utf8(one.Row));
            json.WriteNumber("score", one.Score);
            if (model.Titles is StringColumn titles && titles.Utf8(one.Row) is { IsEmpty: false } title) json.WriteString("title", title);
            if (pairs is not null) WriteReason(json, model, MapNeighborhoods.Reason(pairs, ofRow, row, one.Row));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteReason(Utf8JsonWriter json, ServedModel model, (uint Together, int Shared) reason)
    {
        json.WriteNumber("together", reason.Together);
        if (reason.Shared >= 0) json.WriteString("shared", model.Items.Utf8(reason.Shared));
    }
}
