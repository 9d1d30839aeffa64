using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Maps.Pages;

/// <summary>Vectors as bytes, each with the factor that makes them its numbers again.</summary>
/// <param name="Codes">rows x dimensions, from -127 to 127.</param>
/// <param name="Scales">The factor of each row.</param>
internal sealed record MapVectors(sbyte[] Codes, float[] Scales)
{
    public static MapVectors Of(ItemVectors vectors, int count)
    {
        sbyte[] codes = new sbyte[(long)count * vectors.Dimensions];
        float[] scales = new float[count];
        for (int row = 0; row < count; row++)
        {
            float[] vector = vectors.Vector(row);
            float most = 0;
            foreach (float number in vector) most = Math.Max(most, Math.Abs(number));
            scales[row] = most / sbyte.MaxValue;
            if (most == 0) continue;
            for (int i = 0; i < vector.Length; i++)
                codes[((long)row * vector.Length) + i] = (sbyte)MathF.Round(vector[i] / most * sbyte.MaxValue);
        }

        return new MapVectors(codes, scales);
    }
}
