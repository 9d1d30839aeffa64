using System.Globalization;
using System.Text.Json;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Service.Answers;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Service.Operations;

/// <summary><c>GET model</c>: describes the current model.</summary>
internal sealed class ModelOperation() : Operation("model", HttpMethods.Get, "model")
{
    public override void Answer(in OperationCall call)
    {
        ItemIndex index = call.Model.Index;
        ItemVectors vectors = index.Vectors;
        Utf8JsonWriter json = call.Json;
        json.WriteStartObject();
        json.WriteString("model", Path.GetFileName(Path.TrimEndingDirectorySeparator(call.Model.Path)));
        json.WriteString("checksum", VectorFile.Describe(vectors.File!).Checksum);
        json.WriteString("loaded", call.Model.Loaded.ToString("O", CultureInfo.InvariantCulture));
        json.WriteNumber("items", index.Count);
        json.WriteNumber("dimensions", index.Dimensions);
        json.WriteBoolean("hasOutput", vectors.HasOutput);
        json.WriteNumber("users", call.Model.Users?.Count ?? 0);
        json.WriteString("metric", index.Metric switch { Metric.Cosine => "cosine", Metric.Dot => "dot", _ => "euclidean" });
        AnswerJson.WriteList(json, "attributes", call.Model.Attributes.All.Names);
        if (index.Graph is GraphInfo graph) WriteGraph(json, graph.Options);
        if (vectors.Training is TrainingSummary training) WriteTraining(json, training);
        json.WriteEndObject();
    }

    private static void WriteGraph(Utf8JsonWriter json, IndexOptions options)
    {
        json.WriteStartObject("graph");
        json.WriteNumber("links", options.M);
        json.WriteNumber("efConstruction", options.EfConstruction);
        json.WriteNumber("ef", options.EfSearch);
        json.WriteEndObject();
    }

    private static void WriteTraining(Utf8JsonWriter json, TrainingSummary training)
    {
        json.WriteStartObject("training");
        foreach (OptionSetting setting in VariantRegistry.BuiltIn.Settings(training.Options)) setting.WriteJson(json);
        json.WriteNumber("sessions", training.Sessions);
        json.WriteNumber("tokens", training.Tokens);
        json.WriteEndObject();
    }
}
