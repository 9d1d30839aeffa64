using Item2Vec.Embeddings.Options;

namespace Item2Vec.Embeddings.Vectors;

/// <summary>Describes a model: the content of <c>model.json</c> and <c>run.json</c> in a model directory.</summary>
/// <remarks>
/// The caller that saves a model sets <see cref="Data"/> and <see cref="Run"/>; the rest is taken from the vectors by
/// <see cref="ModelDirectory.Save"/>. Only <see cref="Run"/> depends on the clock or the machine, so that the same training writes
/// the same bytes in all files but <c>run.json</c>.
/// </remarks>
public sealed record ModelInfo
{
    /// <summary>The newest layout of a model directory that this version reads, and the one it writes.</summary>
    public const int CurrentFormatVersion = 1;

    /// <summary>The version of this Item2Vec.</summary>
    public static string ThisToolVersion { get; } = typeof(ModelInfo).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>The layout of the directory.</summary>
    public int FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>The version of Item2Vec that wrote the model.</summary>
    public string ToolVersion { get; init; } = string.Empty;

    /// <summary>The number of items.</summary>
    public int Items { get; init; }

    /// <summary>The number of users, 0 if the model has none.</summary>
    public int Users { get; init; }

    /// <summary>The dimensions of a vector.</summary>
    public int Dimensions { get; init; }

    /// <summary>Whether the model has output vectors, which <c>recommend</c> needs.</summary>
    public bool HasOutput { get; init; }

    /// <summary>
    /// The origin of the vectors: the data's fingerprint and what was read, in the caller's words. Written in ordinal order of the keys.
    /// </summary>
    public IReadOnlyDictionary<string, string> Data { get; init; } = new Dictionary<string, string>();

    /// <summary>A summary of the training, or null for an imported model. Its seconds come from <c>run.json</c>.</summary>
    public TrainingSummary? Training { get; init; }

    /// <summary>The size and checksum of each data file, by file name.</summary>
    public IReadOnlyDictionary<string, ModelFile> Files { get; init; } = new Dictionary<string, ModelFile>();

    /// <summary>What differs between runs and machines (seconds, when, where), in the caller's words: <c>run.json</c>.</summary>
    public IReadOnlyDictionary<string, string> Run { get; init; } = new Dictionary<string, string>();
}

/// <summary>A data file of a model directory.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Checksum">The checksum in its header, 16 hexadecimal digits; it covers the checksums of all sections.</param>
public sealed record ModelFile(long Bytes, string Checksum);
