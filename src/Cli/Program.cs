using Item2Vec.Cli;
using Item2Vec.Cli.Terminal;
return CliApp.Run(args, StandardStreams.OfProcess());
