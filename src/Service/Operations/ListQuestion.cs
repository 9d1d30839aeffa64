using Item2Vec.Indexing.Search;
using Item2Vec.Service.Models;
using Item2Vec.Service.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Item2Vec.Service.Operations;

/// <summary>The parameters of every request for a list of items.</summary>
/// <param name="Count">Maximum number of results.</param>
/// <param name="Search">How to search.</param>
internal readonly record struct ListQuestion(int Count, SearchOptions Search)
{
    /// <summary>A request is one of many: it uses one thread.</summary>
    private static readonly SearchOptions Plain = new() { Threads = 1 };

    /// <summary>From the members of a body.</summary>
    public static ListQuestion Of(
        int count, IReadOnlyList<string>? where, IReadOnlyList<string>? exclude, in OperationCall call, RuleMembers rules = default,
        IReadOnlyList<string>? dislikes = null)
    {
        SearchOptions plain = Plain;
        if (rules != default || dislikes is not null)
        {
            plain = Plain with
            {
                Rules = rules.Read(call.Limits), Why = rules.Why, Dislikes = [.. call.Limits.Ids(dislikes, "dislikes")],
            };
            foreach (string item in plain.Dislikes) _ = call.Limits.Row(call.Model.Items, item, "item");
        }

        IReadOnlyList<string> conditions = call.Limits.Conditions(where);
        IReadOnlyList<string> excluded = call.Limits.Ids(exclude, "exclude");
        call.Activity?.SetTag("item2vec.k", count).SetTag("item2vec.filtered", conditions.Count > 0 || excluded.Count > 0);
        if (conditions.Count == 0 && excluded.Count == 0) return new ListQuestion(count, plain);
        return new ListQuestion(count, plain with { Exclude = [.. excluded], Filter = call.Model.Filters.Get(conditions) });
    }

    /// <summary>
    /// From the query string: <c>k</c>, <c>where</c> (which may be repeated) and <c>exclude</c> (which may be repeated, and hold several
    /// separated by commas); <c>dislikes</c> like that one, and the rules, of which <c>maxPer</c> and <c>boost</c> may be repeated.
    /// </summary>
    public static ListQuestion Read(in OperationCall call)
    {
        QueryString query = call.Http.Request.QueryString;
        if (!query.HasValue) return Of(RequestLimits.DefaultResults, null, null, call);
        int? count = null;
        List<string>? where = null;
        List<string>? exclude = null;
        List<string>? dislikes = null;
        RuleMembers rules = default;
        foreach (QueryStringEnumerable.EncodedNameValuePair pair in new QueryStringEnumerable(query.Value))
        {
            switch (pair.DecodeName().Span)
            {
                case "k" when count is null:
                    count = call.Limits.Results(pair.DecodeValue().Span);
                    break;
                case "where":
                    (where ??= []).Add(pair.DecodeValue().ToString());
                    break;
                case "exclude":
                    AddIds(exclude ??= [], pair.DecodeValue().ToString(), call.Model);
                    break;
                case "dislikes":
                    AddIds(dislikes ??= [], pair.DecodeValue().ToString(), call.Model);
                    break;
                case var name when rules.TryAdd(name, pair.DecodeValue().Span, out RuleMembers more):
                    rules = more;
                    break;
                case "k":
                    throw RequestProblem.Bad("k is given twice", "once was expected");
                default:
                    throw RequestProblem.Bad($"'{RequestProblem.Short(pair.DecodeName().Span)}' is not a parameter of this question",
                        "k, where, exclude, dislikes, diversity, maxPer, boost and why were expected");
            }
        }

        return Of(call.Limits.Results(count), where, exclude, call, rules, dislikes);
    }

    private static void AddIds(List<string> ids, string value, ServedModel model)
    {
        // An id may itself contain a comma.
        if (!value.Contains(',', StringComparison.Ordinal) || model.Items.TryGetRow(value, out _)) ids.Add(value);
        else ids.AddRange(value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
