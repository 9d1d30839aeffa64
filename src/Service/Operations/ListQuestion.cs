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
        int count, IReadOnlyList<string>? where, IReadOnlyList<string>? exclude, in OperationCall call, string? filter = null,
        RuleMembers rules = default, IReadOnlyList<string>? dislikes = null, string? cold = null)
    {
        SearchOptions plain = cold is null ? Plain : Plain with { Cold = Cold(cold) };
        if (rules != default || dislikes is not null)
        {
            plain = plain with
            {
                Rules = rules.Read(call.Limits, call.Model.Attributes.All), Why = rules.Why,
                Dislikes = [.. call.Limits.Ids(dislikes, "dislikes")],
            };
            foreach (string item in plain.Dislikes) _ = call.Limits.Row(call.Model.Items, item, "item");
        }

        IReadOnlyList<string> conditions = call.Limits.Conditions(where);
        IReadOnlyList<string> excluded = call.Limits.Excluded(exclude);
        bool isPlain = conditions.Count == 0 && excluded.Count == 0 && filter is null;
        call.Activity?.SetTag("item2vec.k", count).SetTag("item2vec.filtered", !isPlain);
        if (isPlain) return new ListQuestion(count, plain);
        NamedFilter? named = filter is null ? null : FilterOperation.Find(call.Model, filter);
        return new ListQuestion(count, plain with { Exclude = [.. excluded], Filter = call.Model.Filters.Get(conditions, named) });
    }

    /// <summary>Why there can be no result, or null.</summary>
    public string? Note => Search.Filter?.EmptyReason;

    /// <summary>
    /// From the query string: <c>k</c>, <c>where</c> (which may be repeated), <c>exclude</c> (which may be repeated, and hold several
    /// separated by commas), <c>dislikes</c> (likewise), <c>filter</c>, and the rules, of which <c>maxPer</c> and <c>boost</c> may be
    /// repeated.
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
        string? filter = null;
        string? cold = null;
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
                case "filter" when filter is null:
                    filter = pair.DecodeValue().ToString();
                    break;
                case "cold" when cold is null:
                    cold = pair.DecodeValue().ToString();
                    break;
                case "k" or "filter" or "cold":
                    throw RequestProblem.Bad($"{pair.DecodeName()} is given twice", "once was expected");
                default:
                    throw RequestProblem.Bad($"'{RequestProblem.Short(pair.DecodeName().Span)}' is not a parameter of this question",
                        "k, where, exclude, filter, cold, dislikes, diversity, maxPer, boost and why were expected");
            }
        }

        return Of(call.Limits.Results(count), where, exclude, call, filter, rules, dislikes, cold);
    }

    private static ColdItems Cold(string cold) => cold switch
    {
        "mix" => ColdItems.Mix,
        "exclude" => ColdItems.Exclude,
        "only" => ColdItems.Only,
        _ => throw RequestProblem.Bad($"cold is '{RequestProblem.Short(cold)}'", "'exclude', 'mix' or 'only' was expected"),
    };

    private static void AddIds(List<string> ids, string value, ServedModel model)
    {
        // An id may itself contain a comma.
        if (!value.Contains(',', StringComparison.Ordinal) || model.Items.TryGetRow(value, out _)) ids.Add(value);
        else ids.AddRange(value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
