using Item2Vec.Embeddings.Numerics;
using Item2Vec.Maps.Spaces;
using Item2Vec.Maps.Work;

namespace Item2Vec.Maps.Components;

/// <summary>The two directions in which vectors vary most, and the mean that they are measured from.</summary>
/// <remarks>
/// Randomized subspace iteration (Halko, Martinsson and Tropp 2011, algorithm 4.4) on the covariance, which is never formed: a pass over
/// the vectors multiplies a block of a dozen directions by it, and a Rayleigh-Ritz step takes the best two of their span.
/// </remarks>
internal sealed class PrincipalComponents
{
    /// <summary>Directions that are iterated; the spare ones make the first two converge in few passes.</summary>
    private const int BlockSize = 12;

    private const int Passes = 8;

    /// <summary>Vectors per chunk: their sums are added up in double precision, and chunks in their order.</summary>
    private const int ChunkRows = 8192;

    private readonly float[] first;
    private readonly float[] second;
    private readonly double firstMean;
    private readonly double secondMean;

    private PrincipalComponents(float[] first, float[] second, ReadOnlySpan<double> mean)
    {
        this.first = first;
        this.second = second;
        firstMean = VectorOperations.Dot(mean, first);
        secondMean = VectorOperations.Dot(mean, second);
    }

    /// <summary>Finds them.</summary>
    public static PrincipalComponents Find(VectorSpace space, long seed, MapWork work)
    {
        int dimensions = space.Dimensions;
        int block = Math.Min(BlockSize, dimensions);
        double[] mean = Sum(space, work, 1, static (vector, _, sums) => VectorOperations.AddScaled(1d, vector, sums));
        for (int d = 0; d < dimensions; d++) mean[d] /= Math.Max(1, space.Count);

        double[] basis = Gaussian(block, dimensions, seed);
        Orthonormalize(basis, block, dimensions);
        double[] product = basis;
        for (int pass = 0; pass < Passes; pass++)
        {
            work.Report(pass, Passes);
            if (pass > 0) Orthonormalize(basis = product, block, dimensions);
            product = Multiply(space, work, basis, mean, block);
        }

        work.Report(Passes, Passes);
        return Best(basis, product, block, dimensions, mean);
    }

    /// <summary>The place of a vector that <see cref="VectorSpace"/> has read.</summary>
    public (float X, float Y) Project(ReadOnlySpan<float> vector)
        => ((float)(VectorOperations.Dot(vector, first) - firstMean), (float)(VectorOperations.Dot(vector, second) - secondMean));

    /// <summary>The covariance, up to a factor, times each direction: <c>sum of (x - m) ((x - m) . q)</c>.</summary>
    private static double[] Multiply(VectorSpace space, MapWork work, double[] basis, double[] mean, int block)
    {
        int dimensions = mean.Length;
        float[] directions = Array.ConvertAll(basis, value => (float)value);
        float[] offsets = new float[block];
        for (int k = 0; k < block; k++) offsets[k] = (float)VectorOperations.Dot(mean, directions.AsSpan(k * dimensions, dimensions));
        float[] center = Array.ConvertAll(mean, value => (float)value);
        return Sum(space, work, block, (vector, scratch, sums) =>
        {
            for (int d = 0; d < dimensions; d++) scratch[d] = vector[d] - center[d];
            for (int k = 0; k < block; k++)
            {
                float along = VectorOperations.Dot(vector, directions.AsSpan(k * dimensions, dimensions)) - offsets[k];
                VectorOperations.AddScaled((double)along, scratch, sums.Slice(k * dimensions, dimensions));
            }
        });
    }

