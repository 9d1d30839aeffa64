using Item2Vec.Cli;
return CliApp.Run(args, StandardStreams.OfProcess());
