using System.Diagnostics;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>Ctrl-C and SIGTERM in the middle of training.</summary>
public sealed class InterruptionTests
{
    [Theory]
    [InlineData("-INT", 130, "interrupted")]
    [InlineData("-TERM", 143, "terminated")]
    public void A_signal_stops_a_training_of_hours_and_leaves_the_old_model_as_it_was(string signal, int exitCode, string word)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using Workspace workspace = new();
        workspace.Write("sessions.csv", PlantedTopics.SessionsCsv(300));
        workspace.Run("train", "sessions.csv", "--dimensions", "8", "--epochs", "1").Expect(0);
        byte[] before = File.ReadAllBytes(workspace["item2vec-model/items.i2v"]);

        using Process training = Tool.Start(new ToolStart(workspace.Directory, "train", "sessions.csv", "--epochs", "100000"));
        string read = training.StandardError.ReadLine()!;
        // The last note before training.
        while (training.StandardError.ReadLine() is string line && !line.EndsWith("300 sessions", StringComparison.Ordinal)) { }
        Process.Start("kill", [signal, $"{training.Id}"])!.WaitForExit();
        string error = training.StandardError.ReadToEnd();
        Assert.True(training.WaitForExit(TimeSpan.FromMinutes(1)), "training went on after the signal");

        Assert.StartsWith("read sessions.csv: ", read, StringComparison.Ordinal);
        Assert.Equal(exitCode, training.ExitCode);
        // A training that does not stop by itself is ended without a word.
        Assert.Contains($"error: {word}\n  nothing was written to item2vec-model", error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(workspace["item2vec-model/items.i2v"]));
        Assert.Equal(
            ["item2vec-model", "sessions.csv"], Directory.EnumerateFileSystemEntries(workspace.Directory).Select(Path.GetFileName).Order());
    }
}
