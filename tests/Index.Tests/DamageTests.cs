using Item2Vec.Embeddings;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests;

/// <summary>A damaged file gives an error or wrong answers, never a crash.</summary>
public sealed class DamageTests
{
    [Fact]
    public void Queries_survive_any_damage_of_the_sections()
    {
        using TestModel model = new(40, dimensions: 3);
        using TemporaryDirectory directory = new();
        ItemIndex.Build(model.Vectors).Save(directory.File("good"));
        byte[] good = File.ReadAllBytes(directory.File("good"));
        Random random = new(1);
        int asked = 0;
        for (int round = 0; round < 300; round++)
        {
            // Header and table, which opening checks, are left as they are.
            byte[] bad = [.. good];
            for (int flips = 0; flips < 200; flips++) bad[random.Next(64 + (11 * 64), bad.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(directory.File("bad"), bad);
            ItemIndex? opened = null;
            Try(() => opened = ItemIndex.Open(directory.File("bad")));
            if (opened is null) continue;
            asked++;
            using ItemIndex index = opened;
            for (int row = 0; row < 40; row += 7)
            {
                string item = $"item{row}";
                Try(() => index.Similar(item, 40));
                Try(() => index.Recommend([item], 40));
                Try(() => index.Analogy($"{item} - item1"));
            }

            Try(() => index.ClosestItems("item"));
        }

        Assert.True(asked > 50, $"only {asked} damaged files were opened: the damage does not reach the queries");
    }

    private static void Try(Action query)
    {
        try
        {
            query();
        }
        catch (Item2VecException error)
        {
            Assert.True(error.Code is ErrorCode.BadData or ErrorCode.NotFound, error.Message);
        }
    }
}
