using System.Diagnostics;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Events;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Live;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;
using Item2Vec.Service.Options;

namespace Item2Vec.Service.Models;

/// <summary>Opens, verifies and warms up a model: what it returns has answered queries.</summary>
internal static class ModelLoader
{
    /// <summary>Time limit of the warm-up, however many queries are requested.</summary>
    private static readonly TimeSpan MaxWarmUp = TimeSpan.FromSeconds(0.25);

    /// <summary>Opens a model.</summary>
    /// <exception cref="Item2VecException">It is missing, damaged or empty, or gives invalid answers.</exception>
    public static ServedModel Open(Item2VecOptions options, bool verify, DateTimeOffset now)
    {
        // Taken first: if the model is replaced while it is opened, the next check sees a difference.
        ModelSignature? signature = ModelSignature.Of(options.Model);
        string attributes = ModelSignature.OfAttributes(options.Model);
        LearningIndex? learning = null;
        EventLogSpan? trained = null;
        ItemIndex index = options.Live ? OpenLive(out learning, out trained) : ItemIndex.Open(options.Model, verify, options.Load);
        try
        {
            if (!verify) CheckNumbers(index);
            if (index.Count == 0) throw new Item2VecException($"{options.Model}: the model has no items", "train it on more data");
            ServedModel model = new(index, options.Model, signature, now, options.MaxInlineFilterItems, learning)
            {
                AttributesSeen = attributes, Trained = trained,
            };
            WarmUp(index, options);
            return model;
        }
        catch
        {
            if (learning is null) index.Dispose();
            else learning.Dispose();
            throw;
        }

        // What a model says of the log must be of the same save as its vectors.
        ItemIndex OpenLive(out LearningIndex learning, out EventLogSpan? trained)
        {
            const int tries = 100;
            for (int attempt = 1; ; attempt++)
            {
                EventLogSpan? before = ModelDirectory.EventsOf(options.Model);
                learning = LearningIndex.Open(options.Model, verify, options.LiveItems, options.LiveSessions);
                trained = ModelDirectory.EventsOf(options.Model);
                if (trained == before) return learning.Index;
                learning.Dispose();
                if (attempt == tries) throw new Item2VecException($"{options.Model}: the model changes all the time", "try again");
            }
        }
    }

    /// <summary>
    /// Looks for numbers that are not finite, also where a model is not verified: requests must not be the ones to find them.
    /// </summary>
    private static void CheckNumbers(ItemIndex index)
    {
        index.CheckNumbers();
        _ = index.Users;
        _ = index.Metadata;
    }

    /// <summary>Runs queries, which load pages into memory and compute lazy values before requests come.</summary>
    private static void WarmUp(ItemIndex index, Item2VecOptions options)
    {
        Span<ScoredRow> found = stackalloc ScoredRow[10];
        SearchOptions search = new() { Threads = 1 };
        RandomSource random = new(1);
        long start = Stopwatch.GetTimestamp();
        for (int query = 0; query < options.WarmUpQueries && Stopwatch.GetElapsedTime(start) < MaxWarmUp; query++)
        {
            int row = random.NextBelow(index.Count);
            int count = index.SimilarRows(row, found, search);
            foreach (ScoredRow answer in found[..count])
                if (!float.IsFinite(answer.Score)) throw Nonsense(index.Vectors.Vocabulary[row]);
            if (query % 16 != 0 || !index.Vectors.HasOutput) continue;
            foreach (Neighbor next in index.Recommend([index.Vectors.Vocabulary[row]], found.Length, new RecommendOptions { Threads = 1 }))
                if (!float.IsFinite(next.Score)) throw Nonsense(index.Vectors.Vocabulary[row]);
        }

        Item2VecException Nonsense(string item)
            => new($"{options.Model}: the model answers '{item}' with a score that is not a number", "train it again");
    }
}
