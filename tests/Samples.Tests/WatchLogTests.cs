using Item2Vec.Samples.Watches;

namespace Item2Vec.Samples.Tests;

public class WatchLogTests
{
    private static readonly WatchLog Log = WatchLog.Generate();

    [Theory]
    [InlineData("watches.parquet")]
    [InlineData("videos.parquet")]
    public void The_committed_file_holds_what_the_generator_makes(string file)
    {
        string made = file == "watches.parquet" ? Csv.Watches(Log) : Csv.Videos(Log);
        string committed = ParquetFile.ReadAsCsv(Path.Combine(AppContext.BaseDirectory, "samples", "data", file));
        Assert.True(made == committed, $"samples/data/{file} is not what its generator makes. {FirstDifference(made, committed)}\n"
            + "Write it anew: dotnet run --project samples/data/generator -- samples/data");
    }

    [Fact]
    public void Another_seed_makes_another_log() => Assert.NotEqual(Csv.Watches(Log), Csv.Watches(WatchLog.Generate(seed: 2)));

    [Fact]
    public void The_log_runs_by_time_and_a_viewer_watches_one_video_at_once()
    {
        Dictionary<int, DateTime> busyUntil = [];
        DateTime last = DateTime.MinValue;
        foreach (Watch watch in Log.Watches)
        {
            Assert.True(watch.Time >= last);
            Assert.True(watch.Time >= busyUntil.GetValueOrDefault(watch.Viewer), $"viewer {watch.Viewer} at {watch.Time:s}");
            Assert.InRange(watch.Seconds, 1, watch.Video.Seconds);
            last = watch.Time;
            busyUntil[watch.Viewer] = watch.Time.AddSeconds(watch.Seconds);
        }
    }

    [Theory]
    [InlineData("aircAruvnKk", "Neural networks, part 1")]
    [InlineData("WK_Nr4tUtl8", "Word embeddings, part 3")]
    public void The_ids_that_examples_use_are_there(string id, string title)
        => Assert.Equal(title, Log.Catalogue.Videos.Single(video => video.Id == id).Title);

    [Fact]
    public void Every_video_has_its_own_id_and_enough_views_to_be_learned()
    {
        Assert.Equal(Log.Catalogue.Videos.Count, Log.Catalogue.Videos.Select(video => video.Id).Distinct().Count());
        ILookup<Video, Watch> views = Log.Watches.ToLookup(watch => watch.Video);
        Assert.All(Log.Catalogue.Videos, video => Assert.True(views[video].Count() >= 10, $"{video.Title}: {views[video].Count()} views"));
    }

    private static string FirstDifference(string made, string committed)
    {
        foreach (((string First, string Second) lines, int index) in made.Split('\n').Zip(committed.Split('\n'))
            .Select((lines, index) => (lines, index)))
            if (lines.First != lines.Second) return $"Line {index + 1} is '{lines.Second}', the generator makes '{lines.First}'.";
        return $"It has {committed.Split('\n').Length} lines, the generator makes {made.Split('\n').Length}.";
    }
}
