using CsCheck;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Quantization;

namespace Item2Vec.Indexing.Tests.Quantization;

public sealed class QuantizerTests
{
    [Fact]
    public void Codes_stand_for_the_vectors_up_to_half_a_step()
    {
        Random random = new(1);
        using EmbeddingMatrix matrix = new(200, 30);
        for (int row = 0; row < 200; row++)
            foreach (ref float value in matrix.Row(row)) value = random.NextSingle() - 0.5f;
        NativeBuffer<float> factors = Norms.Inverse(matrix);

        CodeMatrix codes = Quantizer.Quantize(matrix, factors);

        Assert.Equal(64, codes.Stride);
        for (int row = 0; row < 200; row++)
        {
            for (int d = 0; d < 30; d++)
                Assert.Equal(matrix.Row(row)[d] * factors[row], codes.Row(row)[d] * codes.Step, codes.Step * 0.501f);
            Assert.True(codes.Row(row)[30..].IndexOfAnyExcept((sbyte)0) < 0);
        }
    }

    [Fact]
    public void A_few_outliers_do_not_cost_the_others_their_precision()
    {
        using EmbeddingMatrix matrix = new(2000, 100);
        for (int row = 0; row < 2000; row++)
            for (int d = 0; d < 100; d++) matrix.Row(row)[d] = d % 2 == 0 ? 0.1f : -0.1f;
        matrix.Row(7)[3] = 1000;

        CodeMatrix codes = Quantizer.Quantize(matrix, null);

        Assert.Equal(127, codes.Row(7)[3]);
        Assert.InRange(codes.Step, 0, 1000f / 127 / 1000);
    }

    [Fact]
    public void A_vector_with_a_step_of_its_own_is_never_off_by_more_than_half_of_it()
    {
        Gen<float> numbers = Gen.OneOf<float>(
            Gen.Float[-1, 1], Gen.Float.Where(float.IsFinite), Gen.OneOf(0f, float.Epsilon, float.MaxValue, float.MinValue));
        Property.Holds(numbers.Array[1, 40], vector =>
        {
            sbyte[] codes = new sbyte[vector.Length];
            float step = Quantizer.Quantize(vector, codes);
            Assert.True(step > 0 && float.IsFinite(step), $"the step is {step}");
            for (int d = 0; d < vector.Length; d++)
            {
                Assert.InRange(codes[d], -127, 127);
                Assert.InRange(Math.Abs(vector[d] - ((double)codes[d] * step)), 0, step * 0.501);
            }
        });
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e-45f)]
    [InlineData(3e38f)]
    public void Odd_numbers_give_codes(float odd)
    {
        using EmbeddingMatrix matrix = new(3, 5);
        matrix.Row(1).Fill(odd);

        CodeMatrix codes = Quantizer.Quantize(matrix, null);
        sbyte[] query = new sbyte[5];
        float step = Quantizer.Quantize(matrix.Row(1), query);

        Assert.True(codes.Step > 0 && float.IsFinite(codes.Step));
        Assert.True(step > 0 && float.IsFinite(step));
        Assert.DoesNotContain((sbyte)-128, codes.Row(1).ToArray());
    }
}
