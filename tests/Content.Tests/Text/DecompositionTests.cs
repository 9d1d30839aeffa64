using System.Text;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Content.Tests.Text;

/// <summary>The table of decompositions against the runtime's, which these tests have: they run with culture data.</summary>
public sealed class DecompositionTests
{
    [Fact]
    public void Every_character_decomposes_as_Unicode_says()
    {
        IEnumerable<Rune> characters = Enumerable.Range(0, 0xFFFE).Concat(Enumerable.Range(0x2F800, 0x220)).Where(Rune.IsValid)
            .Select(code => new Rune(code));

        Assert.All(
            characters,
            rune => Assert.Equal(Sorted(rune.ToString().Normalize(NormalizationForm.FormD)), Sorted(Decomposition.Of(rune.ToString()))));
    }

    private static string Sorted(string text) => string.Concat(text.EnumerateRunes().Order());
}
