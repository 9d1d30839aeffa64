using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Item2Vec.Indexing;
using Item2Vec.Maps;

namespace Item2Vec.Benchmarks.Maps;

/// <summary>Lays a model out and says how long each stage took and how much memory the process had at most.</summary>
internal static class Layout
{
    public static void Run(string model, string method, int threads, int seed, string target)
    {
        using ItemIndex index = ItemIndex.Open(model);
        MapOptions options = new()
        {
            Method = Enum.Parse<MapMethod>(method, ignoreCase: true),
            Threads = threads,
            Seed = seed,
            Epochs = int.Parse(Environment.GetEnvironmentVariable("MAP_EPOCHS") ?? "0", CultureInfo.InvariantCulture),
        };
        StageTimes times = new();
        Stopwatch watch = Stopwatch.StartNew();
        ItemMap map = ItemMap.Create(index, options, times);
        double seconds = watch.Elapsed.TotalSeconds;
        float[] places = new float[2 * map.Count];
        for (int row = 0; row < map.Count; row++) (places[2 * row], places[(2 * row) + 1]) = (map.X[row], map.Y[row]);
        File.WriteAllBytes(target, MemoryMarshal.AsBytes<float>(places).ToArray());
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            items = map.Count,
            graph = index.Graph is not null,
            seconds,
            stages = times.Seconds,
            clusters = map.Clusters.Count,
            inClusters = map.Count - map.ClusterOf.Count(-1),
            labels = map.Clusters.Take(30).Select(cluster => $"{cluster.Count} {cluster.Label}"),
            peakMegabytes = Process.GetCurrentProcess().PeakWorkingSet64 >> 20,
        }));
    }

    /// <summary>Seconds between the first and the last report of each stage.</summary>
    private sealed class StageTimes : IProgress<MapProgress>
    {
        private readonly Lock gate = new();
        private readonly Dictionary<MapStage, (long First, long Last)> times = [];

        public Dictionary<string, double> Seconds => times.ToDictionary(
            time => time.Key.ToString(), time => Stopwatch.GetElapsedTime(time.Value.First, time.Value.Last).TotalSeconds);

        public void Report(MapProgress value)
        {
            long now = Stopwatch.GetTimestamp();
            lock (gate) times[value.Stage] = (times.TryGetValue(value.Stage, out (long First, long Last) time) ? time.First : now, now);
        }
    }
}