    /// <summary>Adds up what each vector contributes to some rows of sums.</summary>
    private static double[] Sum(VectorSpace space, MapWork work, int rows, Contribution contribution)
    {
        int length = rows * space.Dimensions;
        double[][] parts = new double[MapWork.Chunks(space.Count, ChunkRows)][];
        work.Each(space.Count, ChunkRows, (chunk, from, to) =>
        {
            double[] sums = new double[length];
            float[] vector = new float[space.Dimensions];
            float[] scratch = new float[space.Dimensions];
            for (int row = from; row < to; row++)
            {
                space.Read(row, vector);
                contribution(vector, scratch, sums);
            }

            parts[chunk] = sums;
        });
        double[] total = new double[length];
        foreach (double[] part in parts)
            for (int i = 0; i < length; i++) total[i] += part[i];
        return total;
    }

    /// <summary>The two best directions in the span of the basis (Rayleigh and Ritz).</summary>
    private static PrincipalComponents Best(double[] basis, double[] product, int block, int dimensions, double[] mean)
    {
        double[] projected = new double[block * block];
        for (int i = 0; i < block; i++)
            for (int j = 0; j < block; j++)
                for (int d = 0; d < dimensions; d++)
                    projected[(i * block) + j] += 0.5 * ((basis[(i * dimensions) + d] * product[(j * dimensions) + d])
                        + (basis[(j * dimensions) + d] * product[(i * dimensions) + d]));
        (_, double[] vectors) = SymmetricEigen.Decompose(projected, block);
        return new PrincipalComponents(Direction(0), Direction(1), mean);

        float[] Direction(int number)
        {
            double[] direction = new double[dimensions];
            if (number >= block) return new float[dimensions];
            for (int k = 0; k < block; k++)
                for (int d = 0; d < dimensions; d++)
                    direction[d] += vectors[(number * block) + k] * basis[(k * dimensions) + d];

            // A direction and its opposite are as good: the one whose largest number is positive.
            double sign = direction.MaxBy(Math.Abs) < 0 ? -1 : 1;
            return Array.ConvertAll(direction, value => (float)(sign * value));
        }
    }

    private static double[] Gaussian(int rows, int dimensions, long seed)
    {
        RandomSource random = RandomSource.For(seed, 0, 0);
        double[] numbers = new double[rows * dimensions];
        foreach (ref double number in numbers.AsSpan())
            number = Math.Sqrt(-2 * Math.Log(1 - random.NextFloat())) * Math.Cos(2 * Math.PI * random.NextFloat());
        return numbers;
    }

    /// <summary>
    /// Modified Gram-Schmidt, twice. A row that depends on those before it is replaced by an axis: vectors may span fewer directions than
    /// the block has.
    /// </summary>
    private static void Orthonormalize(double[] rows, int count, int dimensions)
    {
        int axis = 0;
        for (int i = 0; i < count; i++)
        {
            Span<double> row = rows.AsSpan(i * dimensions, dimensions);
            while (!TryNormalize(rows, row, i))
            {
                row.Clear();
                row[axis++] = 1;
            }
        }
    }

    private static bool TryNormalize(double[] rows, Span<double> row, int before)
    {
        double start = Length(row);
        if (!(start > 1e-150)) return false;
        foreach (ref double value in row) value /= start;
        for (int round = 0; round < 2; round++)
            for (int j = 0; j < before; j++)
            {
                ReadOnlySpan<double> other = rows.AsSpan(j * row.Length, row.Length);
                double along = 0;
                for (int d = 0; d < row.Length; d++) along += row[d] * other[d];
                for (int d = 0; d < row.Length; d++) row[d] -= along * other[d];
            }

        double left = Length(row);
        if (left < 1e-10) return false;
        foreach (ref double value in row) value /= left;
        return true;
    }

    private static double Length(ReadOnlySpan<double> row)
    {
        double sum = 0;
        foreach (double value in row) sum += value * value;
        return Math.Sqrt(sum);
    }

    /// <summary>What a vector adds to the sums; the scratch has its length.</summary>
    private delegate void Contribution(ReadOnlySpan<float> vector, Span<float> scratch, Span<double> sums);
}
