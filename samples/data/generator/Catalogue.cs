namespace Item2Vec.Samples.Watches;

/// <summary>A made-up video.</summary>
/// <param name="Id">Eleven characters, as video sites use them.</param>
/// <param name="Topic">The number of its topic: the truth that item vectors should find.</param>
/// <param name="Part">Its place in the topic's series, from 1.</param>
/// <param name="Seconds">Its length.</param>
internal sealed record Video(string Id, int Topic, int Part, int Seconds)
{
    public string TopicName => Catalogue.Topics[Topic];

    public string Title => $"{TopicName}, part {Part}";
}

/// <summary>The made-up videos: 40 topics of 50 parts. Five topics in a row make a theme, whose viewers overlap.</summary>
internal sealed class Catalogue
{
    public const int Parts = 50;
    public const int TopicsOfTheme = 5;

    public static readonly string[] Topics =
    [
        "Neural networks", "Word embeddings", "Linear algebra", "Probability", "Statistics with spreadsheets",
        "Sourdough bread", "Italian cooking", "Vegan lunches", "Cake decorating", "Coffee brewing",
        "Acoustic guitar", "Jazz piano", "Home recording", "Choir singing", "Drum rudiments",
        "Woodturning", "House plants", "Vegetable garden", "Bicycle repair", "Tiling a bathroom",
        "Marathon training", "Yoga mornings", "Bouldering", "Chess openings", "Table tennis",
        "Night trains", "Hiking the Alps", "Lisbon on foot", "Island ferries", "Packing light",
        "Roman history", "Medieval castles", "Silk Road", "History of maps", "Old shipwrecks",
        "Watercolour", "Street photography", "Calligraphy", "Stop motion", "Portrait drawing",
    ];

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /// <summary>Two ids that examples can rely on.</summary>
    private static readonly Dictionary<(int Topic, int Part), string> KnownIds = new()
    {
        [(0, 1)] = "aircAruvnKk",
        [(1, 3)] = "WK_Nr4tUtl8",
    };

    private readonly Video[] videos;

    public Catalogue(SeededChance chance)
    {
        videos = new Video[Topics.Length * Parts];
        for (int topic = 0; topic < Topics.Length; topic++)
            for (int part = 1; part <= Parts; part++)
                videos[(topic * Parts) + part - 1] = new Video(IdOf(topic, part, chance), topic, part, chance.Between(180, 1500));
    }

    public IReadOnlyList<Video> Videos => videos;

    public Video this[int topic, int part] => videos[(topic * Parts) + part - 1];

    private static string IdOf(int topic, int part, SeededChance chance)
    {
        char[] id = new char[11];
        for (int i = 0; i < id.Length; i++) id[i] = Alphabet[chance.Below(Alphabet.Length)];
        return KnownIds.GetValueOrDefault((topic, part)) ?? new string(id);
    }
}
