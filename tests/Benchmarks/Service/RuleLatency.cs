using System.Diagnostics;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Rules;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Benchmarks.Service;

/// <summary>
/// What rules cost, one query of twenty at a time on one thread, and what they change: the share of sessions whose last item is in the
/// answer, and how alike the items of an answer are.
/// </summary>
internal static class RuleLatency
{
    private const string Exhausting = "max-per in_stock=1, which two items exhaust";
    private const int Results = 20, Rounds = 5, Queries = 1000, Warm = 500;

    /// <summary>What takes long is asked for one session in so many.</summary>
    private const int Seldom = 25;

    private static readonly (string Name, RankingRules? Rules, bool Why)[] Cases =
    [
        ("none", null, false),
        ("diversity 0.1", new RankingRules { Diversity = 0.1 }, false),
        ("diversity 0.3", new RankingRules { Diversity = 0.3 }, false),
        ("diversity 0.5", new RankingRules { Diversity = 0.5 }, false),
        ("max-per brand=2", new RankingRules { MaxPer = [new AttributeLimit("brand", 2)] }, false),
        (Exhausting, new RankingRules { MaxPer = [new AttributeLimit("in_stock", 1)] }, false),
        ("boost in_stock=true:0.5", new RankingRules { Boost = [ItemBoost.Where("in_stock=true", 0.5)] }, false),
        ("boost recent:0.5", new RankingRules { Boost = [ItemBoost.ByRecency(0.5)] }, false),
        ("all of them, why", new RankingRules
        {
            Diversity = 0.3, MaxPer = [new AttributeLimit("brand", 2)],
            Boost = [ItemBoost.Where("in_stock=true", 0.5), ItemBoost.ByRecency(0.5)],
        }, true),
    ];

    /// <summary>Prints a line for each way to ask and each set of rules.</summary>
    /// <param name="model">A model with the attributes brand and in_stock.</param>
    /// <param name="log">Sessions that it was not trained with: one a line, items separated by blanks.</param>
    public static int Run(string model, string log)
    {
        using ItemIndex index = ItemIndex.Open(model);
        string[][] sessions =
        [
            .. File.ReadLines(log).Select(line => line.Split(' ').Where(item => index.Vectors.Vocabulary.TryGetRow(item, out _)).ToArray())
                .Where(session => session.Length > 1),
        ];
        new Random(1).Shuffle(sessions);
        sessions = sessions[..Math.Min(sessions.Length, Rounds * Queries)];
        Measured[] measured = [.. Cases.SelectMany(one => WaysToAsk(index, one.Name, one.Rules, one.Why))];
        foreach (string[] session in sessions[..Warm])
            foreach (Measured one in measured.Where(one => !one.IsSeldom)) one.Ask(session);

        // By turns, so that what else changes on the machine changes all of them.
        foreach (string[][] round in sessions.Chunk(Queries))
            foreach (Measured one in measured)
                foreach (string[] session in one.IsSeldom ? round.Where((_, at) => at % Seldom == 0) : round) one.Measure(index, session);
        foreach (Measured one in measured) Console.WriteLine(one);
        return 0;
    }

    private static IEnumerable<Measured> WaysToAsk(ItemIndex index, string name, RankingRules? rules, bool why)
    {
        SearchOptions search = new() { Threads = 1, Rules = rules, Why = why };
        RecommendOptions next = new() { Threads = 1, Rules = rules, Why = why, Score = ScoreMode.Blend };
        yield return new Measured($"similar, {name}", session => index.Similar(session[^2], Results, search));
        yield return new Measured($"blend, {name}", session => index.Recommend(session[..^1], Results, next));
        yield return new Measured($"popular, {name}", _ => index.Popular(Results, search));
    }

    /// <summary>A way to ask, and what was measured of it.</summary>
    private sealed class Measured(string name, Func<string[], Neighbor[]> ask)
    {
        private readonly List<double> micros = [];
        private int hits;
        private double alike;

        public bool IsSeldom => name.EndsWith(Exhausting, StringComparison.Ordinal);

        public Neighbor[] Ask(string[] session) => ask(session);

        public void Measure(ItemIndex index, string[] session)
        {
            long begin = Stopwatch.GetTimestamp();
            Neighbor[] found = ask(session);
            micros.Add(Stopwatch.GetElapsedTime(begin).TotalMicroseconds);
            if (found.Any(item => item.Item == session[^1])) hits++;
            alike += MeanCosine(index, found);
        }

        public override string ToString()
        {
            micros.Sort();
            return FormattableString.Invariant(
                $"{name}: median {At(0.5):0} us, p99 {At(0.99):0} us; ")
                + FormattableString.Invariant($"hit@20 {(double)hits / micros.Count:0.0000}; mean cosine {alike / micros.Count:0.000}");
        }

        private double At(double share) => micros[(int)(share * (micros.Count - 1))];
    }

    /// <summary>The mean cosine of two items of an answer.</summary>
    private static double MeanCosine(ItemIndex index, Neighbor[] found)
    {
        float[][] units = [.. found.Select(item => Unit(index.Vector(item.Item)))];
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < units.Length; i++)
            for (int j = 0; j < i; j++, pairs++)
                for (int d = 0; d < units[i].Length; d++) sum += units[i][d] * units[j][d];
        return sum / Math.Max(1, pairs);
    }

    private static float[] Unit(float[] vector)
    {
        float length = MathF.Sqrt(vector.Sum(value => value * value));
        return Array.ConvertAll(vector, value => length > 0 ? value / length : 0);
    }
}
