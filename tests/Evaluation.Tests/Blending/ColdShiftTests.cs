using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Evaluation.Blending;

namespace Item2Vec.Evaluation.Tests.Blending;

/// <summary>How far items without events are lowered, where it is known how good their vectors are.</summary>
public sealed class ColdShiftTests
{
    private const int Items = 200, Topics = 4, Added = 60;

    [Fact]
    public void Vectors_that_say_nothing_and_score_high_are_lowered_until_they_crowd_out_nobody()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions(Sessions());
        using BlendSlice slice = BlendSlice.HoldOut(corpus, 400, seed: 1);
        using ItemVectors vectors = Model(corpus.Vocabulary, slice.Rest);

        // Each held-out item is more typical of a topic than any other item, and most of another topic than its own.
        ColdShifts loud = ColdShiftLearner.Learn(slice, vectors, rows => [.. rows.Select(row => Place(
            [.. Enumerable.Range(0, Topics).Select(topic => topic == row * 7 / 3 % Topics ? 1f : 0f)], 8))], seed: 1)!;
        Assert.True(loud is { Similar: > 0, Next: > 3, Items: > 20, Cases: > 300 }, loud.ToString());

        // And here exactly as the session vectors of its own topic, so that nothing is gained by lowering it far.
        ColdShifts right = ColdShiftLearner.Learn(
            slice, vectors, rows => [.. rows.Select(row => new PlacedVector(vectors.Vector(row), vectors.OutputVector(row)))], seed: 1)!;
        Assert.True(right.Next < loud.Next / 2, $"{right} {loud}");
    }

    [Fact]
    public void The_same_seed_learns_the_same_and_too_few_events_nothing()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions(Sessions());
        using BlendSlice slice = BlendSlice.HoldOut(corpus, 400, seed: 1);
        using ItemVectors vectors = Model(corpus.Vocabulary, slice.Rest);
        Assert.Equal(Learn(slice), Learn(slice));
        using BlendSlice small = BlendSlice.HoldOut(corpus, 20, seed: 1);
        Assert.Null(Learn(small));
        Assert.Null(ColdShiftLearner.Learn(slice, vectors, rows => [.. rows.Select(_ => (PlacedVector?)null)], seed: 1));

        ColdShifts? Learn(BlendSlice some)
            => ColdShiftLearner.Learn(some, vectors, rows => [.. rows.Select(row => Place([1, 2, 3, row % 5], 3))], seed: 1);
    }

    private static PlacedVector Place(float[] at, float length)
    {
        double norm = Math.Sqrt(at.Sum(value => value * value));
        float[] vector = Array.ConvertAll(at, value => (float)(length * value / norm));
        return new PlacedVector(vector, vector);
    }

    /// <summary>Sessions within a topic.</summary>
    private static string[][] Sessions()
    {
        Random random = new(6);
        return [.. Enumerable.Range(0, 8000).Select(session => Enumerable.Range(0, 4)
            .Select(_ => $"i{(session % Topics) + (Topics * random.Next(Items / Topics))}").ToArray())];
    }

    /// <summary>Vectors that point to the topic of an item, and items without events beside them.</summary>
    private static ItemVectors Model(Vocabulary items, SessionCorpus rest)
    {
        VocabularyBuilder names = new();
        Random random = new(7);
        EmbeddingMatrix input = new(items.Count + Added, Topics), output = new(items.Count + Added, Topics);
        for (int row = 0; row < items.Count + Added; row++)
        {
            string item = row < items.Count ? items[row] : $"new{row}";
            names.Add(item, row < items.Count ? items.CountOf(row) : 0);
            int topic = row < items.Count ? int.Parse(item.AsSpan(1), null) % Topics : row % Topics;
            foreach (EmbeddingMatrix matrix in (EmbeddingMatrix[])[input, output])
            {
                foreach (ref float value in matrix.Row(row)) value = random.NextSingle() / 2;
                matrix.Row(row)[topic] += 2;
            }
        }

        using ItemVectors vectors = new(
            names.Build(), input, output, training: new TrainingSummary(new TrainingOptions(), 8000, 32_000, [1.0], 1));
        return vectors.With(CooccurrenceBuilder.Build(rest));
    }
}
