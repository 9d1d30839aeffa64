return Item2Vec.Cli.CliApp.Run(args, Item2Vec.Cli.StandardStreams.OfProcess());
