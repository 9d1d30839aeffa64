using Item2Vec.Samples.Watches;

namespace Item2Vec.Samples.Tests;

/// <summary>The quickstart as a newcomer runs it: a process, with the samples beside it.</summary>
public class QuickstartTests
{
    [Fact]
    public void The_quickstart_prints_five_videos_of_the_same_topic()
    {
        Dictionary<string, string> topics = WatchLog.Generate().Catalogue.Videos.ToDictionary(video => video.Id, video => video.TopicName);

        string[] lines = SampleProgram.Run("Item2Vec.Samples.Quickstart.dll");

        Assert.Equal(5, lines.Length);
        Assert.All(lines, line => Assert.Equal("Word embeddings", topics[line.Split("  ")[0]]));
        File.Delete(Path.Combine(AppContext.BaseDirectory, "watches.i2v"));
    }
}
