using System.Text;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>The name of a metadata value across columns: <c>column=value</c>. The column ends at the first <c>=</c>.</summary>
public static class MetadataToken
{
    /// <summary>Ends the name of the column.</summary>
    public const char Separator = '=';

    /// <summary>The token of a value of a column.</summary>
    public static string Of(string column, string value) => $"{column}{Separator}{value}";

    /// <summary>The column of a token, or the whole text if it has none.</summary>
    internal static ReadOnlySpan<byte> Column(ReadOnlySpan<byte> token)
    {
        int at = token.IndexOf((byte)Separator);
        return at < 0 ? token : token[..at];
    }

    /// <inheritdoc cref="Column(ReadOnlySpan{byte})"/>
    public static string Column(string token) => token.Split(Separator, 2)[0];

    /// <summary>The columns of tokens grouped by column, in order, and the number of values of each.</summary>
    public static IReadOnlyList<(string Column, int Values)> Columns(Vocabulary tokens)
    {
        List<(string Column, int Values)> columns = [];
        using Lease lease = tokens.Acquire();
        for (int row = 0; row < tokens.Count; row++)
        {
            ReadOnlySpan<byte> column = Column(tokens.Utf8(row));
            if (row == 0 || !column.SequenceEqual(Column(tokens.Utf8(row - 1)))) columns.Add((Encoding.UTF8.GetString(column), 0));
            columns[^1] = (columns[^1].Column, columns[^1].Values + 1);
        }

        return columns;
    }
}
