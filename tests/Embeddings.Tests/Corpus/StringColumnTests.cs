using System.Text;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Embeddings.Tests.Corpus;

/// <summary>Columns of texts with some of them changed.</summary>
public sealed class StringColumnTests
{
    [Fact]
    public void Changed_rows_have_their_new_texts_and_the_others_their_own()
    {
        Random random = new(1);
        for (int round = 0; round < 200; round++)
        {
            string?[] texts = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => Text(random))];
            StringColumn column = StringColumn.Of(texts);
            Dictionary<int, byte[]> changes = [];
            for (int change = random.Next(5); change > 0; change--)
                changes[random.Next(texts.Length)] = Encoding.UTF8.GetBytes(Text(random) ?? "");

            StringColumn changed = column.With(changes);

            Assert.Equal(texts, Enumerable.Range(0, texts.Length).Select(row => column.Clone()[row]));
            foreach ((int row, byte[] text) in changes) texts[row] = text.Length == 0 ? null : Encoding.UTF8.GetString(text);
            Assert.Equal(texts, Enumerable.Range(0, texts.Length).Select(row => changed[row]));
            Assert.Equal(texts.Sum(text => Encoding.UTF8.GetByteCount(text ?? "")), changed.Blob.Length);
        }
    }

    private static string? Text(Random random) => random.Next(4) == 0 ? null : new string('é', random.Next(1, 9));
}
