using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli.Map.Pictures;

/// <summary>Draws a scene as PNG.</summary>
internal static class PngPicture
{
    public static void Write(MapScene scene, string path)
    {
        Raster raster = new(scene.Style.Width, scene.Style.Height, scene.Ground);

        // The items used most come last, on top.
        for (int row = scene.Points.Length - 1; row >= 0; row--)
            raster.Disc(
                scene.Points[row].X, scene.Points[row].Y, scene.Radius, scene.Colors.Colors[scene.Colors.ClassOf[row]], scene.Opacity);
        foreach ((float x, float y, float width, float height, Rgb color) in scene.Swatches)
            raster.Rectangle((int)x, (int)y, (int)width, (int)height, color);
        foreach (SceneText text in scene.Texts)
        {
            float thick = text.Size / (text.IsBold ? 8 : 11);
            if (text.HasHalo) Draw(raster, text, thick + 5, scene.Ground, 0.55f);
            Draw(raster, text, thick, text.Color, 1);
        }

        AtomicFile.Write(path, raster.WritePng);
    }

    private static void Draw(Raster raster, SceneText text, float thick, Rgb color, float alpha)
    {
        foreach ((float x1, float y1, float x2, float y2) in StrokeFont.Strokes(text.Text, text.Left, text.Top, text.Size))
            raster.Line(x1, y1, x2, y2, thick, color, alpha);
    }
}
