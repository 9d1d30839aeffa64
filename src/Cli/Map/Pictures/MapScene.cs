using Item2Vec.Cli.Terminal;
using Item2Vec.Indexing;
using Item2Vec.Maps;
using Item2Vec.Maps.Pages;

namespace Item2Vec.Cli.Map.Pictures;

/// <summary>How large a picture is, and on which ground.</summary>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height.</param>
/// <param name="IsDark">Whether the ground is dark.</param>
internal sealed record PictureStyle(int Width, int Height, bool IsDark)
{
    /// <summary>Whether title and legend are drawn, which a page around the picture may say in its own words.</summary>
    public bool HasHeading { get; init; } = true;

    /// <summary>How wide letters are, compared with <see cref="StrokeFont"/>.</summary>
    public float LetterWidth { get; init; } = 1;
}

/// <summary>A picture of a map: what is drawn where, whatever draws it. Units are pixels, y grows downward.</summary>
internal sealed class MapScene
{
    /// <summary>Below this number of items each has its name, where there is room.</summary>
    private const int MaxNamedItems = 400;

    private const int MaxClusterNames = 60, SmallCluster = 60, MaxText = 34, Margin = 24, HeadingHeight = 60;
    private const float TitleSize = 22, SmallSize = 14, LegendLine = 22;

    private readonly List<SceneText> texts = [];

    private MapScene(PictureStyle style, MapColors colors)
    {
        Style = style;
        Colors = colors;
    }

    public PictureStyle Style { get; }

    public MapColors Colors { get; }

    public required string Title { get; init; }

    /// <summary>The place of each item.</summary>
    public required (float X, float Y)[] Points { get; init; }

    public required float Radius { get; init; }

    public required float Opacity { get; init; }

    /// <summary>Names on the map, which do not overlap, the title, and the legend.</summary>
    public IReadOnlyList<SceneText> Texts => texts;

    /// <summary>Discs and rectangles of the legend.</summary>
    public List<(float X, float Y, float Width, float Height, Rgb Color)> Swatches { get; } = [];

    public Rgb Ground => Style.IsDark ? new Rgb(20, 24, 29) : new Rgb(255, 255, 255);

    public Rgb Ink => Style.IsDark ? new Rgb(230, 237, 243) : new Rgb(27, 31, 36);

    public Rgb Faint => Style.IsDark ? new Rgb(154, 164, 175) : new Rgb(87, 96, 106);

    /// <summary>Lays a picture out.</summary>
    public static MapScene Of(ItemIndex index, ItemMap map, MapPageOptions options, PictureStyle style)
    {
        int count = options.MaxItems == 0 ? map.Count : Math.Min(map.Count, options.MaxItems);
        MapColors colors = MapColors.Of(index, map, options, count, style.IsDark);
        float legend = colors.Legend.Count == 0 ? 0 : colors.Legend.Max(entry => StrokeFont.Width(Cut(entry.Label), SmallSize)) + 40;
        if (!style.HasHeading) legend = 0;
        float top = style.HasHeading ? HeadingHeight + 4 : 0;
        SceneArea area = new(Margin, top, style.Width - (2 * Margin) - legend, style.Height - top - Margin);
        Placing placing = Placing.Around(map.X[..count], map.Y[..count], area);
        (float X, float Y)[] points = [.. Enumerable.Range(0, count).Select(row => placing.At(map.X[row], map.Y[row]))];
        float crowd = 0.2f * MathF.Sqrt(area.Width * area.Height / Math.Max(1, count));
        MapScene scene = new(style, colors)
        {
            Title = DisplayText.Clean(options.Title),
            Points = points,
            Radius = Math.Clamp(crowd, 0.8f, 6),
            Opacity = count > 50_000 ? 0.5f : 0.75f,
        };
        if (style.HasHeading)
        {
            scene.AddTitle(
                $"{NameOf(map.Method)} of {Readable.Count(count, "item")}, colored by {DisplayText.Clean(colors.Name)}");
            scene.AddLegend(area.Left + area.Width + 20);
        }

        scene.AddNames(index, map, placing, count);
        return scene;
    }

    /// <summary>A method as people write it.</summary>
    public static string NameOf(MapMethod method) => method switch
    {
        MapMethod.Pca => "PCA",
        MapMethod.Tsne => "t-SNE",
        _ => "UMAP",
    };

    private void AddTitle(string subtitle)
    {
        texts.Add(new SceneText(DisplayText.Cut(Title, Style.Width / 14), Margin, 14, TitleSize, true, Ink));
        texts.Add(new SceneText(DisplayText.Cut(subtitle, Style.Width / 8), Margin, 42, SmallSize, false, Faint));
    }

