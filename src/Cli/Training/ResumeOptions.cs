using System.CommandLine;
using Item2Vec.Embeddings.Training.Checkpoints;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Cli;

/// <summary>The options of train that begin where another training ended: interrupted, or of an older model.</summary>
internal sealed class ResumeOptions
{
    private readonly Option<TimeSpan?> every = CliOption.Parsed<TimeSpan?>(
        "--checkpoint-every", "TIME", "Keep what --resume needs in DIR.checkpoint, this often and at Ctrl-C: 45s, 10m, 2h", Duration.TryRead);

    private readonly Option<bool> resume = CliOption.Flag("--resume", "Go on where DIR.checkpoint stands; without one, train from the start");
    private readonly Option<string?> warmStart = CliOption.Text("--warm-start", "DIR", "Begin with the vectors of an older model for the items it knows; a lower --learning-rate keeps them closer");

    public ResumeOptions(Command command)
    {
        foreach (Option option in new Option[] { every, resume, warmStart }) command.Add(option);
    }

    /// <summary>The checkpoints of a training whose result goes to <paramref name="directory"/>, or null when none are asked for.</summary>
    public CheckpointOptions? Checkpoints(CliContext context, string directory)
    {
        TimeSpan? time = context.Value(every);
        if (time is null && !context.Value(resume)) return null;

        // The file stays until the model is written: a full disk at the end costs no training.
        return new CheckpointOptions { Path = Shown(directory), Every = time, Resume = context.Value(resume), KeepWhenFinished = true };
    }

    public string? WarmStart(CliContext context) => context.Value(warmStart);

    /// <summary>The path as the user would write it, unless the directory is a link or ends in dots.</summary>
    private static string Shown(string directory)
    {
        string full = ModelDirectory.CheckpointPath(directory);
        string relative = Path.TrimEndingDirectorySeparator(directory) + ".checkpoint";
        return Path.GetFullPath(relative) == full ? relative : full;
    }
}
