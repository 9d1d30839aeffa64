using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests;

/// <summary>recommend by vectors and pairs together, and what explains two items.</summary>
public sealed class BlendTests : IDisposable
{
    private const int Items = 120;
    private readonly TestModel model = new(Items);
    private readonly SessionCorpus corpus;
    private readonly CooccurrenceTable pairs;
    private readonly ItemIndex index;
    private readonly ItemIndex withSessions;
    private readonly CooccurrenceTable pairsAlone;

    public BlendTests()
    {
        // Sessions of steps of one or two items through the catalogue.
        Random random = new(8);
        SessionCorpusBuilder builder = new(model.Vectors.Vocabulary);
        for (int session = 0; session < 150; session++)
        {
            int at = random.Next(Items);
            for (int step = 0; step < 6; step++) builder.Append((at += random.Next(1, 3)) % Items);
            builder.EndSession();
        }

        corpus = builder.Build();
        pairs = CooccurrenceBuilder.Build(corpus, new CooccurrenceOptions(Neighbors: 12));
        pairsAlone = CooccurrenceBuilder.Build(corpus, new CooccurrenceOptions(Neighbors: 12, RecentSessions: 0));
        index = ItemIndex.Build(model.Vectors.With(pairsAlone));
        withSessions = ItemIndex.Build(model.Vectors.With(pairs));
    }

    public void Dispose()
    {
        index.Dispose();
        withSessions.Dispose();
        pairs.Dispose();
        pairsAlone.Dispose();
        corpus.Dispose();
        model.Dispose();
    }

    [Fact]
    public void What_is_popular_now_counts_the_latest_sessions_more()
    {
        double[] late = new double[Items];
        for (int session = 0; session < corpus.SessionCount; session++)
            foreach (int row in corpus.Session(session)) late[row] += Math.Exp((session + 1 - corpus.SessionCount) / 15.0);
        int[] expected = [.. Enumerable.Range(0, Items).OrderByDescending(row => late[row]).Where(row => row != 4).Take(20)];

        Neighbor[] now = withSessions.Popular(20, new SearchOptions { Exclude = ["item4", "unknown"] });

        Assert.Equal(expected.Select(row => $"item{row}"), now.Select(item => item.Item));
        Assert.All(now.Zip(expected), pair => Assert.Equal(late[pair.Second] / late.Sum(), pair.First.Score, 5));
    }

    [Fact]
    public void Without_sessions_the_counts_say_what_is_popular()
    {
        Vocabulary items = model.Vectors.Vocabulary;
        Neighbor[] found = index.Popular(Items);
        Assert.Equal(
            Enumerable.Range(0, Items).OrderByDescending(items.CountOf).Select(row => items[row]), found.Select(item => item.Item));
        Assert.All(found, item => Assert.Equal((double)items.CountOf(items.RowOf(item.Item)) / items.TotalCount, item.Score, 6));
    }

