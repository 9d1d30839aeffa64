using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Service.Answers;
using Item2Vec.Service.Requests;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Service.Operations;

/// <summary><c>POST analogy</c>: the items closest to a sum such as <c>king - man + woman</c>, of ids and titles.</summary>
internal sealed class AnalogyOperation() : Operation("analogy", HttpMethods.Post, "analogy")
{
    private const string Expected =
        """{"expression": "king - man + woman", "k": 10, "where": ["category=books"], "exclude": ["ID", ...], "filter": "NAME", """
            + RuleMembers.Expected + "}";

    public override void Answer(in OperationCall call)
    {
        AnalogyBody body = RequestBodies.Read(call.Body, RequestBodies.Default.AnalogyBody, Expected);
        VectorExpression expression = VectorExpression.Parse(body.Expression);
        _ = call.Limits.Ids([.. expression.Terms.Select(term => term.Item)], "expression");
        expression = call.Model.Titled.Resolve(expression);
        foreach (Embeddings.Vectors.WeightedItem term in expression.Terms) _ = call.Limits.Row(call.Model.Items, term.Item, "item");
        ListQuestion question = ListQuestion.Of(call.Limits.Results(body.K), body.Where, body.Exclude, call, body.Filter, body.ToRules());
        Neighbor[] found = call.Model.Index.Analogy(expression, question.Count, question.Search);
        AnswerJson.Write(call.Json, body.Expression, found, call.Model, question.Note);
    }
}
