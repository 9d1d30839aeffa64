using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Metrics;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>
/// Predicts the last item of each session from all before it with late ones weighing more, and measures by groups of users.
/// </summary>
internal sealed class UserGroupAudit
{
    private readonly EvaluationRun run;
    private readonly AttributeGroups groups;
    private readonly AuditOptions options;
    private readonly int[] userOf;
    private readonly Bootstrap bootstrap;

    public UserGroupAudit(ItemVectors vectors, AuditLog log, AttributeGroups groups, EmbeddingMatrix unit, AuditOptions options)
    {
        this.groups = groups;
        this.options = options;
        AttributeGroups.RequireUsers(log.Corpus);
        EvaluationOptions evaluation = new() { Protocol = Protocol.Recent, Cutoffs = [options.ListLength] };
        int[] sessions = [.. Enumerable.Range(0, (int)log.Corpus.SessionCount)
            .Where(session => log.Corpus.SessionLength(session) > 1 && log.Corpus.UserOf(session) >= 0)];
        EvaluationCase[] cases = new CaseBuilder(evaluation).Build([.. sessions.Select(log.LastHeldOut)]);
        userOf = Array.ConvertAll(cases, one => log.Corpus.UserOf(sessions[one.Session]));
        if (cases.Length == 0)
            throw new Item2VecException(
                "no session of a user has two items, so that there is nothing to ask", "give a log with longer sessions");
        run = new EvaluationRun(evaluation, vectors.Vocabulary, cases, new QueryGroups(cases), new CaseMetrics(evaluation.Cutoffs), unit);

        // Users are resampled: cases of one user are correlated.
        bootstrap = new Bootstrap([.. cases.Select((one, i) => one with { Session = userOf[i] })], options.Resamples, options.Seed);
    }

    public double Decay => run.Options.HistoryDecay;

    public UserGroupAccuracy Measure(ScoreMode score, IScorer scorer, CancellationToken cancellationToken)
    {
        double[][] values = run.Measure(scorer, ScoreLists.InParallel(options, cancellationToken)).Values;
        string[] names = [.. ((string[])["hit", "ndcg", "popularity", "diversity"])
            .Select(metric => FormattableString.Invariant($"{metric}@{options.ListLength}"))];
        int[] columns = [.. names.Select(name => run.Metrics.Names.ToList().IndexOf(name))];
        int[] asked = [.. Enumerable.Range(0, groups.Names.Count)
            .Select(group => userOf.Where(user => groups[user].Contains(group)).Distinct().Count())];
        UserGroupMetrics[] metrics = [.. groups.Names.Select((name, group) => new UserGroupMetrics(
            name, asked[group], userOf.Count(user => groups[user].Contains(group)),
            group < groups.Compared && asked[group] >= options.MinGroupSize,
            names.Zip(columns).ToDictionary(pair => pair.First, pair => bootstrap.Estimate(i => values[i][pair.Second], IsIn(group)))))];
        int[] compared = [.. Enumerable.Range(0, metrics.Length).Where(group => metrics[group].IsCompared)];
        if (compared.Length < 2)
        {
            throw new Item2VecException(
                $"fewer than two groups of '{groups.Column}' have {options.MinGroupSize} users to ask for in the log",
                "compare smaller groups with MinGroupSize, or give more of the log") { Option = nameof(AuditOptions.MinGroupSize) };
        }

        return new UserGroupAccuracy
        {
            Column = groups.Column,
            Score = score,
            Groups = metrics,
            Gaps = names.Zip(columns).Take(2).ToDictionary(pair => pair.First, pair => Gap(pair.First, pair.Second)),
        };

        GroupGap Gap(string metric, int column)
        {
            int[] order = [.. compared.OrderBy(group => metrics[group].Metrics[metric].Value)];
            (int low, int high) = (order[0], order[^1]);
            return new GroupGap(
                new Disparity(
                    metrics[low].Name, metrics[low].Metrics[metric].Value, metrics[high].Name, metrics[high].Metrics[metric].Value),
                bootstrap.Compare(i => values[i][column], IsIn(low), IsIn(high), (a, b) => b - a),
                bootstrap.Compare(i => values[i][column], IsIn(low), IsIn(high), (a, b) => a / b));
        }
    }

    private Func<int, bool> IsIn(int group) => i => groups[userOf[i]].Contains(group);
}

/// <summary>How well a model finds what people used last, by groups of users.</summary>
public sealed record UserGroupAccuracy
{
    /// <summary>The column of the groups.</summary>
    public required string Column { get; init; }

    /// <summary>The score.</summary>
    public required ScoreMode Score { get; init; }

    /// <summary>The groups, largest first.</summary>
    public required IReadOnlyList<UserGroupMetrics> Groups { get; init; }

    /// <summary>By metric, the compared groups that are farthest apart.</summary>
    public required IReadOnlyDictionary<string, GroupGap> Gaps { get; init; }
}

/// <summary>The metrics of a group of users.</summary>
/// <param name="Name">The group.</param>
/// <param name="Users">The number of its users with a case.</param>
/// <param name="Cases">Its cases, one per session.</param>
/// <param name="IsCompared">Whether it is compared with others.</param>
/// <param name="Metrics">By name: hit, NDCG, and the popularity and diversity of lists.</param>
public sealed record UserGroupMetrics(string Name, int Users, int Cases, bool IsCompared, IReadOnlyDictionary<string, Estimate> Metrics);

/// <summary>The difference of two groups.</summary>
/// <param name="Groups">The groups.</param>
/// <param name="Gap">The higher minus the lower value; the two are selected first, so that an interval may contain 0.</param>
/// <param name="Ratio">The lower over the higher value.</param>
public sealed record GroupGap(Disparity Groups, Estimate Gap, Estimate Ratio);
