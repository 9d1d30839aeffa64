using Item2Vec.Content.Encoders;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Content;

/// <summary>Runs an ONNX encoder on the content of items: one vector per item that has content.</summary>
/// <remarks>Stateless and thread-safe.</remarks>
public static class ContentEncoder
{
    /// <summary>Encodes content.</summary>
    /// <param name="content">The items and their content.</param>
    /// <param name="encoder">The model, an <c>.onnx</c> file.</param>
    /// <param name="options">Encoding options; null for the defaults.</param>
    /// <param name="journal">A file that keeps finished batches during the work, so that an interrupted run can be resumed. It still
    /// exists at the end, since the vectors are not saved yet: delete it once they are. Null keeps none.</param>
    /// <param name="progress">Receives progress after each batch, from several threads, one at a time; or null.</param>
    /// <param name="cancellationToken">Cancels the work after the current batches.</param>
    /// <returns>The items whose content could be read, in the order of <see cref="ContentSource.Items"/>, with one vector
    /// each.</returns>
    /// <exception cref="Item2VecException">The encoder is missing, damaged or unsuitable; an option or the content is
    /// invalid.</exception>
    /// <exception cref="OperationCanceledException">The work was canceled; the journal holds the finished batches.</exception>
    public static ItemVectors Encode(
        ContentSource content,
        string encoder,
        EncoderOptions? options = null,
        string? journal = null,
        IProgress<EncodingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentException.ThrowIfNullOrEmpty(encoder);
        options ??= new EncoderOptions();
        options.Validate();
        using EncoderSession session = EncoderSession.Open(encoder);
        IBatchInput input = InputFor(content, session, options);
        int[] rows = [.. Enumerable.Range(0, content.Values.Count).Where(row => !string.IsNullOrWhiteSpace(content.Values[row]))];
        if (rows.Length == 0) throw new Item2VecException("no item has content: the column is empty in every row", "name another column");
        EncodingRun run = new(content, session, input, options, rows);
        using EncodingJournal? kept = journal is null ? null : EncodingJournal.Open(journal, run.Fingerprint(), options.Resume);
        return run.Run(kept, progress, cancellationToken);
    }

    private static IBatchInput InputFor(ContentSource content, EncoderSession session, EncoderOptions options) => content.Kind switch
    {
        ContentKind.Text when StringInput.Fits(session) => new StringInput(session.Inputs[0]),
        ContentKind.Text => new TextInput(session, options),
        ContentKind.Image => new ImageInput(session, options, content.Directory),
        _ => new NumberInput(session),
    };
}
