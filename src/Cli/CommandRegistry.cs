namespace Item2Vec.Cli;

/// <summary>Every command, in the order the help lists them. A new command is one file and one line here.</summary>
internal static class CommandRegistry
{
    public static readonly Func<CliCommand>[] All =
    [
        () => new TrainCommand(),
        () => new SimilarCommand(),
        () => new AnalogyCommand(),
        () => new RecommendCommand(),
        () => new VectorCommand(),
        () => new InfoCommand(),
        () => new ExportCommand(),
        () => new ImportCommand(),
    ];
}
