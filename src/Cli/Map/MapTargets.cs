using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli.Map;

/// <summary>The files that map writes, and how large the pictures are.</summary>
internal sealed class MapTargets
{
    private const int MinSide = 200, MaxSide = 8000;

    private readonly Option<string?> page;
    private readonly Option<string?> png;
    private readonly Option<string?> svg;
    private readonly Option<(int Width, int Height)> size;
    private readonly Option<bool> dark;

    public MapTargets(Command command)
    {
        command.Add(page = CliOption.Word(
            "--output", "FILE", "The web page to write: one self-contained file that works from disk", "-o")!);
        command.Add(png = CliOption.Word(OutputGuard.Png, "FILE", "Write a picture, made without a browser")!);
        command.Add(svg = CliOption.Word(OutputGuard.Svg, "FILE", "Write a drawing that scales, with text as text")!);
        command.Add(size = CliOption.Parsed<(int Width, int Height)>(
            "--size", "WxH", "The size of the pictures in pixels [default: 1600x1200]", ReadSize).WithDefault((1600, 1200)));
        command.Add(dark = CliOption.Flag("--dark", "Pictures on a dark ground"));
    }

    /// <summary>The files; checked to be writable before the work.</summary>
    /// <exception cref="Item2VecException">There is none, or one cannot be written.</exception>
    public MapFiles From(CliContext context)
    {
        (int width, int height) = context.Value(size);
        MapFiles files = new(context.Value(page), context.Value(png), context.Value(svg), width, height, context.Value(dark));
        if (files is { Page: null, Png: null, Svg: null })
            throw new Item2VecException(
                "map needs a file to write", "name one: item2vec map -o map.html, or --png map.png", ErrorCode.Usage);
        foreach (string path in new[] { files.Page, files.Png, files.Svg }.OfType<string>()) AtomicFile.EnsureWritable(path);
        return files;
    }

    private static bool ReadSize(string text, out (int Width, int Height) value, out string expected)
    {
        expected = $"a size such as 1600x1200, each side from {MinSide} to {MaxSide}";
        string[] sides = text.Split('x', 'X');
        value = default;
        return sides.Length == 2 && TryRead(sides[0], out value.Width) && TryRead(sides[1], out value.Height);

        static bool TryRead(string side, out int pixels)
            => int.TryParse(side, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out pixels)
                && pixels is >= MinSide and <= MaxSide;
    }
}

/// <summary>The files that map writes.</summary>
/// <param name="Page">The web page, or null.</param>
/// <param name="Png">The picture, or null.</param>
/// <param name="Svg">The drawing, or null.</param>
/// <param name="Width">The width of both in pixels.</param>
/// <param name="Height">Their height.</param>
/// <param name="IsDark">Whether their ground is dark.</param>
internal sealed record MapFiles(string? Page, string? Png, string? Svg, int Width, int Height, bool IsDark);
