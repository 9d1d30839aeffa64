[assembly: AssemblyFixture(typeof(Item2Vec.Cli.Tests.TrainedModel))]

namespace Item2Vec.Cli.Tests;

/// <summary>A small model that the query tests share, trained once by the tool itself.</summary>
public sealed class TrainedModel : IDisposable
{
    private readonly Workspace workspace = new();
    private readonly Lazy<ToolResult> training;

    public TrainedModel() => training = new Lazy<ToolResult>(() =>
    {
        workspace.Write("sessions.csv", PlantedTopics.SessionsCsv());
        workspace.Write("items.csv", PlantedTopics.ItemsCsv());
        return workspace.Run(["train", "sessions.csv", "--items", "items.csv", .. Options]).Expect(0);
    });

    /// <summary>Where sessions.csv, items.csv and the model lie.</summary>
    public string Directory
    {
        get
        {
            _ = training.Value;
            return workspace.Directory;
        }
    }

    /// <summary>The training's options: a second run with them writes the same bytes.</summary>
    internal static string[] Options => ["--dimensions", "16", "--epochs", "8", "--sample", "0", "--threads", "1", "--seed", "1"];

    /// <summary>What train printed.</summary>
    internal ToolResult Training => training.Value;

    internal ToolResult Run(params string[] args) => Tool.Run(Directory, args);

    internal ToolResult RunWithInput(string input, params string[] args) => Tool.Run(Directory, commands: null, args, input);

    public void Dispose() => workspace.Dispose();
}
