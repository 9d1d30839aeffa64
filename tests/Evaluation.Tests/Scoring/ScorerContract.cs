using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Tests.Training;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Training.Sessions;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Splits;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Tests.Scoring;

/// <summary>What is evaluated is what an index answers: the same items in the same order with the same scores, to the last bit.</summary>
public abstract class ScorerContract : IDisposable
{
    private readonly SplitCorpus split;
    private readonly ItemVectors vectors;
    private readonly ItemIndex index;

    private protected ScorerContract(string variant, Func<SessionCorpus, SessionCorpus>? prepare = null)
    {
        Assert.True(CorpusSplit.TryParse("sessions:0.1", 1, out CorpusSplit? parsed));
        split = parsed!.Split(PlantedUsers.Corpus(PlantedCorpus.Sessions(400)), 1);
        SessionCorpus training = prepare is null ? split.Training : prepare(split.Training);

        // Not a multiple of a register's width.
        ItemVectors trained = ItemTrainer.Train(
            training, new TrainingOptions { Variant = variant, Dimensions = 21, Epochs = 2, Subsampling = 0, Threads = 1 });
        using SessionVectors learned = SessionVectorTrainer.Train(split.Training, new() { Dimensions = 21, Epochs = 2, Threads = 1 });
        using CooccurrenceTable pairs = CooccurrenceBuilder.Build(split.Training);
        vectors = trained.With(pairs.With(learned.Share()));
        index = ItemIndex.Build(vectors);
    }

    public void Dispose()
    {
        index.Dispose();
        vectors.Dispose();
        split.Dispose();
        GC.SuppressFinalize(this);
    }

    public static TheoryData<string, Protocol, double> Questions()
    {
        TheoryData<string, Protocol, double> all = [];
        foreach (string score in ScoreMode.Names)
            foreach (Protocol protocol in Enum.GetValues<Protocol>())
                all.Add(score, protocol, protocol == Protocol.Prefix ? 0 : 0.5);
        return all;
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void Evaluation_ranks_as_the_index_answers(string score, Protocol protocol, double beta)
    {
        EvaluationOptions options = new() { Protocol = protocol, Resamples = 100, MaxCases = 150, Cutoffs = [5] };
        using Evaluator evaluator = new(split, options);
        Assert.True(ScoreMode.TryParse(score, out ScoreMode? mode));
        using ModelScorer scorer = evaluator.Scorer(mode, vectors, beta);
        Recorder recorder = new(scorer);

        evaluator.Measure(score, recorder);

        Assert.NotEmpty(recorder.Seen);
        RecommendOptions asked =
            new() { Score = mode, PopularityWeight = beta, Decay = options.HistoryDecay, AllowHistory = true, Exact = true };
        foreach ((int[] history, float[] scores) in recorder.Seen.Where(seen => seen.History.Length > 0))
        {
            Neighbor[] answer = index.Recommend([.. history.Select(row => vectors.Vocabulary[row])], vectors.Count, asked);
            int[] order = [.. Enumerable.Range(0, scores.Length).OrderByDescending(row => scores[row]).ThenBy(row => row)];
            Assert.Equal(order.Select(row => (vectors.Vocabulary[row], scores[row])), answer.Select(found => (found.Item, found.Score)));
        }
    }

    public static TheoryData<string> Names() => [.. ScoreMode.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void One_history_is_scored_as_many_are(string score)
    {
        Assert.True(ScoreMode.TryParse(score, out ScoreMode? mode));
        using ScoringModel model = new(vectors);
        VectorScorer scorer = mode.Create(model, beta: 0.5, decay: 0.8);
        ReadOnlyMemory<int>[] histories =
            [.. Enumerable.Range(0, 11).Select(number => new ReadOnlyMemory<int>([.. Enumerable.Range(number, number % 4)]))];
        using EmbeddingMatrix all = new(histories.Length, vectors.Count);
        scorer.ScoreMany(histories, all);
        float[] alone = new float[vectors.Count];
        for (int i = 0; i < histories.Length; i++)
        {
            scorer.Score(histories[i].Span, alone);
            Assert.Equal(alone.AsEnumerable(), all.Row(i).ToArray());
        }
    }

    /// <summary>Keeps what an evaluation is told.</summary>
    private sealed class Recorder(IBatchScorer inner) : IBatchScorer
    {
        public List<(int[] History, float[] Scores)> Seen { get; } = [];

        public void Score(ReadOnlySpan<int> history, Span<float> scores) => throw new NotSupportedException();

        public void ScoreMany(ReadOnlySpan<ReadOnlyMemory<int>> histories, EmbeddingMatrix scores)
        {
            inner.ScoreMany(histories, scores);
            lock (Seen)
                for (int i = 0; i < histories.Length; i++) Seen.Add((histories[i].ToArray(), scores.Row(i).ToArray()));
        }
    }
}

public sealed class ItemScorerTests() : ScorerContract("item");

public sealed class UserScorerTests() : ScorerContract("user");

public sealed class BaggedScorerTests() : ScorerContract("bagged", corpus => PlantedBaskets.Of(corpus));

public sealed class MetadataScorerTests() : ScorerContract("meta", WithTopics)
{
    /// <summary>Each item's topic, which is the part of its id before the dash.</summary>
    private static SessionCorpus WithTopics(SessionCorpus corpus)
    {
        Vocabulary items = corpus.Vocabulary;
        StringColumn topics = StringColumn.Of([.. Enumerable.Range(0, items.Count).Select(row => (string?)items[row].Split('-')[0])]);
        return corpus.With(ItemMetadata.Of(items, new ItemAttributes(["topic"], [topics]), ["topic"]));
    }
}
