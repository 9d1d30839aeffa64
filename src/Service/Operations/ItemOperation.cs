using System.Text.Json;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Service.Models;
using Item2Vec.Service.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Item2Vec.Service.Operations;

/// <summary><c>GET items/{item}?vector=input|output</c>: the data of an item.</summary>
internal sealed class ItemOperation() : Operation("item", HttpMethods.Get, "items/{item}")
{
    public override bool HasParameters => true;

    public override void Answer(in OperationCall call)
    {
        int row = RowOfRoute(call, out string item);
        float[]? vector = ReadVector(call, row);
        Write(call.Json, call.Model, row, item, vector);
    }

    /// <summary>Writes the data of an item.</summary>
    public static void Write(Utf8JsonWriter json, ServedModel model, int row, string item, float[]? vector)
    {
        ItemAttributes attributes = model.Attributes.All;
        json.WriteStartObject();
        json.WriteString("item", item);
        if (attributes.Title(row) is string title) json.WriteString("title", title);
        json.WriteNumber("count", model.Items.CountOf(row));
        json.WriteStartObject("attributes");
        foreach (string name in attributes.Names)
            if (attributes.Value(row, name) is string value) json.WriteString(name, value);
        json.WriteEndObject();
        if (vector is not null)
        {
            json.WriteStartArray("vector");
            foreach (float number in vector) json.WriteNumberValue(number);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static float[]? ReadVector(in OperationCall call, int row)
    {
        float[]? vector = null;
        ItemVectors vectors = call.Model.Index.Vectors;
        foreach (QueryStringEnumerable.EncodedNameValuePair pair in new QueryStringEnumerable(call.Http.Request.QueryString.Value))
        {
            if (!pair.DecodeName().Span.SequenceEqual("vector"))
                throw RequestProblem.Bad($"'{RequestProblem.Short(pair.DecodeName().Span)}' is not a parameter of this question",
                    "vector was expected");
            if (vector is not null) throw RequestProblem.Bad("vector is given twice", "once was expected");
            vector = pair.DecodeValue().Span switch
            {
                "input" => vectors.Vector(row),
                "output" when vectors.HasOutput => vectors.OutputVector(row),
                "output" => throw RequestProblem.Bad("this model has no output vectors", "ask for vector=input"),
                _ => throw RequestProblem.Bad($"vector is '{RequestProblem.Short(pair.DecodeValue().Span)}'",
                    "'input' or 'output' was expected"),
            };
        }

        return vector;
    }
}
