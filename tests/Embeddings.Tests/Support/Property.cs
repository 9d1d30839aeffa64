using CsCheck;

namespace Item2Vec.Properties;

/// <summary>
/// Checks what must hold of any value, on the same values in every run. CsCheck makes them, and looks for a smaller one where it fails.
/// </summary>
internal static class Property
{
    /// <summary>
    /// Ids as nobody would think of: quotation marks, operators, separators, controls, letters of one to four bytes. Not empty.
    /// </summary>
    public static Gen<string> Id { get; } = Gen.OneOf<string>(
        Gen.OneOf(
            "a", "B7", "-", "+", "*", "2*", ".5", "e9", "'", "\"", " ", "\t", "\n", "\0", "\\", "/", "..", "%2F", "%", ",", "|", "=", "<b>",
            "&", "{",
            "é", "e\u0301", "寿司", "🎬", "\u2028", "\u202e", "\ufeff", "x y", "null"),
        Gen.Int[0x20, 0x7e].Select(char.ConvertFromUtf32),
        Gen.Int[0xa0, 0xd7ff].Select(char.ConvertFromUtf32),
        Gen.Int[0x10000, 0x10ffff].Select(char.ConvertFromUtf32)).Array[1, 6].Select(string.Concat);

    /// <summary>Different ids.</summary>
    public static Gen<string[]> Ids { get; } = Id.Array[1, 30].Select(ids => ids.Distinct(StringComparer.Ordinal).ToArray());

    /// <summary>Fails with the smallest value found that the check throws for.</summary>
    public static void Holds<T>(Gen<T> values, Action<T> check, int cases = 1000)
    {
        PCG random = new(stream: 1, seed: 1);
        for (int i = 0; i < cases; i++)
        {
            string seed = random.ToString();
            T value = values.Generate(random, null, out _);
            try
            {
                check(value);
            }
            catch (Exception)
            {
                values.Sample(check, seed: seed, iter: 1000, threads: 1);
                throw;
            }
        }
    }
}
