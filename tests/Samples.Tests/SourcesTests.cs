namespace Item2Vec.Samples.Tests;

/// <summary>The samples that read from memory and answer through Microsoft.Extensions.VectorData, as a newcomer runs them.</summary>
public class SourcesTests
{
    [Fact]
    public void Every_source_gives_the_same_sessions_and_training_goes_on_in_the_background()
    {
        string[] lines = SampleProgram.Run("Item2Vec.Samples.Sources.dll");
        Assert.Equal(["plain 600 3000 40", "rich 50 4 True", "channel 600 3000", "reader 600 3000 50", "arrow 600 3000", "canceled True"],
            lines[..6]);
        Assert.Equal(Enumerable.Range(1, 10).Select(epoch => $"epoch {epoch}"), lines[6..16]);

        // Item 105 is bought with others of its hundred.
        Assert.Matches(@"^similar( 10\d){5}$", lines[16]);
        Assert.False(File.Exists(Path.Combine(AppContext.BaseDirectory, "orders.checkpoint")));
    }

    [Fact]
    public void A_collection_is_searched_with_a_filter_and_changed()
    {
        string[] lines = SampleProgram.Run("Item2Vec.Samples.VectorData.dll");
        Assert.Equal(4, lines.Length);
        Assert.All(lines[..3], line => Assert.Matches(@"^p1[0-4] a product for 2[0-4] 0\.\d{3}$", line));
        Assert.Equal("new 1.000", lines[3]);
    }
}
