using System.Buffers;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Search;
using Item2Vec.Service.Answers;
using Item2Vec.Service.Requests;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Service.Operations;

/// <summary><c>GET items/{item}/similar?k=&amp;where=&amp;exclude=&amp;filter=</c>: the items used like an item.</summary>
/// <remarks>The most frequent request: only the request's own objects are allocated.</remarks>
internal sealed class SimilarOperation() : Operation("similar", HttpMethods.Get, "items/{item}/similar")
{
    private const int MaxOnStack = 64;

    public override bool HasParameters => true;

    public override void Answer(in OperationCall call)
    {
        int row = RowOfRoute(call, out string item);
        ListQuestion question = ListQuestion.Read(call);
        Write(call, item, row, question);
    }

    /// <summary>Finds the neighbors of a row and writes them.</summary>
    public static void Write(in OperationCall call, string item, int row, ListQuestion question)
    {
        call.Model.Note(row);
        if (question.Search.Why)
        {
            Neighbor[] reasoned = call.Model.Index.Similar(item, question.Count, question.Search);
            AnswerJson.Write(call.Json, item, reasoned, call.Model, question.Note);
            return;
        }

        ScoredRow[]? rented = null;
        int room = Math.Min(question.Count, call.Model.Index.Count);
        Span<ScoredRow> found = room <= MaxOnStack ? stackalloc ScoredRow[room] : rented = ArrayPool<ScoredRow>.Shared.Rent(room);
        found = found[..room];
        found = found[..call.Model.Index.SimilarRows(row, found, question.Search)];
        AnswerJson.Write(call.Json, item, found, call.Model, question.Note);
        if (rented is not null) ArrayPool<ScoredRow>.Shared.Return(rented);
    }
}

/// <summary><c>POST similar</c>: similar items for each of several items, an array of answers in their order.</summary>
internal sealed class SimilarEachOperation() : Operation("similar_each", HttpMethods.Post, "similar")
{
    private const string Expected =
        """{"items": ["ID", ...], "k": 10, "where": ["category=books"], "exclude": ["ID", ...], "filter": "NAME", "skipUnknown": false,"""
            + """ "dislikes": ["ID", ...], "cold": "mix", """ + RuleMembers.Expected
            + """}, or "vector": [0.1, ...] in the place of items""";

    public override void Answer(in OperationCall call)
    {
        SimilarBody body = RequestBodies.Read(call.Body, RequestBodies.Default.SimilarBody, Expected);
        IReadOnlyList<string> items = call.Limits.Ids(body.Items, "items");
        if ((body.Items is null) == (body.Vector is null))
            throw RequestProblem.Bad(
                body.Vector is null ? "the body has neither items nor a vector" : "the body has items and a vector",
                $"expected {Expected}");
        if (body.Items is not null && items.Count == 0) throw RequestProblem.Bad("items is empty", $"expected {Expected}");
        ListQuestion question = ListQuestion.Of(
            call.Limits.Results(body.K, Math.Max(1, items.Count)), body.Where, body.Exclude, call, body.Filter, body.ToRules(),
            body.Dislikes, body.Cold);
        call.Json.WriteStartArray();
        if (body.Vector is not null)
        {
            float[] vector = RequestLimits.Vector(body.Vector, call.Model.Index.Dimensions);
            Neighbor[] nearest = call.Model.Index.Nearest(vector, question.Count, question.Search);
            AnswerJson.Write(call.Json, null, nearest, call.Model, question.Note);
        }

        foreach (string item in items)
        {
            if (call.Model.Items.TryGetRow(item, out int row)) SimilarOperation.Write(call, item, row, question);
            else if (body.SkipUnknown) AnswerJson.Write(call.Json, item, ReadOnlySpan<ScoredRow>.Empty, call.Model, question.Note);
            else throw call.Limits.NotFound(call.Model.Items, item, "item");
        }

        call.Json.WriteEndArray();
    }
}
