using System.Text.Json.Nodes;
using Item2Vec.Embeddings.Vectors;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Service.Operations;

/// <summary><c>GET openapi.json</c>: this service as an OpenAPI 3.1 document.</summary>
internal sealed class OpenApiOperation() : Operation("openapi", HttpMethods.Get, "openapi.json")
{
    public override void Answer(in OperationCall call)
    {
        JsonNode document = Read();
        string path = call.Http.Request.PathBase + call.Http.Request.Path;
        document["servers"] = new JsonArray(new JsonObject { ["url"] = path[..^(Pattern.Length + 1)] });
        document["info"]!["version"] = ModelInfo.ThisToolVersion;
        document.WriteTo(call.Json);
    }

    /// <summary>The embedded document.</summary>
    public static JsonNode Read()
    {
        using Stream stream = typeof(OpenApiOperation).Assembly.GetManifestResourceStream("openapi.json")!;
        return JsonNode.Parse(stream)!;
    }
}