    /// <summary>The score as <see cref="BlendWeights"/> says it, item by item, of a history of the given weights.</summary>
    private double Score(int candidate, params (int Row, double Weight)[] history)
    {
        float[] mean = TestModel.Sum([.. history.Select(one => (one.Weight, model.Vectors.Vector(one.Row)))]);
        float[] direction = TestModel.Sum([.. history.Select(one => (one.Weight, model.Unit(one.Row)))]);
        double[] signs = new double[BlendWeights.Names.Count];
        signs[0] = TestModel.Dot(mean, model.Vectors.OutputVector(candidate));
        signs[1] = model.LogPrior(candidate);
        signs[2] = TestModel.Cosine(direction, model.Vectors.Vector(candidate));
        double[] sums = new double[10];
        foreach ((int row, double weight) in history)
        {
            Cooccurrence[] kept = pairs.Of(row);
            foreach (Cooccurrence pair in kept.Where(pair => pair.Other == candidate))
            {
                double events = model.Vectors.Vocabulary.CountOf(row);
                double sessions = pairs.SessionsWith(row);
                double votes = kept.Sum(one => (double)one.CloselyAfter + one.CloselyBefore);
                double[] of =
                [
                    pair.After, pair.Before, pair.After / events, pair.Before / events, pair.Sessions, pair.Sessions / sessions,
                    pair.Sessions / Math.Sqrt((sessions + 20) * (pairs.SessionsWith(candidate) + 20)),
                    pair.CloselyAfter + pair.CloselyBefore, pair.CloselyAfter / votes, pair.CloselyBefore / votes,
                ];
                for (int i = 0; i < sums.Length; i++) sums[i] += weight * of[i];
            }
        }

        double[] ofPairs =
        [
            Math.Log(1 + sums[0]), Math.Log(1 + sums[1]), Math.Log(1 + (100 * sums[2])), Math.Log(1 + (100 * sums[3])),
            Math.Log(1 + sums[4]), Math.Log(1 + (100 * sums[5])),
            sums[0] > 0 ? 1 : 0, sums[1] > 0 ? 1 : 0, Math.Log(1 + (20 * sums[6])), Math.Log(1 + (10 * sums[7])),
            Math.Log(1 + (200 * sums[8])), Math.Log(1 + (200 * sums[9])),
        ];
        ofPairs.CopyTo(signs, 3);
        int last = history[^1].Row;
        signs[15] = TestModel.Dot(model.Vectors.Vector(last), model.Vectors.OutputVector(candidate));
        signs[16] = TestModel.Cosine(model.Vectors.Vector(last), model.Vectors.Vector(candidate));
        foreach (Cooccurrence pair in pairs.Of(last).Where(pair => pair.Other == candidate))
        {
            signs[17] = Math.Log(1 + (100 * pair.After / model.Vectors.Vocabulary.CountOf(last)));
            signs[18] = Math.Log(1 + (100.0 * pair.Sessions / pairs.SessionsWith(last)));
            signs[19] = Math.Log(1 + (200 * pair.CloselyAfter / pairs.Of(last).Sum(one => (double)one.CloselyAfter + one.CloselyBefore)));
        }

        return BlendWeights.Default.Values.Zip(signs).Sum(pair => pair.First * pair.Second);
    }

    [Fact]
    public void A_blend_of_one_item_is_the_weighted_sum_of_its_signs()
        => TestModel.AssertSame(
            model.Rank(row => Score(row, (7, 1)), 30, 7),
            index.Recommend(["item7"], 30, new RecommendOptions { Score = ScoreMode.Blend, Exact = true }));

    [Fact]
    public void A_history_weighs_late_items_more()
        => TestModel.AssertSame(
            model.Rank(row => Score(row, (7, 0.25 / 1.75), (50, 0.5 / 1.75), (11, 1 / 1.75)), 30, 7, 50, 11),
            index.Recommend(
                ["item7", "item50", "item11"], 30, new RecommendOptions { Score = ScoreMode.Blend, Exact = true, Decay = 0.5 }));

    [Fact]
    public void Items_of_a_history_may_have_weights()
        => TestModel.AssertSame(
            model.Rank(row => Score(row, (7, 4 / 5.5), (50, 0.5 / 5.5), (11, 1 / 5.5)), 30, 7, 50, 11),
            index.Recommend(
                ["item7", "item50", "item11"],
                30,
                new RecommendOptions { Score = ScoreMode.Blend, Exact = true, Decay = 0.5, HistoryWeights = [16, 1, 1] }));

    /// <summary>What <see cref="BlendWeights"/> says of the sessions most like a history, from the sessions themselves.</summary>
    private double SessionScore(int candidate, int[] history)
    {
        (double all, double after, double anywhere, double total) = (0, 0, 0, 0);
        for (long number = 0; number < corpus.SessionCount; number++)
        {
            int[] session = corpus.Session(number);
            int[] ages = [.. Enumerable.Range(0, history.Length).Where(age => session.Contains(history[^(age + 1)]))];
            if (ages.Length == 0) continue;
            double similarity = ages.Sum(age => Math.Exp(-age / 1.02)) / Math.Sqrt(history.Length * session.Length);
            double vote = similarity * Math.Exp(-ages[0] / 1.02);
            int at = Array.LastIndexOf(session, history[^(ages[0] + 1)]);
            total += similarity;
            for (int i = 0; i < session.Length; i++)
            {
                if (session[i] != candidate) continue;
                double near = vote * Math.Exp(-Math.Abs(i - at) / 2.05);
                all += near;
                after += i > at ? near : 0;
                anywhere += similarity;
            }
        }

        double[] features =
        [
            Math.Log(1 + (200 * all / total)), Math.Log(1 + (200 * after / total)), Math.Log(1 + (100 * anywhere / total)),
            Math.Log(1 + all), anywhere > 0 ? 1 : 0,
        ];
        return features.Select((value, i) => value * BlendWeights.Default.Values[20 + i]).Sum();
    }

