using Item2Vec.Samples.Watches;

string directory = args.Length > 0 ? args[0] : ".";
WatchLog log = WatchLog.Generate();
File.WriteAllText(Path.Combine(directory, "watches.csv"), Csv.Watches(log));
File.WriteAllText(Path.Combine(directory, "videos.csv"), Csv.Videos(log));
