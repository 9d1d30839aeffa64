using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Evaluation.Metrics;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>Measures what the lists of a model do to items, groups of items and groups of users.</summary>
/// <remarks>Results do not depend on the number of threads. Not thread-safe: an audit uses all threads itself. Holds native
/// memory of items x dimensions floats.</remarks>
public sealed class Auditor : IDisposable
{
    private const long Draws = 4, References = 5;

    private readonly ItemVectors vectors;
    private readonly AuditOptions options;
    private readonly AuditLog? log;
    private readonly Consumption consumption;
    private readonly EmbeddingMatrix unit;
    private readonly int[] times;
    private readonly ScoreLists[] scores;
    private readonly Dictionary<ScoreMode, Exposure> exposures = [];

    /// <summary>Computes the lists.</summary>
    /// <param name="vectors">The model.</param>
    /// <param name="options">The options; null takes the defaults.</param>
    /// <param name="sessions">A log of who used what; without it, use is the model's own counts.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="Item2VecException">An option is out of range, lists are longer than the catalog, or the model lacks what a score
    /// needs.</exception>
    public Auditor(
        ItemVectors vectors, AuditOptions? options = null, SessionCorpus? sessions = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        this.vectors = vectors;
        this.options = options ??= new AuditOptions();
        options.Validate();
        if (options.ListLength >= vectors.Count)
        {
            throw new Item2VecException(
                $"lists of {options.ListLength} are longer than the catalog: the model has {vectors.Count} items, "
                    + "and the one that is asked with is never listed",
                $"ask for shorter lists: ListLength = {Math.Max(1, (vectors.Count - 1) / 2)}", ErrorCode.Usage)
            {
                Option = nameof(AuditOptions.ListLength),
            };
        }

        log = sessions is null ? null : new AuditLog(sessions, vectors.Vocabulary);
        if (log is not null && log.Counts.Sum() == 0)
            throw new Item2VecException("the log has no item of the model", "give the log of the items that the model was trained on");
        consumption = new Consumption(log?.Counts ?? [.. Enumerable.Range(0, vectors.Count).Select(vectors.Vocabulary.CountOf)]);
        times = Times();
        ScoreMode[] known = vectors.HasOutput ? [ScoreMode.Next, ScoreMode.Similar] : [ScoreMode.Similar];
        scores = [.. (options.Scores ?? known).Distinct().OrderBy(PlaceOf).Select(score => new ScoreLists(vectors, score, options))];
        foreach (ScoreLists lists in scores)
            lists.Ensure(Enumerable.Range(0, times.Length).Where(row => times[row] > 0), cancellationToken);

        // After everything that can fail or be canceled, so that nothing is left to free then.
        unit = SimilarScorer.UnitRows(vectors);
        foreach (ScoreLists lists in scores) exposures[lists.Score] = Exposure.Of(lists, times, unit);
    }

    /// <summary>The unit vectors.</summary>
    internal EmbeddingMatrix Unit => unit;

    private static uint PlaceOf(ScoreMode score) => (uint)Array.IndexOf([.. ScoreMode.All], score);

    /// <summary>The audited scores.</summary>
    public IReadOnlyList<ScoreMode> Scores => [.. scores.Select(lists => lists.Score)];

    /// <summary>The number of lists per score.</summary>
    public int Lists => times.Sum();

    /// <summary>Whether lists are of items drawn by use, instead of every item once.</summary>
    public bool IsSample { get; private set; }

    /// <summary>The number of events that use is counted from; 0 if use is unknown.</summary>
    public long UsedEvents => consumption.Total;

    /// <summary>Events of the log whose items are not in the model.</summary>
    public long UnknownEvents => log?.UnknownEvents ?? 0;

    /// <summary>The metrics of use, as if it were lists, or null if use is unknown.</summary>
    public ListMetrics? Use()
        => consumption.Total == 0 ? null : ListMetrics.Of(consumption.Counts, consumption, options.HeadShare, DiversityOfDraws());

