using Item2Vec.Service.Answers;
using Item2Vec.Service.Requests;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Service.Operations;

/// <summary><c>POST similar</c>: similar items for each of several items, an array of answers in their order.</summary>
internal sealed class SimilarEachOperation() : Operation("similar_each", HttpMethods.Post, "similar")
{
    private const string Expected = """{"items": ["ID", ...], "k": 10, "where": ["category=books"], "exclude": ["ID", ...], "skipUnknown": false}""";

    public override void Answer(in OperationCall call)
    {
        SimilarBody body = RequestBodies.Read(call.Body, RequestBodies.Default.SimilarBody, Expected);
        IReadOnlyList<string> items = call.Limits.Ids(body.Items, "items");
        if (items.Count == 0) throw RequestProblem.Bad("items is empty", $"expected {Expected}");
        ListQuestion question = ListQuestion.Of(call.Limits.Results(body.K, items.Count), body.Where, body.Exclude, call);
        call.Json.WriteStartArray();
        foreach (string item in items)
        {
            if (call.Model.Items.TryGetRow(item, out int row)) SimilarOperation.Write(call, item, row, question);
            else if (body.SkipUnknown) AnswerJson.Write(call.Json, item, []);
            else throw call.Limits.NotFound(call.Model.Items, item, "item");
        }

        call.Json.WriteEndArray();
    }
}
