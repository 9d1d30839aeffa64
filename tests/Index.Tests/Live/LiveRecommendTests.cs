using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Live;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Live;

/// <summary>A live index recommends as the index that it starts from does, and follows what is added, replaced and deleted.</summary>
public sealed class LiveRecommendTests : IDisposable
{
    private readonly TestModel model = new(300);
    private readonly ItemVectors vectors;
    private readonly ItemIndex index;
    private readonly LiveIndex live;

    public LiveRecommendTests()
    {
        Random random = new(4);
        SessionCorpusBuilder sessions = new(model.Vectors.Vocabulary);
        for (int session = 0; session < 200; session++)
        {
            int at = random.Next(300);
            for (int step = 0; step < 6; step++) sessions.Append((at += random.Next(1, 3)) % 300);
            sessions.EndSession();
        }

        using SessionCorpus log = sessions.Build();
        vectors = model.Vectors.With(CooccurrenceBuilder.Build(log));
        index = ItemIndex.Build(vectors, new IndexOptions { Threads = 1 });
        live = new LiveIndex(ItemIndex.Build(vectors, new IndexOptions { Threads = 1 }));
    }

    public void Dispose()
    {
        live.Dispose();
        index.Dispose();
        vectors.Dispose();
        model.Dispose();
    }

    public static TheoryData<string> Scores() => [.. ScoreMode.Names];

    [Theory]
    [MemberData(nameof(Scores))]
    public void Without_changes_the_answer_is_that_of_the_index(string score)
    {
        Assert.True(ScoreMode.TryParse(score, out ScoreMode? mode));
        ItemFilter some = ItemFilter.Allow(vectors, Enumerable.Range(0, 200).Select(row => $"item{row}"));
        RecommendOptions plain = new() { Score = mode };
        RecommendOptions[] all =
        [
            plain, plain with { Exact = true }, plain with { AllowHistory = true, Decay = 0.3, HistoryWeights = [4, 1, 2] },
            plain with { Filter = some, Exclude = ["item8", "nothing"] },
            mode.SupportsPreferences ? plain with { Likes = ["item40"], Dislikes = ["item50", "item51"] } : plain,
            mode.SupportsPreferences ? plain with { Fold = HistoryFold.Infer } : plain,
        ];
        foreach (RecommendOptions options in all)
            Assert.Equal(
                index.Recommend(["item7", "item9", "item7"], 25, options), live.Recommend(["item7", "item9", "item7"], 25, options));
    }

    [Theory]
    [MemberData(nameof(Scores))]
    public void Deleted_items_are_neither_recommended_nor_known(string score)
    {
        Assert.True(ScoreMode.TryParse(score, out ScoreMode? mode));
        RecommendOptions options = new() { Score = mode };
        string[] best = [.. live.Recommend(["item7"], 3, options).Select(found => found.Item)];
        Assert.True(live.Remove(best[0]));
        live.Set("passing", new float[20]);
        Assert.True(live.Remove("passing"));

        string[] left = [.. live.Recommend(["item7"], 300, options).Select(found => found.Item)];

        Assert.Equal(298, left.Length);
        Assert.DoesNotContain(best[0], left);
        Assert.DoesNotContain("passing", left);
        Assert.Equal(best[1..], left[..2]);
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<Item2VecException>(() => live.Recommend([best[0]], 3, options)).Code);
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<Item2VecException>(() => live.Recommend(["passing"], 3, options)).Code);
        Assert.Equal(
            live.Recommend(["item7"], 3, options),
            live.Recommend([best[0], "item7"], 3, options with { SkipUnknown = true }));
    }

    [Fact]
    public void Added_items_are_similar_with_the_score_they_will_have_in_the_graph()
    {
        RecommendOptions options = new() { Score = ScoreMode.Similar, Exact = true, Dislikes = ["item50"] };
        live.Set("new", vectors.Vector(7));
        live.Set("item9", vectors.Vector(8));
        Neighbor[] before = live.Recommend(["item7", "item3"], 300, options);
        Assert.Equal("new", before[0].Item);
        Assert.Equal(298, before.Length);
        Assert.DoesNotContain("new", live.Recommend(["item7", "new"], 300, options).Select(found => found.Item));
        Assert.DoesNotContain("new", live.Recommend(["item7"], 300, options with { Exclude = ["new"] }).Select(found => found.Item));

        live.Compact();

        Neighbor[] after = live.Recommend(["item7", "item3"], 300, options);
        Dictionary<string, float> scores = after.ToDictionary(found => found.Item, found => found.Score);
        Assert.Equal(298, after.Length);
        Assert.All(before, found => Assert.Equal(scores[found.Item], found.Score, 1e-5));
    }

    [Theory]
    [MemberData(nameof(Scores))]
    public void A_history_counts_added_and_replaced_items_with_their_vectors(string score)
    {
        Assert.True(ScoreMode.TryParse(score, out ScoreMode? mode));
        RecommendOptions options = new() { Score = mode, Exact = true, Decay = 0.5 };
        live.Set("new", vectors.Vector(20));
        live.Set("newer", vectors.Vector(30));
        float[] moved = [.. vectors.Vector(3).Select(value => value * 2)];
        live.Set("item3", moved);

        // The same vectors from rows of the index; co-occurrences of added items are unknown.
        if (mode != ScoreMode.Blend)
            Assert.Equal(
                Others(index.Recommend(["item20", "item30", "item20"], 300, options)),
                Others(live.Recommend(["new", "newer", "new"], 300, options)));
        Assert.Equal(
            Others(live.Recommend(["item7", "new"], 300, options with { Fold = HistoryFold.Mean })),
            Others(live.Recommend(["item7", "new"], 300, options with { Fold = HistoryFold.Infer })));

        string[] left = [.. live.Recommend(["item7"], 400, options).Select(found => found.Item)];
        Assert.Contains("item3", left);
        Assert.Equal(mode == ScoreMode.Similar ? 301 : 299, left.Length);

        static IEnumerable<(string, float)> Others(Neighbor[] found)
            => found.Where(one => one.Item is not ("new" or "newer" or "item3" or "item20" or "item30"))
                .Select(one => (one.Item, one.Score));
    }

    [Fact]
    public void An_index_of_added_items_alone_recommends_them()
    {
        foreach (int row in Enumerable.Range(0, 300)) live.Remove($"item{row}");
        live.Set("first", vectors.Vector(1));
        live.Set("second", vectors.Vector(2));
        Assert.Equal(["second"], live.Recommend(["first"], 5, new RecommendOptions { Score = ScoreMode.Similar }).Select(one => one.Item));
        Assert.Empty(live.Recommend(["first"], 5));
    }
}
