using System.Globalization;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing;
using Item2Vec.Maps;
using Item2Vec.Maps.Pages;

namespace Item2Vec.Cli.Map.Pictures;

/// <summary>The color of each item of a picture, and a legend. They are those of the web page.</summary>
internal sealed class MapColors
{
    private const int MaxClasses = 12, RampSteps = 48;
    private const double LowQuantile = 0.01, HighQuantile = 0.99;

    private static readonly double[] LightLightness = [0.55, 0.66, 0.47];
    private static readonly double[] DarkLightness = [0.74, 0.82, 0.68];
    private static readonly int[] Hues = [250, 50, 150, 330, 95, 200, 20, 290, 125, 0, 225, 175];

    private MapColors(string name, int[] classOf, Rgb[] colors)
    {
        Name = name;
        ClassOf = classOf;
        Colors = colors;
    }

    /// <summary>What is colored by, in words.</summary>
    public string Name { get; }

    /// <summary>The class of each item.</summary>
    public int[] ClassOf { get; }

    /// <summary>The color of each class.</summary>
    public Rgb[] Colors { get; }

    /// <summary>Names and colors; empty for a ramp and for clusters, which have their names on the map.</summary>
    public IReadOnlyList<(string Label, Rgb Color)> Legend { get; private init; } = [];

    /// <summary>The ends of a ramp, or null.</summary>
    public (string Low, string High)? Ramp { get; private init; }

    public static MapColors Of(ItemIndex index, ItemMap map, MapPageOptions options, int count, bool isDark)
    {
        Vocabulary items = index.Vectors.Vocabulary;
        ItemAttributes attributes = index.Vectors.Attributes;
        bool isCluster = options.ColorBy == MapPageOptions.ByCluster || (options.ColorBy is null && map.Clusters.Count > 0);
        int column = isCluster || options.ColorBy is null or MapPageOptions.ByCount ? -1 : attributes.IndexOf(options.ColorBy);
        if (isCluster) return ByCluster(map, count, isDark);
        if (column < 0 && items.TotalCount == 0) return new MapColors("nothing", new int[count], [ClassColor(0, isDark)]);
        if (column < 0) return ByNumber("count", [.. Enumerable.Range(0, count).Select(row => (double)items.CountOf(row))], true, isDark);
        string name = attributes.Names[column];
        string?[] values = [.. Enumerable.Range(0, count).Select(row => attributes.Value(row, name))];
        double[] numbers = [.. values.Select(Number)];
        bool areNumbers = numbers.Zip(values).All(pair => pair.Second is null || double.IsFinite(pair.First))
            && numbers.Where(double.IsFinite).Distinct().Take(MaxClasses + 1).Count() > MaxClasses;
        return areNumbers ? ByNumber(name, numbers, false, isDark) : ByValue(name, values, isDark);
    }

    private static double Number(string? text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;

    private static Rgb ClassColor(int number, bool isDark) => Rgb.OfLch(
        (isDark ? DarkLightness : LightLightness)[number % DarkLightness.Length], isDark ? 0.13 : 0.15, Hues[number % Hues.Length]);

    private static Rgb Other(bool isDark) => Rgb.OfLch(isDark ? 0.56 : 0.72, 0.01, 250);

    private static Rgb RampColor(double at, bool isDark) => isDark
        ? Rgb.OfLch(0.42 + (0.5 * at), 0.06 + (0.1 * at), 285 - (200 * at))
        : Rgb.OfLch(0.84 - (0.5 * at), 0.13 + (0.02 * at), 95 + (190 * at));

    /// <summary>Clusters near each other get different colors.</summary>
    private static MapColors ByCluster(ItemMap map, int count, bool isDark)
    {
        List<int> colors = [];
        foreach (MapCluster cluster in map.Clusters)
        {
            int[] near = [.. colors.Select((color, i) => (color, far: Distance(map.Clusters[i], cluster))).OrderBy(one => one.far)
                .Select(one => one.color).Distinct()];
            int free = Enumerable.Range(0, MaxClasses).FirstOrDefault(color => !near.Contains(color), -1);
            colors.Add(free >= 0 ? free : near[^1]);
        }

        Rgb[] all = [.. Enumerable.Range(0, MaxClasses).Select(color => ClassColor(color, isDark)), Other(isDark)];
        int[] classOf = [.. Enumerable.Range(0, count)
            .Select(row => map.ClusterOf[row] is >= 0 and int cluster ? colors[cluster] : MaxClasses)];
        return new MapColors("cluster", classOf, all);

        static double Distance(MapCluster a, MapCluster b) => Math.Pow(a.X - b.X, 2) + Math.Pow(a.Y - b.Y, 2);
    }

    /// <summary>The largest values; one of several parts such as Action|Comedy counts as its first.</summary>
    private static MapColors ByValue(string name, string?[] values, bool isDark)
    {
        string?[] first = [.. values.Select(value => value?.Split('|')[0])];
        string[] largest = [.. first.OfType<string>().CountBy(value => value).OrderByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(MaxClasses).Select(pair => pair.Key)];
        Rgb[] colors = [.. largest.Select((_, i) => ClassColor(i, isDark)), Other(isDark)];
        Dictionary<string, int> places = largest.Select((value, i) => (value, i)).ToDictionary(pair => pair.value, pair => pair.i);
        int[] classOf = [.. first.Select(value => value is null ? largest.Length : places.GetValueOrDefault(value, largest.Length))];
        IEnumerable<(string, Rgb)> legend = largest.Select((value, i) => (value, colors[i]));
        return new MapColors(name, classOf, colors)
        {
            Legend = [.. legend, .. classOf.Contains(largest.Length) ? [("others", colors[^1])] : Array.Empty<(string, Rgb)>()],
        };
    }

    private static MapColors ByNumber(string name, double[] numbers, bool isLogarithmic, bool isDark)
    {
        double[] sorted = [.. numbers.Where(double.IsFinite).Order()];
        double low = sorted.Length == 0 ? 0 : sorted[(int)(LowQuantile * (sorted.Length - 1))];
        double high = sorted.Length == 0 ? 1 : sorted[(int)Math.Ceiling(HighQuantile * (sorted.Length - 1))];
        double span = Math.Max(1e-12, Scaled(high) - Scaled(low));
        int[] classOf = [.. numbers.Select(number => double.IsFinite(number)
            ? (int)Math.Round(Math.Clamp((Scaled(number) - Scaled(low)) / span, 0, 1) * (RampSteps - 1))
            : RampSteps)];
        Rgb[] colors =
            [.. Enumerable.Range(0, RampSteps).Select(step => RampColor(step / (RampSteps - 1.0), isDark)), Other(isDark)];
        return new MapColors(name, classOf, colors) { Ramp = (Readable(low), Readable(high)) };

        double Scaled(double number) => isLogarithmic ? Math.Log(number + 1) : number;

        static string Readable(double number) => number.ToString("#,0.##", CultureInfo.InvariantCulture);
    }
}
