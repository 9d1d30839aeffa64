using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Formats;

/// <summary>Creates errors that name the line or row of a file.</summary>
/// <param name="path">The file.</param>
/// <param name="rowName">"line" (the header is line 1, row 0 line 2) or "row" (row 0 is row 1).</param>
/// <param name="headerLines">The lines before row 0.</param>
internal sealed class RowErrors(string path, string rowName, int headerLines)
{
    /// <inheritdoc cref="RowErrors"/>
    public RowErrors(string path, string rowName)
        : this(path, rowName, rowName == "line" ? 1 : 0)
    {
    }

    private int row = -1;

    /// <summary>Advances to the next row; before the first call errors are in the header.</summary>
    public void Next() => row++;

    /// <summary>The number of a row, from 1.</summary>
    public long Number(int ofRow) => ofRow + 1L + headerLines;

    public Item2VecException Here(string what, string? hint = null, string? option = null) => At(row, what, hint, option);

    public Item2VecException At(int ofRow, string what, string? hint = null, string? option = null)
        => new(ofRow < 0 ? $"{path}: line 1: {what}" : $"{path}: {rowName} {Number(ofRow)}: {what}", hint) { Option = option };
}
