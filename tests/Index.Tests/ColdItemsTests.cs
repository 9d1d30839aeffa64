using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests;

/// <summary>Items without events are left out, mixed with the others by their lowered scores, or asked for alone.</summary>
public sealed class ColdItemsTests : IDisposable
{
    private const int Items = 400, Warm = 300;
    private static readonly ColdShifts Shifts = new(Similar: 0.25, Next: 1.5, Blend: 2, Items: 10, Cases: 100);
    private readonly ItemVectors plain = Model(null);
    private readonly ItemVectors shifted = Model(Shifts);

    public static TheoryData<string, bool> Questions()
    {
        TheoryData<string, bool> all = [];
        foreach (string question in (string[])["item", "mean", "batch", "nearest", .. ScoreMode.Names])
        {
            all.Add(question, true);
            all.Add(question, false);
        }

        return all;
    }

    public void Dispose()
    {
        plain.Dispose();
        shifted.Dispose();
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void Their_scores_are_lowered_and_they_rank_by_them(string question, bool hasGraph)
    {
        using ItemIndex before = Index(plain, hasGraph), after = Index(shifted, hasGraph);
        double shift = question switch { "next" => Shifts.Next, "blend" => Shifts.Blend, _ => Shifts.Similar };
        (string Item, float Score)[] expected =
        [
            .. Ask(before, question, new SearchOptions { Exact = true }, Items)
                .Select(found => (found.Item, Score: found.IsCold ? (float)(found.Score - shift) : found.Score))
                .OrderByDescending(found => found.Score).Take(30),
        ];
        Neighbor[] answer = Ask(after, question, new SearchOptions { Exact = !hasGraph }, 30);
        Assert.Equal(expected.Select(found => found.Item), answer.Select(found => found.Item));
        Assert.All(expected.Zip(answer), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-5));
        Assert.Contains(answer, found => !found.IsCold);
        Assert.NotEqual(expected.Select(found => found.Item), Ask(before, question, new SearchOptions(), 30).Select(found => found.Item));
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void They_are_left_out_or_asked_for_alone(string question, bool hasGraph)
    {
        using ItemIndex index = Index(shifted, hasGraph);
        Assert.All(Ask(index, question, new SearchOptions { Cold = ColdItems.Exclude }, 30), found => Assert.False(found.IsCold));
        Neighbor[] only = Ask(index, question, new SearchOptions { Cold = ColdItems.Only }, 30);
        Assert.Equal(30, only.Length);
        Assert.All(only, found => Assert.True(found.IsCold));

        ItemFilter even = ItemFilter.Allow(shifted, Enumerable.Range(0, Items / 2).Select(item => $"item{2 * item}"));
        foreach (ColdItems choice in Enum.GetValues<ColdItems>())
        {
            Neighbor[] found = Ask(index, question, new SearchOptions { Cold = choice, Filter = even, Exclude = ["item302"] }, Items);
            Assert.All(found, one => Assert.True(int.Parse(one.Item.AsSpan(4), null) % 2 == 0 && one.Item != "item302"));
            Assert.Equal(choice switch { ColdItems.Only => 49, ColdItems.Exclude => 149, _ => 198 }, found.Length);
        }
    }

    [Fact]
    public void Popular_items_have_events_unless_only_others_are_asked_for()
    {
        using ItemIndex index = Index(shifted, hasGraph: false);
        Assert.All(index.Popular(50, new SearchOptions { Cold = ColdItems.Exclude }), found => Assert.False(found.IsCold));
        Assert.All(index.Popular(50, new SearchOptions { Cold = ColdItems.Only }), found => Assert.True(found.IsCold));
    }

    [Fact]
    public void The_shifts_stay_with_the_model()
    {
        using TemporaryDirectory directory = new();
        shifted.Save(directory.File("a.i2v"));
        using ItemVectors opened = ItemVectors.Open(directory.File("a.i2v"));
        Assert.Equal(Shifts, opened.Training!.Cold);
        using ItemVectors described = opened.With(ItemAttributes.None);
        Assert.Equal(Shifts, described.Training!.Cold);
    }

    private static Neighbor[] Ask(ItemIndex index, string question, SearchOptions search, int count) => question switch
    {
        "item" => index.Similar("item8", count, search),
        "mean" => index.SimilarToMean(["item8"], count, search),
        "batch" => index.SimilarBatch(["item8"], count, search)[0],
        "nearest" => index.Nearest(index.Vector("item8"), count, search with { Exclude = [.. search.Exclude, "item8"] }),
        _ => index.Recommend(["item8"], count, new RecommendOptions
        {
            Score = ScoreMode.All.Single(mode => mode.Name == question), Cold = search.Cold, Filter = search.Filter,
            Exclude = search.Exclude, Exact = search.Exact,
        }),
    };

    private static ItemIndex Index(ItemVectors vectors, bool hasGraph)
        => ItemIndex.Build(vectors, hasGraph ? new IndexOptions { M = 16, EfSearch = 400, Threads = 1 } : null);

    private static ItemVectors Model(ColdShifts? shifts)
    {
        using ItemVectors planted = Planted.Clusters(Items, 12, 8, output: true);
        VocabularyBuilder names = new();
        for (int row = 0; row < Items; row++) names.Add($"item{row}", row < Warm ? Items - row : 0);
        Vocabulary items = names.Build();
        Random random = new(3);
        SessionCorpusBuilder builder = new(items);
        for (int session = 0; session < 200; session++)
        {
            int at = random.Next(Warm);
            for (int step = 0; step < 5; step++) builder.Append((at += random.Next(1, 4)) % Warm);
            builder.EndSession();
        }

        using SessionCorpus corpus = builder.Build();
        TrainingSummary summary = new(new TrainingOptions(), 200, 1000, [1.0], 1) { Cold = shifts };
        using ItemVectors vectors = new(items, Copy(planted.Input), Copy(planted.Output!), training: summary);
        return vectors.With(CooccurrenceBuilder.Build(corpus));
    }

    private static EmbeddingMatrix Copy(EmbeddingMatrix matrix)
    {
        EmbeddingMatrix copy = new(matrix.Rows, matrix.Dimensions);
        for (int row = 0; row < matrix.Rows; row++) matrix.Row(row).CopyTo(copy.Row(row));
        return copy;
    }
}
