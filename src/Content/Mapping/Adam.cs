namespace Item2Vec.Content.Mapping;

/// <summary>Weights with their gradients and the moments of Adam (Kingma and Ba 2015, algorithm 1, beta 0.9 and 0.999).</summary>
internal sealed class Adam(int size)
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;
    private readonly float[] first = new float[size];
    private readonly float[] second = new float[size];
    private int steps;

    public float[] Values { get; } = new float[size];

    /// <summary>Sums over a batch; zero again after <see cref="Step"/>.</summary>
    public float[] Gradients { get; } = new float[size];

    public void Step(float rate, int batch)
    {
        steps++;
        float corrected = rate * MathF.Sqrt(1 - MathF.Pow(Beta2, steps)) / (1 - MathF.Pow(Beta1, steps));
        for (int i = 0; i < Values.Length; i++)
        {
            float gradient = Gradients[i] / batch;
            Gradients[i] = 0;
            first[i] += (1 - Beta1) * (gradient - first[i]);
            second[i] += (1 - Beta2) * ((gradient * gradient) - second[i]);
            Values[i] -= corrected * first[i] / (MathF.Sqrt(second[i]) + Epsilon);
        }
    }
}
