using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Training.Checkpoints;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Cli.Train;

/// <summary>The initial state of a training besides its data, checked before the data is read, and what remains when it stops.</summary>
internal sealed class ResumeState
{
    private readonly CheckpointOptions? checkpoints;
    private readonly string? warmStart;
    private readonly string directory;
    private TrainingCheckpoint? found;

    public ResumeState(CheckpointOptions? checkpoints, string? warmStart, string directory)
    {
        this.checkpoints = checkpoints;
        this.warmStart = warmStart;
        this.directory = directory;
    }

    public CheckpointOptions? Checkpoints => checkpoints;

    /// <summary>What an interruption means for the user's files.</summary>
    public string AfterInterruption
    {
        get
        {
            string nothing = $"nothing was written to {directory}; what was there before is unchanged";
            return checkpoints is null || !File.Exists(checkpoints.Path)
                ? nothing
                : $"{nothing}\n{checkpoints.Path} holds the training so far: the same command with --resume goes on";
        }
    }

    /// <summary>Finds what does not fit before the log is read.</summary>
    /// <param name="options">The options, before a log is known.</param>
    /// <param name="isGiven">Whether an option, by its property, is given: the others may follow the log.</param>
    public void Check(TrainingOptions options, Func<string, bool> isGiven)
    {
        checkpoints?.Validate();
        if (checkpoints is { Resume: true } && File.Exists(checkpoints.Path))
        {
            found = TrainingCheckpoint.Read(checkpoints.Path);
            string[] differences =
            [
                .. VariantRegistry.BuiltIn.Differences(found.Options, options)
                    .Where(one => isGiven(one.Option.Property) || !TrainingRecipe.Chooses(one.Option.Property))
                    .Select(one => $"--{one.Option.Key} is {one.Second}, in the checkpoint {one.First}"),
            ];
            if (differences.Length > 0)
            {
                throw new Item2VecException(
                    $"{checkpoints.Path}: the checkpoint is of a training with other options: {string.Join("; ", differences)}",
                    "give what the interrupted training was given, or delete the file to train from the start", ErrorCode.Usage);
            }
        }

        // Opening maps the file and costs nothing; the training opens it again.
        using ItemVectors? older = OpenOlder();
        if (older is not null) ItemTrainer.CheckWarmStart(older, options);
    }

    /// <summary>The vectors to begin with, or null.</summary>
    public ItemVectors? OpenOlder() => warmStart is null ? null : ModelDirectory.Open(warmStart).Vectors;

    public void WriteNotes(CliContext context)
    {
        if (checkpoints is null)
        {
            string path = ModelDirectory.CheckpointPath(directory);
            if (File.Exists(path))
                context.WriteNote($"{path} holds an unfinished training, which --resume would go on with; it is left alone");
        }
        else if (found is not null)
        {
            context.WriteNote(
                $"resumed {checkpoints.Path}: going on at epoch {found.Epoch} of {found.Options.Epochs}, "
                    + $"{Readable.Percent(found.Fraction)} done");
        }
        else if (checkpoints.Resume)
        {
            context.WriteNote($"no checkpoint at {checkpoints.Path}: training from the start");
        }
    }

    /// <summary>Deletes the checkpoint of a training whose model is written.</summary>
    public void Finish()
    {
        if (checkpoints is not null) AtomicFile.Delete(checkpoints.Path);
    }
}

/// <summary>The options of train that begin where another training ended: interrupted, or of an older model.</summary>
internal sealed class ResumeOptions
{
    /// <summary>The heading of the options that say how a training runs.</summary>
    public static readonly string Heading = nameof(OptionGroup.Run);

    private readonly Option<TimeSpan?> every = CliOption.Parsed<TimeSpan?>(
        "--checkpoint-every", "TIME", "Keep what --resume needs in DIR.checkpoint, this often and at Ctrl-C: 45s, 10m, 2h",
        Duration.TryRead);

    private readonly Option<bool> resume = CliOption.Flag(
        "--resume", "Go on where DIR.checkpoint stands; without one, train from the start");
    private readonly Option<string?> warmStart = CliOption.Text(
        "--warm-start",
        "DIR",
        "Begin with the vectors of an older model for the items it knows; a lower --learning-rate keeps them closer");

    public ResumeOptions(CliCommand command) => command.AddUnder(Heading, every, resume, warmStart);

    /// <summary>The checkpoints of a training whose result goes to <paramref name="directory"/>, or null if none are requested.</summary>
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
