using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Evaluation.Auditing;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Tests.Auditing;

/// <summary>Groups of items and of users that are treated differently, by hand.</summary>
public sealed class GroupTests
{
    private static readonly AuditOptions Options =
        new() { ListLength = 2, PopularityWeight = 0, Scores = [ScoreMode.Next], MinGroupSize = 2, Resamples = 200 };

    [Fact]
    public void Exposure_is_counted_by_place_and_items_of_two_groups_in_parts()
    {
        // By next i0, i1 and i2 lead every list; i1 belongs to both groups, i9 to none, and one item alone is too few.
        using ItemVectors vectors = PlantedModel.HeadOnly().With("kind", "a", "a|b", "b", "b", "b", "b", "b", "b", "c", null);
        AttributeGroups groups = AttributeGroups.Of(vectors.Attributes, 10, "KIND", "|", 2);
        Assert.Equal(["b", "a", "(1 smaller)", "(none)"], groups.Names);
        using Auditor auditor = new(vectors, Options);
        GroupExposure found = auditor.Exposures(groups);
        GroupShares b = found.Groups[0];
        GroupShares a = found.Groups[1];
        Assert.Equal((7, 2, true), (b.Items, a.Items, a.IsCompared));
        Assert.Equal(0.15, a.Catalogue, 1e-12);
        Assert.Equal((50 + 20) / 140.0, a.Used, 1e-12);

        // Lists: i0 has i1, i2; i1 has i0, i2; the other eight i0, i1.
        double second = 1 / Math.Log2(3);
        double exposure = (0.5 + 1 + (8 * (1 + (second / 2)))) / (10 * (1 + second));
        Assert.Equal(exposure, a.Exposure[ScoreMode.Next].Value, 1e-12);
        Assert.Equal(exposure / 0.5, a.Merit(ScoreMode.Next).Value, 1e-12);
        Assert.InRange(exposure, a.Exposure[ScoreMode.Next].Low, a.Exposure[ScoreMode.Next].High);
        Assert.Equal(1, found.Groups.Sum(group => group.Exposure[ScoreMode.Next].Value), 1e-12);
        Assert.Equal(1, found.Groups.Sum(group => group.Used), 1e-12);
        Disparity disparity = found.Disparities[ScoreMode.Next];
        Assert.Equal(("b", "a"), (disparity.Lowest, disparity.Highest));
        Assert.Equal(b.Merit(ScoreMode.Next).Value / a.Merit(ScoreMode.Next).Value, disparity.Ratio, 1e-12);
    }

    [Fact]
    public void Users_who_do_what_the_model_says_are_served_better()
    {
        // After i5 the model says i0 first: ten users did that, ten did i9, which is never listed.
        using ItemVectors vectors = PlantedModel.HeadOnly();
        using SessionCorpus log = WithUsers([.. Enumerable.Range(0, 20).Select(user => (string[])["i5", user < 10 ? "i0" : "i9"])]);
        ItemAttributes attributes = new(
            ["sex"], [StringColumn.Of([.. Enumerable.Range(0, 20).Select(row => int.Parse(log.Users![row][1..]) < 10 ? "f" : "m")])]);
        AttributeGroups groups = AttributeGroups.Of(attributes, 20, "sex", null, 5, "user");
        using Auditor auditor = new(vectors, Options, log);
        UserGroupAccuracy found = Assert.Single(auditor.Accuracies(groups));
        Assert.Equal(["f", "m"], found.Groups.Select(group => group.Name));
        Assert.Equal([1.0, 0], found.Groups.Select(group => group.Metrics["hit@2"].Value));
        Assert.Equal((10, 10), (found.Groups[0].Users, found.Groups[0].Cases));
        Assert.Equal((50 + 40) / 2.0, found.Groups[0].Metrics["popularity@2"].Value, 1e-9);
        GroupGap gap = found.Gaps["ndcg@2"];
        Assert.Equal(("m", "f", 1.0, 0.0), (gap.Groups.Lowest, gap.Groups.Highest, gap.Gap.Value, gap.Ratio.Value));
        Assert.Equal((1.0, 1.0), (gap.Gap.Low, gap.Gap.High));
    }

