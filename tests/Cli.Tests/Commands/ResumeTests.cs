namespace Item2Vec.Cli.Tests.Commands;

/// <summary>train --checkpoint-every and --resume.</summary>
public sealed class ResumeTests(InterruptedTraining training) : IClassFixture<InterruptedTraining>
{
    [Fact]
    public void Ctrl_C_writes_a_checkpoint_and_no_model_and_tells_how_to_go_on()
    {
        training.Interrupted.Expect(130);
        Assert.Contains(
            "no checkpoint at first.checkpoint: training from the start\n", training.Interrupted.Error, StringComparison.Ordinal);
        Assert.EndsWith(
            "error: interrupted\n  nothing was written to first; what was there before is unchanged\n  first.checkpoint holds the training "
                + "so far: the same command with --resume goes on\n",
            training.Interrupted.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(training["first"]));
        Assert.True(File.Exists(training["first.checkpoint"]));
    }

    [Fact]
    public void A_training_that_was_interrupted_terminated_and_killed_ends_with_the_bytes_of_an_uninterrupted_one()
    {
        training.Train("whole").Expect(0);
        training.CopyTo("stopped");
        training.StopAfterCheckpoint("-TERM", "stopped").Expect(143);
        training.StopAfterCheckpoint("-KILL", "stopped").Expect(137);
        ToolResult last = training.Train("stopped", "--resume").Expect(0);

        Assert.Matches(@"resumed stopped\.checkpoint: going on at epoch \d+ of 60, \d+\.\d % done\n", last.Error);
        foreach (string file in new[] { "items.i2v", "model.json" })
            Assert.Equal(File.ReadAllBytes(training[$"whole/{file}"]), File.ReadAllBytes(training[$"stopped/{file}"]));
        Assert.False(File.Exists(training["stopped.checkpoint"]), "the checkpoint of a finished training stays");
    }

    [Fact]
    public void The_number_of_threads_may_change()
    {
        training.CopyTo("threads");
        ToolResult result = training.TrainWithThreads(2, "threads", "--resume").Expect(0);

        Assert.Contains("resumed threads.checkpoint", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_options_are_named_before_the_log_is_read_and_the_checkpoint_stays()
    {
        string checkpoint = training.CopyTo("options");
        byte[] before = File.ReadAllBytes(checkpoint);
        ToolResult result =
            training.Train("options", "--resume", "--seed", "7", "--ns-exponent", "0.25", "--dynamic-window", "false").Expect(2);

        Assert.Equal(
            "error: options.checkpoint: the checkpoint is of a training with other options: --dynamic-window is false, "
            + "in the checkpoint true; "
            + "--ns-exponent is 0.25, in the checkpoint 0.5; --seed is 7, in the checkpoint 1\n"
            + "  give what the interrupted training was given, or delete the file to train from the start\n", result.Error);
        Assert.Equal(before, File.ReadAllBytes(checkpoint));
    }

    [Fact]
    public void Another_log_is_an_error_that_says_what_differs()
    {
        training.CopyTo("log");
        File.WriteAllText(training["other.csv"], PlantedTopics.SessionsCsv(1499));
        ToolResult result =
            training.Run(["train", "other.csv", "-o", "log", .. InterruptedTraining.Options, "--resume", "--threads", "1"]).Expect(2);

        Assert.Contains(
            "on other data: 1499 sessions, in the checkpoint 1500; 11992 events, in the checkpoint 12000",
            result.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_checkpoint_is_an_error_and_stays()
    {
        string checkpoint = training.CopyTo("damaged");
        byte[] bytes = File.ReadAllBytes(checkpoint);
        bytes[^100] ^= 1;
        File.WriteAllBytes(checkpoint, bytes);
        ToolResult result = training.Train("damaged", "--resume").Expect(65);

        Assert.Contains("the checkpoint is damaged", result.Error, StringComparison.Ordinal);
        Assert.Contains("delete it to train from the start", result.Error, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(checkpoint));
    }

    [Fact]
    public void Forgetting_resume_does_not_cost_the_unfinished_training()
    {
        string checkpoint = training.CopyTo("forgotten");
        byte[] before = File.ReadAllBytes(checkpoint);
        ToolResult result = training.Train("forgotten", "--checkpoint-every", "10m").Expect(2);
        Assert.Contains("forgotten.checkpoint: holds an unfinished training", result.Error, StringComparison.Ordinal);
        Assert.Contains("--resume", result.Error, StringComparison.Ordinal);

        ToolResult plain = training.Train("forgotten").Expect(0);
        Assert.Contains("it is left alone", plain.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(checkpoint));
    }
}
