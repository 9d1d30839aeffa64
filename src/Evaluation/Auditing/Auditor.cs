using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Evaluation.Metrics;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>Asks a model for its lists and tells what they do to items, groups of items and groups of users.</summary>
/// <remarks>Results are the same for every number of threads. Not thread-safe: an audit uses all threads itself.</remarks>
public sealed class Auditor
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

    /// <summary>Makes the lists.</summary>
    /// <param name="vectors">The model.</param>
    /// <param name="options">How to audit; null takes the defaults.</param>
    /// <param name="sessions">A log that tells how often items were used and by whom; without it use is what the model counted in its training.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Item2VecException">An option is out of range, lists are longer than the catalogue, or the model lacks what a score needs.</exception>
    public Auditor(ItemVectors vectors, AuditOptions? options = null, SessionCorpus? sessions = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        this.vectors = vectors;
        this.options = options ??= new AuditOptions();
        options.Validate();
        if (options.ListLength >= vectors.Count)
        {
            throw new Item2VecException(
                $"lists of {options.ListLength} are longer than the catalogue: the model has {vectors.Count} items, and the one that is asked with is never listed",
                $"ask for shorter lists: ListLength = {Math.Max(1, (vectors.Count - 1) / 2)}", ErrorCode.Usage)
            {
                Option = nameof(AuditOptions.ListLength),
            };
        }

        log = sessions is null ? null : new AuditLog(sessions, vectors.Vocabulary);
        if (log is not null && log.Counts.Sum() == 0) throw new Item2VecException("the log has no item of the model", "give the log of the items that the model was trained on");
        consumption = new Consumption(log?.Counts ?? [.. Enumerable.Range(0, vectors.Count).Select(vectors.Vocabulary.CountOf)]);
        unit = SimilarScorer.UnitRows(vectors);
        times = Times();
        ScoreMode[] known = vectors.HasOutput ? [ScoreMode.Next, ScoreMode.Similar] : [ScoreMode.Similar];
        scores = [.. (options.Scores ?? known).Distinct().Order().Select(score => new ScoreLists(vectors, score, options))];
        foreach (ScoreLists lists in scores)
        {
            lists.Ensure(Enumerable.Range(0, times.Length).Where(row => times[row] > 0), cancellationToken);
            exposures[lists.Score] = Exposure.Of(lists, times, unit);
        }
    }

    /// <summary>The scores that are audited.</summary>
    public IReadOnlyList<ScoreMode> Scores => [.. scores.Select(lists => lists.Score)];

    /// <summary>How many lists are looked at for each score.</summary>
    public int Lists => times.Sum();

    /// <summary>Whether the lists are of items drawn by use, and not of every item once.</summary>
    public bool IsSample { get; private set; }

    /// <summary>The events that say how often items were used; 0 where nothing is known of use.</summary>
    public long UsedEvents => consumption.Total;

    /// <summary>Events of the log whose items the model does not know.</summary>
    public long UnknownEvents => log?.UnknownEvents ?? 0;

    /// <summary>What is said of use as if it were lists, or null where nothing is known of it.</summary>
    public ListMetrics? Use()
        => consumption.Total == 0 ? null : ListMetrics.Of(consumption.Counts, consumption, options.HeadShare, DiversityOfDraws());

    /// <summary>What is said of all lists of a score.</summary>
    public ListMetrics Metrics(ScoreMode score)
        => ListMetrics.Of(exposures[score].Listed, consumption, options.HeadShare, exposures[score].Diversity);

    /// <summary>Where one ends who follows recommendations, and, last, where people went.</summary>
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

    /// <summary>How much of what is shown goes to groups of items.</summary>
    public GroupExposure Exposures(AttributeGroups groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        return GroupExposure.Of(groups, consumption, scores, times, options);
    }

    /// <summary>How well the model finds the last item of each session, by groups of users.</summary>
    /// <exception cref="Item2VecException">There is no log, it names no users, or too few are in a group.</exception>
    public IReadOnlyList<UserGroupAccuracy> Accuracies(AttributeGroups users, CancellationToken cancellationToken = default)
    {
        if (log is null)
        {
            throw new Item2VecException(
                "users are compared by what they used, and there is no log", "give the sessions of one", ErrorCode.Usage);
        }

        UserGroupAudit audit = new(vectors, log, users, unit, options);
        return [.. Scores.Select(score => audit.Measure(score, ScoreLists.Scorer(vectors, score, options, audit.Decay), cancellationToken))];
    }

    /// <summary>How items lie along the direction between two sets, and whether two more sets lean to different sides of it.</summary>
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
        return DirectionMetrics.Of(direction, consumption, exposures) with { Test = x is null || y is null ? null : AssociationTest.Of(direction, x, y, options) };
    }

    /// <summary>For each row how often its list is looked at.</summary>
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

    /// <summary>The mean diversity of as many items as a list has, drawn by use, none twice.</summary>
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
