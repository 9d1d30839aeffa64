using System.Buffers;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Inputs;

/// <summary>
/// Rejects JSON that is nested so deep that the query engine, which finds the types of the first objects by recursion, would crash or
/// take time that grows with the square of the depth. Only those objects are looked at: later ones are read with the types that were found.
/// </summary>
/// <param name="file">The file, for messages.</param>
internal sealed class JsonDepth(InputFile file)
{
    /// <summary>The maximum depth.</summary>
    public const int Max = 256;

    /// <summary>The objects whose types the query engine looks at.</summary>
    public const int SampledObjects = 20_480;

    /// <summary>It takes objects in pieces of 2,048.</summary>
    private const int Looked = SampledObjects + (2 * 2048);
    private static readonly SearchValues<byte> OfStructure = SearchValues.Create("[]{}\"\n"u8);
    private static readonly SearchValues<byte> OfText = SearchValues.Create("\"\\\n"u8);
    private readonly bool isLines = file.Format == FileFormat.JsonLines;
    private long line = 1;
    private int objects;
    private int depth;
    private int endDepth = -1;
    private bool inText;
    private bool escaped;

    /// <summary>Checks a file that can be decompressed here.</summary>
    /// <exception cref="Item2VecException">It is nested deeper than <see cref="Max"/>.</exception>
    public static void Check(InputFile file)
    {
        JsonDepth check = new(file);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            using Stream stream = file.Open();
            for (int read; (read = stream.Read(buffer)) > 0 && check.Continue(buffer.AsSpan(0, read));)
            {
            }
        }
        catch (InvalidDataException cause)
        {
            throw FileChecks.Broken(file.Path, cause);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Looks at the next bytes of the file.</summary>
    /// <returns>False if the rest does not matter.</returns>
    /// <exception cref="Item2VecException">It is nested deeper than <see cref="Max"/>.</exception>
    public bool Continue(ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; at < bytes.Length; at++)
        {
            if (!escaped)
            {
                int next = bytes[at..].IndexOfAny(inText ? OfText : OfStructure);
                if (next < 0) return true;
                at += next;
            }

            byte found = bytes[at];
            if (found == '\n') EndLine();
            else if (escaped) escaped = false;
            else if (inText) (inText, escaped) = (found != '"', found == '\\');
            else if (found == '"') inText = true;
            else if (found is (byte)'[' or (byte)'{') Open(found);
            else if (depth > 0 && --depth <= endDepth && ++objects > Looked) return false;
        }

        return true;
    }

    private void Open(byte bracket)
    {
        // In an array of objects, these end at a depth of one.
        if (endDepth < 0) endDepth = bracket == '[' && !isLines ? 1 : 0;
        if (++depth <= Max) return;
        throw new Item2VecException($"line {line} of '{file.Path}' is nested deeper than {Max} levels",
            "an object of a log or a table has a value or a list for each column; leave out what is deeper");
    }

    /// <summary>No text of JSON holds a line end; where one does, the object is damaged, and the next line begins anew.</summary>
    private void EndLine()
    {
        line++;
        inText = escaped = false;
        if (isLines) depth = 0;
    }
}
