using System.Diagnostics;

namespace Item2Vec.Cli.Tests;

/// <summary>A training that Ctrl-C has stopped, with its checkpoint; tests take copies of it.</summary>
public sealed class InterruptedTraining : IDisposable
{
    private readonly Workspace workspace = new();

    public InterruptedTraining()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        workspace.Write("sessions.csv", PlantedTopics.SessionsCsv());
        Interrupted = StopAfterCheckpoint("-INT", "first");
    }

    /// <summary>What the interrupted training printed.</summary>
    internal ToolResult Interrupted { get; }

    /// <summary>Two blocks an epoch, so that the next checkpoint is never far and the end is.</summary>
    internal static string[] Options => ["--dimensions", "32", "--epochs", "60", "--sample", "0", "--blend-sessions", "0"];

    internal string this[string name] => workspace[name];

    public void Dispose() => workspace.Dispose();

    /// <summary>Copies the checkpoint to where the training of another model looks for it.</summary>
    internal string CopyTo(string model)
    {
        File.Copy(workspace["first.checkpoint"], workspace[$"{model}.checkpoint"]);
        return workspace[$"{model}.checkpoint"];
    }

    internal ToolResult Train(string model, params string[] options) => TrainWithThreads(1, model, options);

    internal ToolResult TrainWithThreads(int threads, string model, params string[] options)
        => workspace.Run(["train", "sessions.csv", "-o", model, "--threads", $"{threads}", .. Options, .. options]);

    internal ToolResult Run(params string[] args) => workspace.Run(args);

    /// <summary>Trains with a checkpoint after every block, and sends the signal when a new one is there.</summary>
    internal ToolResult StopAfterCheckpoint(string signal, string model)
    {
        string checkpoint = workspace[$"{model}.checkpoint"];
        using ManualResetEventSlim written = new();
        using FileSystemWatcher watcher = new(workspace.Directory) { NotifyFilter = NotifyFilters.FileName, EnableRaisingEvents = true };
        watcher.Renamed += (_, file) =>
        {
            if (file.FullPath == checkpoint) written.Set();
        };
        using Process training = Tool.Start(new ToolStart(
            workspace.Directory,
            ["train", "sessions.csv", "-o", model, "--threads", "1", .. Options, "--checkpoint-every", "0.0001s", "--resume"]));
        Task<string> error = training.StandardError.ReadToEndAsync();
        Assert.True(written.Wait(TimeSpan.FromMinutes(1)), "no checkpoint was written");
        Process.Start("kill", [signal, $"{training.Id}"])!.WaitForExit();
        Assert.True(training.WaitForExit(TimeSpan.FromMinutes(1)), "training went on after the signal");
        return new ToolResult(training.ExitCode, training.StandardOutput.ReadToEnd(), error.GetAwaiter().GetResult());
    }
}
