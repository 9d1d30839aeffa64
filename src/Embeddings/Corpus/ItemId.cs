using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>
/// The texts of ids that are strings, integers or GUIDs in a program, the same as a log in a file has: 42 is <c>42</c> in any culture, a
/// GUID has lower-case digits and hyphens.
/// </summary>
public static class ItemId
{
    /// <summary>The text of an id: what queries and models call it.</summary>
    /// <typeparam name="T">A string, an integer type or <see cref="Guid"/>.</typeparam>
    /// <exception cref="ArgumentException">The type is another one.</exception>
    public static string Of<T>(T id)
        where T : notnull
    {
        CheckType<T>();
        return id as string ?? ((IFormattable)id).ToString(null, CultureInfo.InvariantCulture);
    }

    /// <exception cref="ArgumentException">Ids of this type have no text that is the same everywhere.</exception>
    internal static void CheckType<T>()
    {
        Type type = typeof(T);
        if (type == typeof(string) || type == typeof(int) || type == typeof(long) || type == typeof(Guid) || type == typeof(uint)
            || type == typeof(ulong) || type == typeof(short) || type == typeof(ushort) || type == typeof(byte) || type == typeof(sbyte)
            || type == typeof(Int128) || type == typeof(UInt128)) return;
        throw new ArgumentException(type == typeof(char)
            ? "Ids are strings, integers or GUIDs, not letters: a session is a sequence of ids, a string is one id."
            : $"Ids are strings, integers or GUIDs, not {type.Name}: select the id, or its text, from each.");
    }
}

/// <summary>Writes ids as UTF-8, one at a time, without allocating.</summary>
internal sealed class IdWriter
{
    /// <summary>Longer than any integer or GUID.</summary>
    private const int ShortText = 64;

    private byte[] text = new byte[256];

    /// <summary>The id as UTF-8, valid until the next call; empty for null and the empty text.</summary>
    /// <param name="id">An id of a type that <see cref="ItemId"/> knows.</param>
    /// <param name="problem">What is wrong with it, or null.</param>
    public ReadOnlySpan<byte> Write<T>(T? id, out string? problem)
    {
        problem = null;
        if (id is null) return [];
        if (id is not string characters)
        {
            ((IUtf8SpanFormattable)id).TryFormat(text.AsSpan(0, ShortText), out int written, default, CultureInfo.InvariantCulture);
            return text.AsSpan(0, written);
        }

        int needed = Encoding.UTF8.GetMaxByteCount(characters.Length);
        if (text.Length < needed) text = new byte[needed];
        if (Utf8.FromUtf16(characters, text, out _, out int length, replaceInvalidSequences: false) != OperationStatus.Done)
            problem = "is not text: half of a surrogate pair stands alone";
        else if (length > Vocabulary.MaxItemBytes)
            problem = FormattableString.Invariant($"has {length} bytes; an id has at most {Vocabulary.MaxItemBytes}");
        return text.AsSpan(0, length);
    }
}
