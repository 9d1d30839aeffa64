namespace Item2Vec.Maps.Umap;

/// <summary>
/// The similarity of two places, <c>1 / (1 + a d^2b)</c>, and the forces that follow from it. The powers are looked up: they would take
/// most of the time.
/// </summary>
internal sealed class UmapCurve
{
    /// <summary>Entries per power of two of d^2, between which the table is linear: within 0.02 percent.</summary>
    private const int Steps = 64;

    private const int StepBits = 6, MinExponent = -24, MaxExponent = 16;
    private const int MantissaBits = 23, ExponentBias = 127;

    /// <summary>Added to a squared distance so that repulsion stays finite, as in umap-learn.</summary>
    private const double Softening = 0.001;

    private readonly float[] attraction;
    private readonly float[] repulsion;

    public UmapCurve(double minDistance)
    {
        (A, B) = Fit(minDistance);
        int entries = ((MaxExponent - MinExponent) * Steps) + 2;
        attraction = new float[entries];
        repulsion = new float[entries];
        for (int i = 0; i < entries; i++)
        {
            double square = Math.ScaleB(1 + (i % Steps / (double)Steps), MinExponent + (i / Steps));
            double power = A * Math.Pow(square, B);
            attraction[i] = (float)(-2 * B * power / square / (1 + power));
            repulsion[i] = (float)(2 * B / ((Softening + square) * (1 + power)));
        }
    }

    public double A { get; }

    public double B { get; }

    /// <summary>The factor of the difference of two places that attract each other; negative.</summary>
    public float Attraction(float square) => Read(attraction, square);

    /// <summary>The factor of the difference of two places that repel each other.</summary>
    public float Repulsion(float square) => Read(repulsion, square);

    private static float Read(float[] table, float square)
    {
        square = Math.Clamp(square, 1f / (1 << -MinExponent), (1 << MaxExponent) - 1f);
        int bits = BitConverter.SingleToInt32Bits(square);
        int at = (bits >> (MantissaBits - StepBits)) - ((ExponentBias + MinExponent) << StepBits);
        float part = (bits & ((1 << (MantissaBits - StepBits)) - 1)) * (1f / (1 << (MantissaBits - StepBits)));
        return table[at] + (part * (table[at + 1] - table[at]));
    }

    /// <summary>
    /// a and b by least squares, so that the similarity is 1 up to the minimum distance and then falls as <c>exp(-(d - min))</c> (Gauss and
    /// Newton, with Levenberg's damping).
    /// </summary>
    private static (double A, double B) Fit(double minDistance)
    {
        double a = 1;
        double b = 1;
        double damping = 1e-3;
        double error = Error(a, b, minDistance);
        for (int step = 0; step < 200; step++)
        {
            (double aa, double ab, double bb, double ra, double rb) = (0, 0, 0, 0, 0);
            foreach ((double d, double wanted) in Samples(minDistance))
            {
                double power = Math.Pow(d, 2 * b);
                double similarity = 1 / (1 + (a * power));
                double byA = -power * similarity * similarity;
                double byB = -2 * a * power * Math.Log(d) * similarity * similarity;
                (aa, ab, bb) = (aa + (byA * byA), ab + (byA * byB), bb + (byB * byB));
                (ra, rb) = (ra + (byA * (wanted - similarity)), rb + (byB * (wanted - similarity)));
            }

            double determinant = (aa * (1 + damping) * bb * (1 + damping)) - (ab * ab);
            double nextA = a + (((bb * (1 + damping) * ra) - (ab * rb)) / determinant);
            double nextB = b + (((aa * (1 + damping) * rb) - (ab * ra)) / determinant);
            double next = nextA > 0 && nextB > 0 ? Error(nextA, nextB, minDistance) : double.PositiveInfinity;
            if (next < error)
            {
                (a, b, error) = (nextA, nextB, next);
                damping /= 10;
            }
            else damping *= 10;
        }

        return (a, b);
    }

    private static double Error(double a, double b, double minDistance)
        => Samples(minDistance).Sum(sample => Math.Pow(sample.Wanted - (1 / (1 + (a * Math.Pow(sample.Distance, 2 * b)))), 2));

    private static IEnumerable<(double Distance, double Wanted)> Samples(double minDistance)
        => from i in Enumerable.Range(1, 299)
           let distance = 3 * i / 299d
           select (distance, distance < minDistance ? 1 : Math.Exp(minDistance - distance));
}
