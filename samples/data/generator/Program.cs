// Writes watches.parquet and videos.parquet into the directory given, or into the current one:
//   dotnet run --project samples/data/generator -- samples/data
using Item2Vec.Samples.Watches;

string directory = args.Length > 0 ? args[0] : ".";
WatchLog log = WatchLog.Generate();
ParquetFile.Write(Path.Combine(directory, "watches.parquet"), Csv.Watches(log), Csv.WatchColumns);
ParquetFile.Write(Path.Combine(directory, "videos.parquet"), Csv.Videos(log), Csv.VideoColumns);