    private void AddLegend(float left)
    {
        float top = 70;
        foreach ((string label, Rgb color) in Colors.Legend)
        {
            Swatches.Add((left, top, 12, 12, color));
            texts.Add(new SceneText(Cut(label), left + 20, top + 1, SmallSize, false, Ink));
            top += LegendLine;
        }

        if (Colors.Ramp is not (string low, string high)) return;
        const float step = 4;
        int steps = Colors.Colors.Length - 1;
        float right = Style.Width - Margin;
        float start = right - StrokeFont.Width(high, SmallSize) - 10 - (steps * step);
        for (int i = 0; i < steps; i++) Swatches.Add((start + (i * step), 40, step, 14, Colors.Colors[i]));
        texts.Add(new SceneText(low, start - 10 - StrokeFont.Width(low, SmallSize), 42, SmallSize, false, Faint));
        texts.Add(new SceneText(high, right - StrokeFont.Width(high, SmallSize), 42, SmallSize, false, Faint));
    }

    /// <summary>The clusters' names, largest first, then those of items where there are few; what finds no room is left out.</summary>
    private void AddNames(ItemIndex index, ItemMap map, Placing placing, int count)
    {
        List<SceneBox> taken = [];
        foreach (MapCluster cluster in map.Clusters.Take(MaxClusterNames))
        {
            string label = Cut(DisplayText.Clean(cluster.Label));
            float size = (13 + Math.Min(7, 1.6f * MathF.Log10(Math.Max(1, cluster.Count)))) * Math.Clamp(Style.Width / 1400f, 0.75f, 1.6f);
            float width = WidthOf(label, size);
            (float x, float y) = placing.At(cluster.X, cluster.Y);

            // A name in the middle of a small cluster would hide it.
            float[] shifts = cluster.Count < SmallCluster ? [size * 1.3f, -size * 1.3f, 0] : [0, -size * 1.3f, size * 1.3f];
            float left = Math.Clamp(x - (width / 2), 6, Math.Max(6, Style.Width - 6 - width));
            _ = Array.Exists(shifts, shift => TryWrite(label, left, y - (size / 2) + shift, size, true, taken));
        }

        if (count > MaxNamedItems) return;
        for (int row = 0; row < count; row++)
        {
            string name = Cut(DisplayText.Clean(index.Vectors.Attributes.Title(row) ?? index.Vectors.Vocabulary[row]));
            float width = WidthOf(name, SmallSize);
            (float x, float y) = Points[row];
            _ = TryWrite(name, x + Radius + 4, y - (SmallSize / 2), SmallSize, false, taken)
                || TryWrite(name, x - Radius - 4 - width, y - (SmallSize / 2), SmallSize, false, taken);
        }
    }

    private bool TryWrite(string text, float left, float top, float size, bool isBold, List<SceneBox> taken)
    {
        SceneBox box = new(left - 3, top - 2, left + WidthOf(text, size) + 3, top + size + 2);
        if (text.Length == 0 || box.Left < 2 || box.Right > Style.Width - 2) return false;
        if (box.Top < (Style.HasHeading ? HeadingHeight : 2) || box.Bottom > Style.Height - 2) return false;
        if (taken.Exists(box.Meets)) return false;
        taken.Add(box);
        texts.Add(new SceneText(text, left, top, size, isBold, Ink) { HasHalo = true });
        return true;
    }

    private float WidthOf(string text, float size) => StrokeFont.Width(text, size) * Style.LetterWidth;

    private static string Cut(string text) => DisplayText.Cut(text, MaxText);

    private readonly record struct SceneArea(float Left, float Top, float Width, float Height);

    private readonly record struct SceneBox(float Left, float Top, float Right, float Bottom)
    {
        public bool Meets(SceneBox other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
    }

    /// <summary>From places of the map to pixels, both directions alike.</summary>
    private readonly record struct Placing(float CenterX, float CenterY, float Scale, SceneArea Area)
    {
        public static Placing Around(ReadOnlySpan<float> x, ReadOnlySpan<float> y, SceneArea area)
        {
            (float left, float right) = Range(x);
            (float bottom, float top) = Range(y);
            float scale = Math.Min((area.Width - 40) / Math.Max(1e-6f, right - left), (area.Height - 40) / Math.Max(1e-6f, top - bottom));
            return new Placing((left + right) / 2, (bottom + top) / 2, scale, area);
        }

        public (float X, float Y) At(float x, float y) => (
            Area.Left + (Area.Width / 2) + ((x - CenterX) * Scale), Area.Top + (Area.Height / 2) - ((y - CenterY) * Scale));

        private static (float Low, float High) Range(ReadOnlySpan<float> values)
        {
            (float low, float high) = (float.PositiveInfinity, float.NegativeInfinity);
            foreach (float value in values) (low, high) = (Math.Min(low, value), Math.Max(high, value));
            return values.Length == 0 ? (0, 1) : (low, high);
        }
    }
}

/// <summary>A text of a picture.</summary>
/// <param name="Text">The text.</param>
/// <param name="Left">Where it begins.</param>
/// <param name="Top">The tops of its capitals.</param>
/// <param name="Size">Its size.</param>
/// <param name="IsBold">Whether it is bold.</param>
/// <param name="Color">Its color.</param>
internal readonly record struct SceneText(string Text, float Left, float Top, float Size, bool IsBold, Rgb Color)
{
    /// <summary>Whether the ground shines around it, so that it can be read over points.</summary>
    public bool HasHalo { get; init; }
}
