using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Embeddings.Training.Checkpoints;

/// <summary>The JSON of a checkpoint: the position of a training, and what it must be resumed with.</summary>
internal sealed class CheckpointDocument
{
    /// <summary>To be raised when blocks, their order or their random numbers change: an older checkpoint could not be resumed with the same result.</summary>
    public const int CurrentFormat = 2;

    public int Format { get; set; } = CurrentFormat;

    public JsonObject Options { get; set; } = [];

    public CorpusIdentity Corpus { get; set; } = new();

    /// <summary><see cref="WarmStart.Identity"/> of the initial vectors; empty without.</summary>
    public string WarmStart { get; set; } = string.Empty;

    /// <summary>The number of blocks per epoch.</summary>
    public int Blocks { get; set; }

    /// <summary>The current epoch, from 0; -1 before the first block.</summary>
    public int Epoch { get; set; }

    /// <summary>The number of completed blocks of that epoch, in its order.</summary>
    public int Next { get; set; }

    public long TokensDone { get; set; }

    public long TokensTotal { get; set; }

    /// <summary>The time spent training.</summary>
    public double Seconds { get; set; }

    /// <summary>The loss sums of each epoch that has begun.</summary>
    public double[] Losses { get; set; } = [];

    public long[] Pairs { get; set; } = [];

    /// <summary>Describes an inconsistency, or null.</summary>
    public string? Problem(int epochs)
    {
        if (Blocks < 0 || Epoch < -1 || Epoch >= epochs || Next < 0 || Next > Blocks || (Epoch < 0 && Next > 0)) return $"it stands at block {Next} of epoch {Epoch}";
        if (Losses.Length != Pairs.Length || Losses.Length > epochs) return $"it has losses of {Losses.Length} epochs and pairs of {Pairs.Length}";
        return TokensDone < 0 || TokensTotal < 0 || !(Seconds >= 0 && Seconds < 1e12) ? $"{TokensDone} events in {Seconds} seconds" : null;
    }
}

/// <summary>The generated (reflection-free) reader and writer of a checkpoint's JSON.</summary>
[JsonSourceGenerationOptions(
    RespectNullableAnnotations = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CheckpointDocument))]
internal sealed partial class CheckpointJsonContext : JsonSerializerContext;
