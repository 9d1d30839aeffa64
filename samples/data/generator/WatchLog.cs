namespace Item2Vec.Samples.Watches;

/// <summary>A line of the log: a viewer watched a video.</summary>
/// <param name="Time">When it began.</param>
/// <param name="Viewer">Who watched, from 1.</param>
/// <param name="Video">What was watched.</param>
/// <param name="Seconds">For how long.</param>
internal readonly record struct Watch(DateTime Time, int Viewer, Video Video, int Seconds);

/// <summary>
/// A made-up log with planted structure: a viewer has one to three favorite topics, mostly of one theme, and spends a sitting with one
/// topic, popular parts first or part after part, with a stray video here and there.
/// </summary>
internal sealed class WatchLog
{
    public const int Seed = 1;
    private const int Viewers = 12_000;
    private const int Days = 56;
    private static readonly DateTime FirstDay = new(2026, 1, 5, 0, 0, 0, DateTimeKind.Utc);

    private readonly SeededChance chance;
    private readonly int[] topicWeights = SeededChance.Zipf(Catalogue.Topics.Length, flat: 12);
    private readonly int[] partWeights = SeededChance.Zipf(Catalogue.Parts, flat: 5);
    private readonly int[] topicOfRank;
    private readonly int[][] partOfRank;
    private readonly List<Watch> watches = [];

    private WatchLog(SeededChance chance)
    {
        this.chance = chance;
        Catalogue = new Catalogue(chance);
        topicOfRank = Shuffled(Catalogue.Topics.Length);
        partOfRank = [.. Catalogue.Topics.Select(_ => Shuffled(Catalogue.Parts))];
    }

    public Catalogue Catalogue { get; }

    /// <summary>All lines by time, then viewer.</summary>
    public IReadOnlyList<Watch> Watches => watches;

    public static WatchLog Generate(int seed = Seed)
    {
        WatchLog log = new(new SeededChance((ulong)seed));
        for (int viewer = 1; viewer <= Viewers; viewer++) log.AddViewer(viewer);
        log.watches.Sort((a, b) => (a.Time, a.Viewer).CompareTo((b.Time, b.Viewer)));
        return log;
    }

    private void AddViewer(int viewer)
    {
        int[] favorites = Favorites();
        int day = chance.Below(Days / 2);
        for (int sittings = chance.Between(1, 6); sittings > 0 && day < Days; sittings--, day += chance.Between(1, 9))
        {
            int topic = chance.Percent(90) ? favorites[chance.Below(favorites.Length)] : PopularTopic();
            AddSitting(viewer, topic, FirstDay.AddDays(day).AddMinutes(StartMinute()));
        }
    }

    private int[] Favorites()
    {
        int[] favorites = new int[chance.Between(1, 3)];
        favorites[0] = PopularTopic();
        int theme = favorites[0] / Catalogue.TopicsOfTheme;
        for (int i = 1; i < favorites.Length; i++)
            favorites[i] = chance.Percent(60) ? (theme * Catalogue.TopicsOfTheme) + chance.Below(Catalogue.TopicsOfTheme) : PopularTopic();
        return favorites;
    }

    private void AddSitting(int viewer, int topic, DateTime time)
    {
        int part = PopularPart(topic);
        for (int left = chance.Between(3, 9); left > 0; left--)
        {
            int stray = chance.Percent(8) ? PopularTopic() : -1;
            Video video = stray < 0 ? Catalogue[topic, part] : Catalogue[stray, PopularPart(stray)];
            int seconds = chance.Percent(25) ? chance.Between(10, video.Seconds) : video.Seconds;
            watches.Add(new Watch(time, viewer, video, seconds));
            time = time.AddSeconds(seconds + chance.Between(2, 45));
            if (stray < 0) part = chance.Percent(60) && part < Catalogue.Parts ? part + 1 : PopularPart(topic);
        }
    }

    /// <summary>A minute of the day: three sittings in four are in the evening.</summary>
    private int StartMinute() => chance.Percent(75) ? chance.Between(17 * 60, 22 * 60) : chance.Between(6 * 60, 17 * 60);

    private int PopularTopic() => topicOfRank[chance.Pick(topicWeights)];

    private int PopularPart(int topic) => partOfRank[topic][chance.Pick(partWeights)] + 1;

    private int[] Shuffled(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int other = chance.Below(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