    [Fact]
    public void The_gap_of_groups_that_do_not_differ_has_an_interval_around_nothing()
    {
        using ItemVectors vectors = PlantedModel.HeadOnly();
        using SessionCorpus log = WithUsers([.. Enumerable.Range(0, 200).Select(user => (string[])["i5", user % 2 == 0 ? "i0" : "i9"])]);
        ItemAttributes attributes = new(
            ["half"],
            [StringColumn.Of([.. Enumerable.Range(0, 200).Select(row => int.Parse(log.Users![row][1..]) % 4 < 2 ? "one" : "other")])]);
        using Auditor auditor = new(vectors, Options, log);
        GroupGap gap = auditor.Accuracies(AttributeGroups.Of(attributes, 200, "half", null, 5, "user"))[0].Gaps["hit@2"];
        Assert.Equal((0.0, 1.0), (gap.Gap.Value, gap.Ratio.Value));

        // Standard error of a difference of two means of 100: sqrt(2 * 0.25 / 100) = 0.0707.
        Assert.InRange(gap.Gap.High - gap.Gap.Low, 0.85 * 2 * 1.96 * 0.0707, 1.15 * 2 * 1.96 * 0.0707);
        Assert.True(gap.Gap.Low < 0 && gap.Gap.High > 0);
    }

    [Fact]
    public void Activity_parts_users_by_their_events()
    {
        using SessionCorpus log = WithUsers([.. Enumerable.Range(1, 8).Select(events => Enumerable.Repeat("i0", events).ToArray())]);
        AttributeGroups groups = AttributeGroups.ByActivity(log, 2);
        Assert.Equal("most active quarter (7 to 8 events)", groups.Names[0]);
        Assert.Equal("least active quarter (1 to 2 events)", groups.Names[3]);
        Assert.Equal([0, 0, 1, 1, 2, 2, 3, 3], Enumerable.Range(0, 8).Select(user => groups[user][0]));
        Assert.Throws<Item2VecException>(() => AttributeGroups.ByActivity(log, 3));
    }

    [Fact]
    public void Columns_and_groups_that_are_not_there_are_named()
    {
        using ItemVectors bare = PlantedModel.Pairs(2);
        Assert.Contains(
            "ItemTable.Read",
            Assert.Throws<Item2VecException>(() => AttributeGroups.Of(bare.Attributes, 4, "kind", "|", 2)).Hint,
            StringComparison.Ordinal);
        using ItemVectors vectors = bare.With("kind", "a", "a", "a", "b");
        Assert.Contains(
            "kind",
            Assert.Throws<Item2VecException>(() => AttributeGroups.Of(vectors.Attributes, 4, "color", "|", 2)).Hint,
            StringComparison.Ordinal);
        Assert.Contains(
            "'b' (1)",
            Assert.Throws<Item2VecException>(() => AttributeGroups.Of(vectors.Attributes, 4, "kind", "|", 2)).Message,
            StringComparison.Ordinal);
        using Auditor auditor = new(vectors, new AuditOptions { ListLength = 1 });
        Assert.Equal(
            ErrorCode.Usage,
            Assert.Throws<Item2VecException>(() => auditor.Accuracies(AttributeGroups.Of(vectors.Attributes, 4, "kind", "|", 1))).Code);
    }

    /// <summary>A session for each of the users u0, u1, ...</summary>
    private static SessionCorpus WithUsers(string[][] sessions)
    {
        Dictionary<string, long> counts = [];
        foreach (string item in sessions.SelectMany(session => session)) counts[item] = counts.GetValueOrDefault(item) + 1;
        VocabularyBuilder items = new();
        foreach ((string item, long count) in counts.OrderByDescending(pair => pair.Value)) items.Add(item, count);
        Vocabulary known = items.Build();
        int[] order = [.. Enumerable.Range(0, sessions.Length).OrderByDescending(user => sessions[user].Length)];
        VocabularyBuilder users = new();
        foreach (int user in order) users.Add($"u{user}", sessions[user].Length);
        SessionCorpusBuilder builder = new(known, users: users.Build());
        for (int user = 0; user < sessions.Length; user++)
        {
            foreach (string item in sessions[user])
                if (known.TryGetRow(item, out int row)) builder.Append(row);
            builder.EndSession(Array.IndexOf(order, user));
        }

        return builder.Build();
    }
}