    /// <summary>The metrics of all lists of a score.</summary>
    public ListMetrics Metrics(ScoreMode score)
        => ListMetrics.Of(exposures[score].Listed, consumption, options.HeadShare, exposures[score].Diversity);

    /// <summary>Where following recommendations leads and, last, where people went.</summary>
    public IReadOnlyList<WalkMetrics> Walks(CancellationToken cancellationToken = default)
    {
        RecommendationWalks walks = new(unit, consumption, log, options);
        List<WalkMetrics> found = [];
        foreach (ScoreLists lists in scores)
        {
            found.Add(walks.First(lists, cancellationToken));
            found.Add(walks.Any(lists, cancellationToken));
        }

        return [.. found, walks.Used()];
    }

    /// <summary>The share of exposure of groups of items.</summary>
    public GroupExposure Exposures(AttributeGroups groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        return GroupExposure.Of(groups, consumption, scores, times, options);
    }

    /// <summary>How well the model finds the last item of each session, by groups of users.</summary>
    /// <exception cref="Item2VecException">There is no log, it has no users, or groups are too small.</exception>
    public IReadOnlyList<UserGroupAccuracy> Accuracies(AttributeGroups users, CancellationToken cancellationToken = default)
    {
        if (log is null)
            throw new Item2VecException(
                "users are compared by what they used, and there is no log", "give the sessions of one", ErrorCode.Usage);
        UserGroupAudit audit = new(vectors, log, users, unit, options);
        using ScoringModel model = new(vectors);
        return
        [
            .. Scores.Select(score => audit.Measure(
                score, score.Create(model, options.PopularityWeight, audit.Decay), cancellationToken))
        ];
    }

    /// <summary>
    /// The projections of items on the direction between two sets, and whether two more sets are biased toward different ends of it.
    /// </summary>
    /// <param name="a">The set at the upper end.</param>
    /// <param name="b">The set at the lower end.</param>
    /// <param name="x">A set to compare with <paramref name="y"/>, or null.</param>
    /// <param name="y">The other set, or null.</param>
    /// <exception cref="Item2VecException">A set is too small, or both ends are the same.</exception>
    public DirectionMetrics Direction(ItemSet a, ItemSet b, ItemSet? x = null, ItemSet? y = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        AttributeDirection direction = new(unit, a, b);
        return DirectionMetrics.Of(
            direction, consumption, exposures) with { Test = x is null || y is null ? null : AssociationTest.Of(direction, x, y, options) };
    }

    /// <summary>Frees the unit vectors.</summary>
    public void Dispose() => unit.Dispose();

    /// <summary>For each row how often its list is used.</summary>
    private int[] Times()
    {
        int[] asked = new int[vectors.Count];
        int lists = options.Lists > 0 ? options.Lists : vectors.Count > AuditOptions.MaxListsOfAll ? AuditOptions.MaxListsOfAll : 0;
        IsSample = lists > 0;
        if (!IsSample) Array.Fill(asked, 1);
        RandomSource random = RandomSource.For(options.Seed, Draws, 0);
        for (int list = 0; list < lists; list++) asked[consumption.Draw(ref random)]++;
        return asked;
    }

    /// <summary>The mean diversity of a list's length of distinct items, drawn by use.</summary>
    private double DiversityOfDraws()
    {
        const int drawn = 1000;
        int used = consumption.Counts.Count(count => count > 0);
        RandomSource random = RandomSource.For(options.Seed, References, 0);
        float[] sum = new float[unit.Dimensions];
        double diversity = 0;
        for (int list = 0; list < drawn; list++)
        {
            HashSet<int> rows = [];
            while (rows.Count < Math.Min(options.ListLength, used)) rows.Add(consumption.Draw(ref random));
            diversity += ListStatistics.Diversity([.. rows.Select(row => (row, 0f))], unit, sum) / drawn;
        }

        return diversity;
    }
}
