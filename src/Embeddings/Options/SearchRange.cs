namespace Item2Vec.Embeddings.Options;

/// <summary>The values that a search may draw for an option. Immutable.</summary>
internal sealed class SearchRange
{
    private readonly Func<double, double, double> draw;

    private SearchRange(Func<double, double, double> draw) => this.draw = draw;

    /// <summary>One of some values, each as likely as the others; one that is listed twice is twice as likely.</summary>
    public SearchRange(params double[] values)
        : this((drawn, _) => values[(int)(drawn * values.Length)])
    {
    }

    /// <summary>Whether values are better compared by their magnitudes.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Where 0 stands among the magnitudes: what has its effect. NaN where it is no value.</summary>
    public double ZeroStandsAt { get; init; } = double.NaN;

    /// <summary>
    /// A number of two digits between two multiples of the value that a plan has, each magnitude as likely as the others.
    /// </summary>
    public static SearchRange AroundValue(double low, double high)
        => new((drawn, value) => Rounded(low * value, high * value, drawn)) { IsLogarithmic = true };

    /// <summary>The value of a number drawn from [0, 1).</summary>
    /// <param name="drawn">The number.</param>
    /// <param name="value">The value that the plan has so far.</param>
    public double Draw(double drawn, double value) => draw(drawn, value);

    private static double Rounded(double low, double high, double drawn)
    {
        double value = low * Math.Pow(high / low, drawn);
        double step = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        return Math.Round(Math.Round(value / step) * step, 6);
    }
}
