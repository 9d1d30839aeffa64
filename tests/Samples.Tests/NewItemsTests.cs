namespace Item2Vec.Samples.Tests;

/// <summary>The sample about content as a newcomer runs it.</summary>
public class NewItemsTests
{
    [Fact]
    public void The_sample_places_articles_that_were_hardly_sold_and_writes_a_graph()
    {
        string[] lines = SampleProgram.Run("Item2Vec.Samples.NewItems.dll");

        Assert.Equal(6, lines.Length);
        Assert.Matches(@"^\d{3} new; ", lines[0]);
        Assert.All(lines[1..], line => Assert.Matches(@"^\S+  0\.\d{3}  \S", line));
        foreach (string file in (string[])["similar.onnx", "similar.items.json", "encoder.onnx"])
            File.Delete(Path.Combine(AppContext.BaseDirectory, file));
    }
}
