using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Training.Sessions;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Evaluation.Blending;
using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Splits;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Tests.Blending;

/// <summary>What the blend learns where only one of its two sources knows anything.</summary>
public sealed class BlendTests
{
    private const int Items = 40;

    /// <summary>Sessions of steps around a ring of items, or of items drawn at random.</summary>
    private static string[][] Sessions(bool ring, int count = 600)
    {
        Random random = new(2);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            int start = random.Next(Items);
            return Enumerable.Range(0, 5).Select(step => $"i{(ring ? start + step : random.Next(Items)) % Items:00}").ToArray();
        })];
    }

    /// <summary>Vectors whose input i points at output i + 1 around the ring, or that know nothing.</summary>
    private static ItemVectors Vectors(Vocabulary items, bool ring)
    {
        Random random = new(3);
        EmbeddingMatrix input = new(items.Count, Items);
        EmbeddingMatrix output = new(items.Count, Items);
        for (int row = 0; row < items.Count; row++)
        {
            int item = int.Parse(items[row][1..], System.Globalization.CultureInfo.InvariantCulture);
            foreach (ref float value in input.Row(row)) value = (random.NextSingle() - 0.5f) / 4;
            foreach (ref float value in output.Row(row)) value = (random.NextSingle() - 0.5f) / 4;
            if (!ring) continue;
            input.Row(row)[item] += 3;
            output.Row(row)[(item + Items - 1) % Items] += 3;
        }

        return new ItemVectors(items, input, output);
    }

    private static double Hits(SplitCorpus split, IScorer ranker, Evaluator evaluator)
        => evaluator.Measure("x", ranker).Metrics["hit@1"].Value * (split.HeldOut.Count > 0 ? 1 : 0);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_source_that_knows_is_trusted(bool pairsKnow)
    {
        // The held-out events follow the ring; what is learned from does so in the pairs or in the vectors alone.
        using SessionCorpus asked = SessionCorpus.FromSessions(Sessions(ring: true));
        Assert.True(CorpusSplit.TryParse("last", 1, out CorpusSplit? last));
        using SplitCorpus split = last!.Split(asked, 1);
        using ItemVectors vectors = Vectors(split.Training.Vocabulary, ring: !pairsKnow);
        using BlendSlice slice = BlendSlice.HoldOut(split.Training, 200, seed: 1);
        using CooccurrenceTable pairs = pairsKnow ? CooccurrenceBuilder.Build(slice.Rest) : Noise(split.Training.Vocabulary);
        CooccurrenceTable learned = pairs.With(BlendLearner.Learn(slice, vectors, pairs, decay: 0));
        using Evaluator evaluator = new(split, new EvaluationOptions { Cutoffs = [1] });

        Assert.True(slice.Count > 10);
        Assert.Equal(slice.Count, learned.Info.Blend.Cases);
        using ModelScorer blend = evaluator.Blend(vectors, learned), next = evaluator.Next(vectors, 0);
        Assert.True(Hits(split, blend, evaluator) > 0.95);
        if (pairsKnow) Assert.True(Hits(split, next, evaluator) < 0.2);
    }

    /// <summary>Pairs of random sessions over the same items.</summary>
    private static CooccurrenceTable Noise(Vocabulary items)
    {
        SessionCorpusBuilder builder = new(items);
        foreach (string[] session in Sessions(ring: false))
        {
            foreach (string item in session) builder.Append(items.RowOf(item));
            builder.EndSession();
        }

        using SessionCorpus corpus = builder.Build();
        return CooccurrenceBuilder.Build(corpus);
    }

    [Fact]
    public void A_slice_takes_whole_sessions_and_leaves_rows_and_counts_as_they_are()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions(Sessions(ring: true));
        using BlendSlice slice = BlendSlice.HoldOut(corpus, 1000, seed: 4);

        Assert.InRange(slice.Count, 30, 180);
        Assert.Equal(corpus.TokenCount - (5 * slice.Count / 3), slice.Rest.TokenCount);
        Assert.Same(corpus.Vocabulary, slice.Rest.Vocabulary);
        Queue<BlendCase> cases = new(slice.Cases);
        long next = 0;
        for (long session = 0; session < corpus.SessionCount; session++)
        {
            int[] before = corpus.Session(session);
            if (next < slice.Rest.SessionCount && slice.Rest.Session(next).SequenceEqual(before))
            {
                next++;
                continue;
            }

            int[] lengths = [.. Enumerable.Range(0, 3).Select(_ => cases.Dequeue()).Select(one =>
            {
                Assert.Equal(before.Take(one.History.Length + 1), one.History.Append(one.Target));
                return one.History.Length;
            })];
            Assert.Equal(3, lengths.Distinct().Count());
        }

        Assert.Equal(slice.Rest.SessionCount, next);
        Assert.Empty(cases);
        using BlendSlice again = BlendSlice.HoldOut(corpus, 1000, seed: 4);
        Assert.Equal(slice.Cases.Select(one => one.Target), again.Cases.Select(one => one.Target));
    }

    [Fact]
    public void A_slice_of_the_latest_sessions_goes_by_their_order()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions(Sessions(ring: true));
        int[] order = [.. Enumerable.Range(0, (int)corpus.SessionCount).Reverse()];
        using BlendSlice slice = BlendSlice.HoldOut(corpus, 1000, seed: 4, isLatest: true, order);
        int fifth = (int)corpus.SessionCount / 5;
        Assert.InRange(slice.Count, 30, 180);

        // The first sessions of the corpus began last.
        int[][] latest = [.. Enumerable.Range(0, fifth).Select(session => corpus.Session(session))];
        Assert.All(
            slice.Cases, one => Assert.Contains(latest, session => session.AsSpan().StartsWith((int[])[.. one.History, one.Target])));
        for (int session = fifth; session < corpus.SessionCount; session++)
            Assert.Equal(corpus.Session(session), slice.Rest.Session(session - (slice.Count / 3)));
        Assert.Equal(Enumerable.Range(0, (int)slice.Rest.SessionCount).Reverse(), slice.RestOrder);
    }

    [Fact]
    public void A_few_events_of_chance_teach_nothing()
    {
        // Items drawn at random: what a handful of them seem to say is not so.
        int kept = 0;
        for (int seed = 1; seed <= 5; seed++)
        {
            using SessionCorpus corpus = SessionCorpus.FromSessions(Sessions(ring: false, count: 300));
            using BlendSlice slice = BlendSlice.HoldOut(corpus, 1000, seed);
            using ItemVectors vectors = Vectors(corpus.Vocabulary, ring: false);
            using CooccurrenceTable pairs = CooccurrenceBuilder.Build(slice.Rest);
            BlendWeights learned = BlendLearner.Learn(slice, vectors, pairs, 0);
            Assert.True(slice.Count is > 12 and < 120);
            if (learned == BlendWeights.Default) kept++;
            else Assert.Equal(slice.Count, learned.Cases);
        }

        Assert.True(kept >= 2, $"{kept} of 5 slices of chance changed nothing");
    }

    [Fact]
    public void Session_vectors_that_know_are_trusted_also_where_an_item_joined_the_model_later()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions(Sessions(ring: true));
        using BlendSlice slice = BlendSlice.HoldOut(corpus, 1000, seed: 4);
        using SessionVectors learned = SessionVectorTrainer.Train(slice.Rest, new() { Dimensions = Items, Threads = 1 });
        using CooccurrenceTable noise = Noise(corpus.Vocabulary);
        using CooccurrenceTable pairs = noise.With(learned.Share());
        VocabularyBuilder builder = new();
        for (int row = 0; row < corpus.Vocabulary.Count; row++) builder.Add(corpus.Vocabulary[row], corpus.Vocabulary.CountOf(row));
        builder.Add("i99", 0);
        using ItemVectors vectors = Vectors(builder.Build(), ring: false);
        int session = BlendWeights.Names.ToList().IndexOf("session");

        BlendWeights weights = BlendLearner.Learn(slice, vectors, pairs, 0.8);

        Assert.Equal(slice.Count, weights.Cases);
        Assert.True(weights.Values[session] > BlendWeights.DefaultWithSessions.Values[session], $"{weights.Values[session]}");
    }

    [Fact]
    public void Without_cases_the_defaults_stay()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions([["a", "b"], ["b", "a"]]);
        using BlendSlice slice = BlendSlice.HoldOut(corpus, 1000, seed: 1);
        using ItemVectors vectors = Vectors(SessionCorpus.FromSessions([["i00", "i01"]]).Vocabulary, ring: false);
        using CooccurrenceTable pairs = CooccurrenceBuilder.Build(corpus);
        Assert.Equal(BlendWeights.Default, BlendLearner.Learn(slice, vectors, pairs, 0));
    }

    [Fact]
    public void A_long_history_that_counts_evenly_says_what_its_last_item_says()
    {
        // Each of 12,000 items weighs less than one in ten thousand, and all of them say the same.
        using SessionCorpus corpus = SessionCorpus.FromSessions(Sessions(ring: true));
        using CooccurrenceTable pairs = CooccurrenceBuilder.Build(corpus, new CooccurrenceOptions(RecentSessions: 0));
        int item = corpus.Vocabulary.RowOf("i07");
        double[] once = new double[BlendWeights.Names.Count];
        double[] always = new double[BlendWeights.Names.Count];
        BlendFeatures signs = new(pairs, corpus.Vocabulary);

        signs.Gather(new HistoryQuery(new[] { item }), decay: 1);
        int[] candidates = [.. signs.Candidates];
        signs.Write(0, once);
        signs.Gather(new HistoryQuery(Enumerable.Repeat(item, 12_000).ToArray()), decay: 1);
        signs.Write(0, always);

        Assert.NotEmpty(candidates);
        Assert.Equal(candidates, signs.Candidates);
        Assert.All(once.Zip(always), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }
}
