using System.Text.Json;
using Item2Vec.Service.Models;
using Item2Vec.Service.Requests;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Service.Operations;

/// <summary><c>GET filters/{name}</c>: the size of a named filter.</summary>
internal sealed class FilterOperation() : Operation("filter", HttpMethods.Get, "filters/{name}")
{
    public override void Answer(in OperationCall call) => Write(call.Json, Find(call.Model, NameOfRoute(call.Http)));

    /// <summary>The filter of a name.</summary>
    /// <exception cref="RequestProblem">404.</exception>
    public static NamedFilter Find(ServedModel model, string name)
        => model.Named.TryGetValue(name, out NamedFilter? found) ? found : throw Unknown(name, model);

    public static string NameOfRoute(HttpContext http)
    {
        string name = (string)http.Request.RouteValues["name"]!;
        return FilterStore.IsName(name)
            ? name
            : throw RequestProblem.Bad(
                $"'{RequestProblem.Short(name)}' cannot be the name of a filter",
                "1 to 64 lower-case letters, digits, - and _ were expected, with a letter or digit first");
    }

    public static RequestProblem Unknown(string name, ServedModel? model) => new(
        StatusCodes.Status404NotFound, $"there is no filter '{RequestProblem.Short(name)}'",
        model is { Named.Count: > 0 } ? $"filters: {string.Join(", ", model.Named.Keys.Order(StringComparer.Ordinal))}"
            : "put one with: PUT filters/{name}");

    public static void Write(Utf8JsonWriter json, NamedFilter filter)
    {
        json.WriteStartObject();
        json.WriteString("filter", filter.Name);
        json.WriteNumber("ids", filter.Ids);
        json.WriteNumber("items", filter.Filter.Count);
        json.WriteEndObject();
    }
}

/// <summary><c>GET filters</c>: all named filters.</summary>
internal sealed class FiltersOperation() : Operation("filters", HttpMethods.Get, "filters")
{
    public override void Answer(in OperationCall call)
    {
        call.Json.WriteStartArray();
        foreach (NamedFilter filter in call.Model.Named.Values.OrderBy(filter => filter.Name, StringComparer.Ordinal))
            FilterOperation.Write(call.Json, filter);
        call.Json.WriteEndArray();
    }
}

/// <summary><c>PUT filters/{name}</c>: a list of ids, in the place of the one before at once.</summary>
internal sealed class FilterPutOperation() : ChangeOperation("filter_put", HttpMethods.Put, "filters/{name}")
{
    public override async Task<Action<Utf8JsonWriter>> Apply(HttpContext http, ChangeTools tools)
    {
        string name = FilterOperation.NameOfRoute(http);
        if (!tools.Models.IsReady) throw RequestProblem.NoModel();
        if (!await tools.Uploads.WaitAsync(tools.Limits.BodyTimeout, http.RequestAborted).ConfigureAwait(false))
            throw new RequestProblem(
                StatusCodes.Status503ServiceUnavailable, "other filters are being received", "try again in a second");
        try
        {
            IdList ids = await IdListReader.Read(http, tools.Limits).ConfigureAwait(false);

            // Not on the thread of the request's connection: it looks a million ids up and waits for the disk.
            NamedFilter made = await Task.Run(() => tools.Models.PutFilter(name, ids)).ConfigureAwait(false)
                ?? throw RequestProblem.Bad(
                    $"there are {FilterStore.MaxFilters} filters", "delete one that is no longer used: DELETE filters/{name}");
            return json => FilterOperation.Write(json, made);
        }
        finally
        {
            tools.Uploads.Release();
        }
    }
}

/// <summary><c>DELETE filters/{name}</c>: forgets a list; the answer is its last size.</summary>
internal sealed class FilterDeleteOperation() : ChangeOperation("filter_delete", HttpMethods.Delete, "filters/{name}")
{
    public override async Task<Action<Utf8JsonWriter>> Apply(HttpContext http, ChangeTools tools)
    {
        string name = FilterOperation.NameOfRoute(http);
        NamedFilter before = await Task.Run(() => tools.Models.DeleteFilter(name)).ConfigureAwait(false)
            ?? throw FilterOperation.Unknown(name, null);
        return json => FilterOperation.Write(json, before);
    }
}
