using System.Globalization;
using System.Text;
using Item2Vec.Cli.Reports;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli.Map.Pictures;

/// <summary>Draws a scene as SVG: a path of dots for each color, and text as text.</summary>
internal static class SvgPicture
{
    private const string Font = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

    public static void Write(MapScene scene, string path) => AtomicFile.Write(path, file =>
    {
        using StreamWriter output = new(
            file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        Write(scene, output);
    });

    private static void Write(MapScene scene, TextWriter output)
    {
        HtmlWriter svg = new(output);
        svg.Open(
            "svg", ("xmlns", "http://www.w3.org/2000/svg"), ("width", $"{scene.Style.Width}"), ("height", $"{scene.Style.Height}"),
            ("viewBox", $"0 0 {scene.Style.Width} {scene.Style.Height}"), ("font-family", Font), ("role", "img"));
        svg.Element("title", scene.Title);
        svg.Shape("rect", ("width", "100%"), ("height", "100%"), ("fill", Css(scene.Ground)));
        svg.Open(
            "g", ("fill", "none"), ("stroke-linecap", "round"), ("stroke-width", HtmlWriter.Number(2 * scene.Radius)),
            ("stroke-opacity", HtmlWriter.Number(scene.Opacity)));
        foreach ((int color, string dots) in DotsByColor(scene))
            svg.Shape("path", ("stroke", Css(scene.Colors.Colors[color])), ("d", dots));
        svg.Close("g");
        foreach ((float x, float y, float width, float height, Rgb color) in scene.Swatches)
            svg.Shape(
                "rect", ("x", HtmlWriter.Number(x)), ("y", HtmlWriter.Number(y)), ("width", HtmlWriter.Number(width)),
                ("height", HtmlWriter.Number(height)), ("fill", Css(color)));
        foreach (SceneText text in scene.Texts) Write(svg, scene, text);
        svg.Close("svg");
    }

    /// <summary>The points of each color as one path; items of no cluster lie below.</summary>
    public static IEnumerable<(int Color, string Dots)> DotsByColor(MapScene scene)
        => Enumerable.Range(0, scene.Points.Length).GroupBy(row => scene.Colors.ClassOf[row]).OrderByDescending(group => group.Key)
            .Select(group => (group.Key, Dots(scene, group)));

    /// <summary>Where letters stand.</summary>
    public static float Baseline(SceneText text) => text.Top + (text.Size * 0.72f);

    /// <summary>The size of letters that are as wide as the strokes that the place was measured with.</summary>
    public static float FontSize(SceneText text) => text.Size * 0.98f;

    public static string Css(Rgb color) => $"#{color.Red:x2}{color.Green:x2}{color.Blue:x2}";

    /// <summary>Lines of no length, whose round ends are dots.</summary>
    private static string Dots(MapScene scene, IEnumerable<int> rows)
    {
        StringBuilder path = new();
        foreach (int row in rows) path.Append(CultureInfo.InvariantCulture, $"M{scene.Points[row].X:0.#} {scene.Points[row].Y:0.#}h0");
        return path.ToString();
    }

    private static void Write(HtmlWriter svg, MapScene scene, SceneText text)
    {
        (string, string)[] halo = text.HasHalo
            ? [("stroke", Css(scene.Ground)), ("stroke-width", "4"), ("stroke-linejoin", "round"), ("paint-order", "stroke"),
                ("stroke-opacity", "0.85")]
            : [];
        svg.Element(
            "text", text.Text,
            [
                ("x", HtmlWriter.Number(text.Left)), ("y", HtmlWriter.Number(Baseline(text))),
                ("font-size", HtmlWriter.Number(FontSize(text))), ("font-weight", text.IsBold ? "600" : "400"),
                ("fill", Css(text.Color)), .. halo,
            ]);
    }
}
