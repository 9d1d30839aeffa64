namespace Item2Vec.Architecture.Tests;

/// <summary>
/// The folders of each project, lowest first: a folder uses only itself and those before it. The empty name is the project's own folder.
/// </summary>
internal static class Layers
{
    public static IReadOnlyDictionary<string, string[]> Of { get; } = new Dictionary<string, string[]>
    {
        ["Embeddings"] =
        [
            "Common", "Numerics/Simd", "Numerics", "Events", "Corpus", "Options", "Vectors/Files", "Vectors/Cooccurrences",
            "Vectors", "Formats",
            "Training/Sampling", "Training/Schedule", "Training/Windows", "Training/Variants", "Training/Checkpoints", "Training/Inference",
            "Training/Sessions", "Training",
        ],
        ["Index"] = ["Titles", "Filters", "Rules", "Quantization", "Hnsw", "Learning", "Search", "Scoring", "", "Live"],
        ["Maps"] = ["Work", "Spaces", "Components", "Kernels", "Neighbors", "Tsne", "Umap", "Clusters", "", "Pages"],
        ["Data"] =
        [
            "DuckDb", "Options", "Reports", "Inputs", "Tables", "Columns", "Sinks", "Rows", "Events", "VectorTables", "RankedTables", "",
        ],
        ["Content"] = ["Options", "Onnx", "Text", "Images", "Encoders", "Mapping", ""],
        ["VectorData"] = ["Sources", "Records", "Filters", ""],
        ["Service"] = ["Options", "Instrumentation", "Models", "Requests", "Answers", "Operations", "Observability", "Explorer", ""],
        ["Cli"] =
        [
            "Terminal", "Options", "Help", "Progress", "Reports", "Reports/Plots", "Map/Pictures", "Logs", "Plans",
            "Queries",
            "Train", "Evaluate", "Tune", "Audit", "Map", "Info", "Serve", "Content", "Attributes", "Index", "Exchange", "",
        ],
        ["Evaluation"] = ["Splits", "Cases", "Metrics", "Baselines", "Blending", "", "Tuning", "Auditing"],
    };

    /// <summary>The uses that run up, with both ends.</summary>
    /// <param name="graph">The files of a project.</param>
    /// <param name="root">The project's folder.</param>
    /// <param name="layers">Its folders, lowest first.</param>
    public static IEnumerable<string> Violations(CodeGraph graph, string root, string[] layers)
        => from edge in graph.Edges
           from used in edge.Value
           let user = Rank(edge.Key, root, layers)
           let declarer = Rank(used, root, layers)
           where declarer > user
           orderby edge.Key, used
           select $"{edge.Key}, which uses {used}";

    private static int Rank(string file, string root, string[] layers)
        => Array.IndexOf(
            layers, file[root.Length..].TrimStart('/') is var path && path.Contains('/') ? path[..path.LastIndexOf('/')] : string.Empty);
}
