using System.CommandLine;
using System.Globalization;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Evaluation.Blending;

namespace Item2Vec.Cli.Train;

/// <summary>Learns how items without events rank among the others.</summary>
internal static class ColdRun
{
    public static Option<bool> NewOption() => CliOption.Switch(
        "--calibrate-cold",
        "Learn from held-out items how much to lower the scores of items without events, so that they do not crowd out others "
            + "[default: true]").WithDefault(true);

    /// <summary>The same vectors with what was learned.</summary>
    /// <param name="context">Shows notes.</param>
    /// <param name="vectors">The model.</param>
    /// <param name="slice">Held-out events, or null.</param>
    /// <param name="placesOf">What gives vectors to items without events, or null.</param>
    /// <param name="isAsked">Whether to learn.</param>
    /// <param name="seed">Random seed.</param>
    /// <param name="cancel">Cancels the work.</param>
    public static ItemVectors AddTo(
        CliContext context, ItemVectors vectors, BlendSlice? slice, Func<IReadOnlyList<int>, IReadOnlyList<PlacedVector?>>? placesOf,
        bool isAsked, long seed, CancellationToken cancel)
    {
        if (!isAsked || placesOf is null || vectors.ColdItems == 0 || vectors.Training is not TrainingSummary training) return vectors;
        if (slice is null || ColdShiftLearner.Learn(slice, vectors, placesOf, seed, cancel) is not ColdShifts learned)
        {
            context.WriteNote("items without events rank by their scores as they are: there are too few held-out events to learn from");
            return vectors;
        }

        context.WriteNote(string.Create(
            CultureInfo.InvariantCulture,
            $"learned from {Readable.Count(learned.Items, "held-out item")} how items without events rank: their scores are lowered by "
                + $"{learned.Similar:0.00} (similar), {learned.Next:0.00} (next), {learned.Blend:0.00} (blend)"));
        return vectors.With(training with { Cold = learned });
    }
}
