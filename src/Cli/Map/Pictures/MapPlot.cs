using System.Globalization;
using Item2Vec.Cli.Reports;
using Item2Vec.Cli.Reports.Plots;
using Item2Vec.Indexing;
using Item2Vec.Maps;
using Item2Vec.Maps.Pages;

namespace Item2Vec.Cli.Map.Pictures;

/// <summary>A picture of a map in a report, in the colors of light and dark pages.</summary>
internal sealed class MapPlot : Plot
{
    private const double Ratio = 0.8, MinHeight = 420;

    /// <summary>Letters of the widest fonts that a page may be shown in, compared with <see cref="StrokeFont"/>.</summary>
    private const float LetterWidth = 1.2f;

    private readonly ItemIndex index;
    private readonly ItemMap map;
    private readonly MapPageOptions options;

    /// <param name="index">The items.</param>
    /// <param name="map">Where they are.</param>
    /// <param name="maxItems">How many of them are drawn, those used most; each takes about 30 bytes.</param>
    public MapPlot(ItemIndex index, ItemMap map, int maxItems)
    {
        this.index = index;
        this.map = map;
        options = new MapPageOptions { MaxItems = maxItems };
    }

    protected override double Height(double width) => Math.Round(Math.Max(MinHeight, width * Ratio));

    protected override IReadOnlyList<string> Draw(HtmlWriter svg, double width)
    {
        PictureStyle style = new((int)width, (int)Height(width), IsDark: false) { HasHeading = false, LetterWidth = LetterWidth };
        MapScene scene = MapScene.Of(index, map, options, style);
        Rgb[] dark = MapColors.Of(index, map, options, scene.Points.Length, isDark: true).Colors;
        svg.Open(
            "g", ("class", "dots"), ("stroke-width", HtmlWriter.Number(2 * scene.Radius)),
            ("stroke-opacity", HtmlWriter.Number(scene.Opacity)));
        foreach ((int color, string dots) in SvgPicture.DotsByColor(scene))
            svg.Shape(
                "path", ("style", $"--light:{SvgPicture.Css(scene.Colors.Colors[color])};--dark:{SvgPicture.Css(dark[color])}"),
                ("d", dots));
        svg.Close("g");
        foreach (SceneText text in scene.Texts)
            svg.Element(
                "text", text.Text, ("x", HtmlWriter.Number(text.Left)), ("y", HtmlWriter.Number(SvgPicture.Baseline(text))),
                ("class", text.IsBold ? "name strong" : "name"),
                ("style", string.Create(CultureInfo.InvariantCulture, $"font-size:{SvgPicture.FontSize(text):0.#}px")));
        return [];
    }
}
