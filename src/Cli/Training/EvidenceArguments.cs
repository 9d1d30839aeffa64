using System.CommandLine;
using Item2Vec.Embeddings.Evidence;

namespace Item2Vec.Cli;

/// <summary>The option that says how many pairs of each item are kept, for recommend --score blend and explain.</summary>
internal sealed class EvidenceArguments
{
    private readonly Option<int> neighbors = CliOption.Whole(
        "--evidence", $"Pairs of items that are kept of each item, for recommend --score blend and explain; 0 keeps none [default: {EvidenceOptions.DefaultNeighbors}]", 0, EvidenceOptions.MostNeighbors)
        .WithDefault(EvidenceOptions.DefaultNeighbors);

    public EvidenceArguments(Command command) => command.Add(neighbors);

    /// <summary>What is kept, or null for nothing.</summary>
    public EvidenceOptions? From(CliContext context)
        => context.Value(neighbors) is > 0 and int most ? new EvidenceOptions(most, Threads: context.Value(GlobalOptions.Threads)) : null;
}