    [Fact]
    public void The_sessions_most_like_a_history_vote()
        => TestModel.AssertSame(
            model.Rank(
                row => Score(row, (7, 0.25 / 1.75), (9, 0.5 / 1.75), (11, 1 / 1.75)) + SessionScore(row, [7, 9, 11]), 30, 7, 9, 11),
            withSessions.Recommend(
                ["item7", "item9", "item11"], 30, new RecommendOptions { Score = ScoreMode.Blend, Exact = true, Decay = 0.5 }));

    [Fact]
    public void What_was_seen_is_scored_by_how_long_ago()
    {
        RecommendOptions options = new() { Score = ScoreMode.Blend, Exact = true, Decay = 0.5, AllowHistory = true };
        Neighbor[] found = index.Recommend(["item7", "item9", "item9", "item11"], Items, options);
        (int Row, double Weight)[] history = [(7, 0.125 / 1.875), (9, 0.25 / 1.875), (9, 0.5 / 1.875), (11, 1 / 1.875)];
        ReadOnlySpan<double> weights = [.. BlendWeights.Default.Values];
        Assert.Equal(Score(11, history) + weights[25] + weights[26] + weights[27], Of(11), 1e-4);
        Assert.Equal(Score(9, history) + weights[26] + (weights[27] / 2) + weights[28], Of(9), 1e-4);
        Assert.Equal(Score(7, history) + weights[26] + (weights[27] / 4), Of(7), 1e-4);

        double Of(int row) => found.Single(one => one.Item == $"item{row}").Score;
    }

    [Fact]
    public void The_sessions_are_kept_in_the_file()
    {
        using TemporaryDirectory directory = new();
        withSessions.Save(directory.File("items.i2v"));
        using ItemIndex opened = ItemIndex.Open(directory.File("items.i2v"), verify: true);
        Assert.Equal(150, opened.Vectors.Cooccurrences!.RecentSessions);
        Assert.Equal(withSessions.Recommend(["item7", "item9"], Items), opened.Recommend(["item7", "item9"], Items));
        Assert.Equal(0, index.Vectors.Cooccurrences!.RecentSessions);
    }

    [Fact]
    public void Only_the_latest_sessions_are_kept()
    {
        using CooccurrenceTable latest = CooccurrenceBuilder.Build(corpus, new CooccurrenceOptions(RecentSessions: 40));
        Assert.Equal(40, latest.RecentSessions);
        for (int session = 0; session < 40; session++) Assert.Equal<int>(corpus.Session(110 + session), latest.Recent!.Session(session));
        for (int row = 0; row < Items; row++)
        {
            int[] having = [.. Enumerable.Range(0, 40).Where(session => corpus.Session(110 + session).Contains(row))];
            Assert.Equal<int>(having, latest.Recent!.SessionsOf(row));
        }
    }

    [Fact]
    public void Without_a_score_a_history_is_blended_and_what_cannot_be_is_not()
    {
        Assert.Equal(Ranked(new() { Score = ScoreMode.Blend }), Ranked(new()));
        Assert.Equal(Ranked(new() { Score = ScoreMode.Next, PopularityWeight = 0.25 }), Ranked(new() { PopularityWeight = 0.25 }));
        Assert.Equal(Ranked(new() { Score = ScoreMode.Next, Likes = ["item3"] }), Ranked(new() { Likes = ["item3"] }));
        using ItemIndex without = ItemIndex.Build(model.Vectors);
        Assert.Equal(
            Ranked(new() { Score = ScoreMode.Next }), without.Recommend(["item7", "item50"], 20).Select(one => one.Item));

        IEnumerable<string> Ranked(RecommendOptions options)
            => withSessions.Recommend(["item7", "item50"], 20, options).Select(one => one.Item);
    }

