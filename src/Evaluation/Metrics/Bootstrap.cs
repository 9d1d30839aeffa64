using Item2Vec.Embeddings.Numerics;
using Item2Vec.Evaluation.Cases;

namespace Item2Vec.Evaluation.Metrics;

/// <summary>95 % intervals of means over cases, by resampling sessions with replacement (Efron 1979).</summary>
/// <remarks>
/// Sessions are resampled rather than cases, because cases of one session are correlated. If there are many, they are first assigned to
/// 1,000 random groups and groups are resampled: sums over groups are as independent as sums over sessions. All models use the same
/// samples, so differences can be resampled too.
/// </remarks>
internal sealed class Bootstrap
{
    private const int MaxGroups = 1000;

    private readonly int[] groupOfCase;
    private readonly double[] casesOfGroup;
    private readonly int groups;
    private readonly byte[][] draws;

    public Bootstrap(IReadOnlyList<EvaluationCase> cases, int resamples, long seed)
    {
        RandomSource random = new((ulong)seed);
        int[] sessions = [.. cases.Select(one => one.Session).Distinct()];
        groups = Math.Min(sessions.Length, MaxGroups);
        Dictionary<int, int> groupOf = new(sessions.Length);
        for (int i = 0; i < sessions.Length; i++) groupOf[sessions[i]] = sessions.Length <= MaxGroups ? i : random.NextBelow(MaxGroups);
        groupOfCase = [.. cases.Select(one => groupOf[one.Session])];
        casesOfGroup = new double[groups];
        foreach (int group in groupOfCase) casesOfGroup[group]++;
        draws = new byte[resamples][];
        for (int resample = 0; resample < resamples; resample++)
        {
            draws[resample] = new byte[groups];
            for (int i = 0; i < groups; i++)
            {
                ref byte times = ref draws[resample][random.NextBelow(groups)];
                if (times < byte.MaxValue) times++;
            }
        }
    }

    /// <summary>The mean of a number over some cases, and its interval.</summary>
    /// <param name="value">The number of a case.</param>
    /// <param name="isIn">Whether a case is included.</param>
    public Estimate Estimate(Func<int, double> value, Func<int, bool> isIn)
    {
        (double mean, double[] means) = Means(value, isIn);
        return Interval(mean, means);
    }

    /// <summary>A function of the means of a number over two parts of the cases, such as their difference, resampled together.</summary>
    /// <param name="value">The number of a case.</param>
    /// <param name="isInOne">Whether a case is of the one part.</param>
    /// <param name="isInOther">Whether a case is of the other part.</param>
    /// <param name="compare">The function of both means.</param>
    public Estimate Compare(
        Func<int, double> value, Func<int, bool> isInOne, Func<int, bool> isInOther, Func<double, double, double> compare)
    {
        (double one, double[] ones) = Means(value, isInOne);
        (double other, double[] others) = Means(value, isInOther);
        return Interval(compare(one, other), [.. ones.Zip(others, compare)]);
    }

    /// <summary>The sums of a number over the groups of sessions that are resampled, for <see cref="Difference"/>.</summary>
    /// <param name="value">The number of a case.</param>
    public double[] Sums(Func<int, double> value)
    {
        double[] sums = new double[groups];
        for (int i = 0; i < groupOfCase.Length; i++) sums[groupOfCase[i]] += value(i);
        return sums;
    }

    /// <summary>
    /// The mean over all cases of the difference of two numbers of each case (paired bootstrap): both are of the same samples.
    /// </summary>
    /// <param name="one">The <see cref="Sums"/> of one number.</param>
    /// <param name="other">The sums of the other, which is subtracted.</param>
    public Estimate Difference(double[] one, double[] other)
    {
        double[] differences = [.. one.Zip(other, (a, b) => a - b)];
        return Interval(
            differences.Sum() / casesOfGroup.Sum(), Array.ConvertAll(draws, times => Mean(times, differences, casesOfGroup)));
    }

    /// <summary>The mean over some cases, and in each sample; NaN without cases.</summary>
    private (double Mean, double[] Means) Means(Func<int, double> value, Func<int, bool> isIn)
    {
        double[] sums = new double[groups];
        double[] counts = new double[groups];
        for (int i = 0; i < groupOfCase.Length; i++)
        {
            if (!isIn(i)) continue;
            sums[groupOfCase[i]] += value(i);
            counts[groupOfCase[i]]++;
        }

        return (sums.Sum() / counts.Sum(), Array.ConvertAll(draws, times => Mean(times, sums, counts)));
    }

    private static Estimate Interval(double value, double[] resampled)
    {
        double[] finite = Array.FindAll(resampled, double.IsFinite);
        if (!double.IsFinite(value) || finite.Length == 0) return new Estimate(double.NaN, double.NaN, double.NaN);
        Array.Sort(finite);
        return new Estimate(value, Quantile(finite, 0.025), Quantile(finite, 0.975));
    }

    private static double Mean(byte[] times, double[] sums, double[] counts)
    {
        double sum = 0;
        double count = 0;
        for (int group = 0; group < times.Length; group++)
        {
            sum += times[group] * sums[group];
            count += times[group] * counts[group];
        }

        return sum / count;
    }

    private static double Quantile(double[] sorted, double share)
    {
        double at = share * (sorted.Length - 1);
        int below = (int)at;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }
}
