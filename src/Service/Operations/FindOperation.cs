using Item2Vec.Indexing.Titles;
using Item2Vec.Service.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Item2Vec.Service.Operations;

/// <summary><c>GET items?q=&amp;k=</c>: items by words of their titles.</summary>
internal sealed class FindOperation() : Operation("find", HttpMethods.Get, "items")
{
    public override bool HasParameters => true;

    public override void Answer(in OperationCall call)
    {
        string? words = null;
        int? count = null;
        foreach (QueryStringEnumerable.EncodedNameValuePair pair in new QueryStringEnumerable(call.Http.Request.QueryString.Value))
        {
            switch (pair.DecodeName().Span)
            {
                case "q" when words is null:
                    words = call.Limits.Text(pair.DecodeValue().ToString(), "q");
                    break;
                case "k" when count is null:
                    count = call.Limits.Results(pair.DecodeValue().Span);
                    break;
                case "q" or "k":
                    throw RequestProblem.Bad($"{pair.DecodeName()} is given twice", "once was expected");
                default:
                    throw RequestProblem.Bad($"'{RequestProblem.Short(pair.DecodeName().Span)}' is not a parameter of this question",
                        "q and k were expected");
            }
        }

        if (string.IsNullOrWhiteSpace(words)) throw RequestProblem.Bad("q is missing", "words of a title were expected: items?q=radiohead");
        call.Json.WriteStartObject();
        call.Json.WriteString("query", words);
        call.Json.WriteStartArray("results");
        foreach (TitleMatch match in call.Model.Titled.Find(words, call.Limits.Results(count)))
        {
            call.Json.WriteStartObject();
            call.Json.WriteString("item", match.Item);
            if (match.Title is not null) call.Json.WriteString("title", match.Title);
            call.Json.WriteNumber("count", match.Count);
            call.Json.WriteEndObject();
        }

        call.Json.WriteEndArray();
        call.Json.WriteEndObject();
    }
}
