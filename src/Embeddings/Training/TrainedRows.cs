namespace Item2Vec.Embeddings.Training;

/// <summary>The vectors that a finished run has learned, by what their rows stand for; all share the memory of the run's matrices.</summary>
internal static class TrainedRows
{
    public static ItemVectors Of(TrainingRun run, TrainingSummary summary)
    {
        RowLayout rows = run.Layout;
        ItemVectors items = new(run.Corpus.Vocabulary, run.Input.Slice(0, rows.Items), run.Output.Slice(0, rows.Items), training: summary);
        if (rows.Users > 0) items.Companions.Add(CompanionVectors.Users, () => new ItemVectors(run.Corpus.Users!, run.Input.Slice(rows.FirstUser, rows.Users), output: null));
        return items;
    }
}
