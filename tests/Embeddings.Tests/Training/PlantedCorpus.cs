using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Training;

/// <summary>
/// Sessions with a known answer: every item belongs to one topic, and a session stays within its topic but for some noise.
/// </summary>
internal static class PlantedCorpus
{
    public const int Topics = 10;
    public const int ItemsPerTopic = 12;

    public static string Item(int topic, int number) => $"t{topic}-{number}";

    public static IEnumerable<string[]> Sessions(int count = 3000, int seed = 1)
    {
        Random random = new(seed);
        for (int session = 0; session < count; session++)
        {
            int topic = random.Next(Topics);
            yield return [.. Enumerable.Range(0, random.Next(4, 12)).Select(_ =>
                Item(random.NextDouble() < 0.1 ? random.Next(Topics) : topic, random.Next(ItemsPerTopic)))];
        }
    }

    /// <summary>
    /// The mean share of an item's ten nearest neighbors, by cosine of input vectors, that are of its topic; chance is 0.09.
    /// </summary>
    public static double Purity(ItemVectors vectors)
    {
        double[][] unit = [.. Enumerable.Range(0, vectors.Count).Select(row => Unit(vectors.Vector(row)))];
        double share = 0;
        for (int row = 0; row < unit.Length; row++)
        {
            IEnumerable<int> nearest = Enumerable.Range(0, unit.Length).Where(other => other != row)
                .OrderByDescending(other => unit[row].Zip(unit[other], (a, b) => a * b).Sum()).Take(10);
            share += nearest.Count(other => Topic(vectors, other) == Topic(vectors, row)) / 10.0;
        }

        return share / unit.Length;
    }

    /// <summary>
    /// How often the last item of a session that was not trained on is among the ten nearest, by cosine of input vectors, of its first, and
    /// among the ten most frequent; pairs of an item with itself are left out.
    /// </summary>
    public static (double Model, double Popularity) Hits(ItemVectors vectors)
    {
        double[][] unit = [.. Enumerable.Range(0, vectors.Count).Select(row => Unit(vectors.Vector(row)))];
        int model = 0, popularity = 0, pairs = 0;
        foreach (string[] session in Sessions(count: 300, seed: 2))
        {
            vectors.Vocabulary.TryGetRow(session[0], out int query);
            vectors.Vocabulary.TryGetRow(session[^1], out int target);
            if (query == target) continue;
            pairs++;
            if (Rank(row => unit[query].Zip(unit[row], (a, b) => a * b).Sum()) < 10) model++;
            if (Rank(row => vectors.Vocabulary.CountOf(row)) < 10) popularity++;

            int Rank(Func<int, double> score)
                => Enumerable.Range(0, unit.Length).Count(row => row != query && row != target && score(row) >= score(target));
        }

        return (model / (double)pairs, popularity / (double)pairs);
    }

    private static string Topic(ItemVectors vectors, int row) => vectors.Vocabulary[row].Split('-')[0];

    private static double[] Unit(float[] vector)
    {
        double norm = Math.Sqrt(vector.Sum(value => (double)value * value));
        return [.. vector.Select(value => value / norm)];
    }
}
