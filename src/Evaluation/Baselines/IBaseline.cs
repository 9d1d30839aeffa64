using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Baselines;

/// <summary>A simple method that models are compared with. A new one is a file in <c>Baselines</c> and a line in <see cref="BaselineRegistry"/>.</summary>
public interface IBaseline
{
    /// <summary>The name on the command line and in tables.</summary>
    string Name { get; }

    /// <summary>Why the method cannot be used for this data, or null when it can.</summary>
    string? Unsupported(SessionCorpus training);

    /// <summary>Learns from the training part.</summary>
    /// <param name="data">The training part.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    IScorer Fit(BaselineData data, CancellationToken cancellationToken);
}