    [Fact]
    public void Filters_and_excluded_items_are_kept_to()
    {
        Neighbor[] all = index.Recommend(["item7"], Items, new RecommendOptions { Score = ScoreMode.Blend });
        Neighbor[] found = index.Recommend(
            ["item7"],
            5,
            new RecommendOptions
            {
                Score = ScoreMode.Blend,
                Exclude = [all[0].Item],
                Filter = ItemFilter.Allow(index.Vectors, all.Skip(2).Select(one => one.Item))
            });
        Assert.Equal(all[2..7].Select(one => one.Item), found.Select(one => one.Item));
        Assert.Equal(Items - 1, all.Length);
    }

    [Fact]
    public void A_graph_names_candidates_that_the_exact_answer_has()
    {
        using ItemVectors vectors = Planted.Clusters(output: true);
        Random random = new(4);
        SessionCorpusBuilder builder = new(vectors.Vocabulary);
        for (int session = 0; session < 4000; session++)
        {
            for (int at = 0; at < 4; at++) builder.Append(random.Next(vectors.Count));
            builder.EndSession();
        }

        using SessionCorpus log = builder.Build();
        using ItemIndex graph = ItemIndex.Build(vectors.With(CooccurrenceBuilder.Build(log)), new IndexOptions());
        int same = 0;
        for (int row = 0; row < 50; row++)
        {
            Neighbor[] exact = graph.Recommend([$"item{row * 100}"], 10, new RecommendOptions { Score = ScoreMode.Blend, Exact = true });
            same += graph.Recommend([$"item{row * 100}"], 10, new RecommendOptions { Score = ScoreMode.Blend }).Intersect(exact).Count();
        }

        Assert.True(same >= 475, $"{same} of 500 found");
    }

    [Fact]
    public void A_model_without_pairs_says_so()
    {
        using ItemIndex without = ItemIndex.Build(model.Vectors);
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => without.Recommend(["item7"], 5, new RecommendOptions { Score = ScoreMode.Blend }));
        Assert.Equal(ErrorCode.Usage, error.Code);
        Assert.Contains("pairs", error.Message, StringComparison.Ordinal);
        Assert.Throws<Item2VecException>(() => without.Explain("item1", "item2"));
        Assert.Throws<Item2VecException>(
            () => index.RecommendFrom(new float[index.Dimensions], 5, new RecommendOptions { Score = ScoreMode.Blend }));
    }

    [Fact]
    public void An_explanation_counts_sessions_ranks_and_common_company()
    {
        Explanation found = index.Explain("item7", "item8");
        int[][] sessions = [.. Enumerable.Range(0, (int)corpus.SessionCount).Select(session => corpus.Session(session))];
        int with7 = sessions.Count(session => session.Contains(7));
        int with8 = sessions.Count(session => session.Contains(8));

        Assert.Equal((with7, with8), (found.Sessions, found.OtherSessions));
        Assert.Equal(sessions.Count(session => session.Contains(7) && session.Contains(8)), found.Pair!.Value.Sessions);
        Assert.Equal(with7 * with8 / 150.0, found.Expected, 1e-12);
        Assert.Equal(TestModel.Cosine(model.Vectors.Vector(7), model.Vectors.Vector(8)), found.Cosine, 1e-5);
        Assert.Equal(1 + Array.FindIndex(index.Similar("item7", Items), one => one.Item == "item8"), found.SimilarRank);
        Assert.Equal(1 + Array.FindIndex(index.Recommend(
            ["item7"], Items, new RecommendOptions { Score = ScoreMode.Next }), one => one.Item == "item8"), found.NextRank);
        string[] shared = [.. pairs.Of(7).Select(pair => pair.Other).Intersect(pairs.Of(8).Select(pair => pair.Other)).Except([7, 8])
            .Select(row => $"item{row}")];
        Assert.NotEmpty(shared);
        Assert.Equal(shared.Order(), found.Shared.Select(one => one.Item).Order());
        int[] weaker = [.. found.Shared.Select(one => Math.Min(one.Sessions, one.OtherSessions))];
        Assert.Equal(weaker.OrderDescending(), weaker);
        Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => index.Explain("item7", "item7")).Code);
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<Item2VecException>(() => index.Explain("item7", "nothing")).Code);
    }
}
