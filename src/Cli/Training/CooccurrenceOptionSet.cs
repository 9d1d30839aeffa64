using System.CommandLine;
using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Cli;

/// <summary>The options of train and evaluate that say how many pairs of each item are kept, and how they are weighed against vectors.</summary>
internal sealed class CooccurrenceOptionSet
{
    private readonly Option<int> neighbors = CliOption.Whole(
        "--evidence", $"Pairs of items that are kept of each item, for recommend --score blend and explain; 0 keeps none [default: {CooccurrenceOptions.DefaultNeighbors}]", 0, CooccurrenceOptions.MaxNeighbors)
        .WithDefault(CooccurrenceOptions.DefaultNeighbors);

    private readonly Option<int> blendSessions;

    /// <param name="command">The command that has the options.</param>
    /// <param name="blendSessions">The default of --blend-sessions.</param>
    public CooccurrenceOptionSet(Command command, int blendSessions)
    {
        this.blendSessions = CliOption.Whole(
            "--blend-sessions",
            "Leave the last event of so many sessions, at most one in twenty, out of the training to learn from them how recommend --score blend weighs vectors and pairs; "
            + $"0 takes weights that suit most logs [default: {blendSessions}]",
            0, int.MaxValue).WithDefault(blendSessions);
        command.Add(neighbors);
        command.Add(this.blendSessions);
    }

    public CooccurrenceRun From(CliContext context)
    {
        CooccurrenceOptions? pairs = context.Value(neighbors) is > 0 and int most ? new CooccurrenceOptions(most, Threads: context.Value(GlobalOptions.Threads)) : null;
        bool typed = context.Parsed.GetResult(blendSessions) is { Implicit: false };
        return new CooccurrenceRun(pairs, pairs is null && !typed ? 0 : context.Value(blendSessions));
    }
}
