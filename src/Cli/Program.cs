return Item2Vec.Cli.CliApp.Run(args);
