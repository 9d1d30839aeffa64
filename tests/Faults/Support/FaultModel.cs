using System.Globalization;
using System.Text.Json.Nodes;
using Item2Vec.Embeddings.Vectors.Files;
using Item2Vec.Indexing.Tests.Damage;

[assembly: AssemblyFixture(typeof(Item2Vec.Faults.Support.FaultModel))]

namespace Item2Vec.Faults.Support;

/// <summary>A model with every kind of file and section: metadata, pairs of items, a graph. Tests damage copies of it.</summary>
public sealed class FaultModel : IDisposable
{
    private readonly Workspace workspace = new();
    private readonly Lazy<string> path;

    public FaultModel() => path = new Lazy<string>(() =>
    {
        workspace.Write("sessions.csv", PlantedTopics.SessionsCsv(400));
        workspace.Write("items.csv", PlantedTopics.ItemsCsv());
        workspace.Run(
            "train", "sessions.csv", "--items", "items.csv", "--variant", "meta", "--metadata", "category", "--dimensions", "8", "--epochs",
            "2", "--threads", "1", "-o", "model").Expect(0);
        workspace.Run("index", "build", "-m", "model").Expect(0);
        return workspace["model"];
    });

    /// <summary>The log that the model was trained on.</summary>
    public string Log => Path.Combine(Path.GetDirectoryName(Model)!, "sessions.csv");

    /// <summary>The model's directory, which no test changes.</summary>
    public string Model => path.Value;

    public void Dispose() => workspace.Dispose();

    /// <summary>Copies the model.</summary>
    public void CopyTo(string directory)
    {
        Directory.CreateDirectory(directory);
        foreach (string file in Directory.EnumerateFiles(Model)) File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
    }

    /// <summary>The sections of a file of a model that hold float32.</summary>
    internal IEnumerable<Section> Numbers(string file)
        => DamagedFiles.Sections(File.ReadAllBytes(Path.Combine(Model, file)))
            .Where(section => section.Type == ElementType.Float32 && section.ByteLength > 0);

    /// <summary>Overwrites bytes of a file; with right checksums afterward, also in model.json, only the numbers can tell.</summary>
    internal static void Overwrite(string model, string file, long offset, ReadOnlySpan<byte> bytes, bool seal)
    {
        string path = Path.Combine(model, file);
        byte[] content = File.ReadAllBytes(path);
        bytes.CopyTo(content.AsSpan((int)offset));
        if (seal) Assert.True(DamagedFiles.Seal(content));
        File.WriteAllBytes(path, content);
        if (!seal) return;
        string description = Path.Combine(model, "model.json");
        JsonNode json = JsonNode.Parse(File.ReadAllText(description))!;
        ulong checksum = FileHeader.Read(content).Checksum;
        json["files"]![file] = new JsonObject
        {
            ["bytes"] = content.Length, ["checksum"] = checksum.ToString("x16", CultureInfo.InvariantCulture),
        };
        File.WriteAllText(description, json.ToJsonString());
    }
}
