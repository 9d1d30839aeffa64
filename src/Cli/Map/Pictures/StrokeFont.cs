namespace Item2Vec.Cli.Map.Pictures;

/// <summary>
/// Letters as strokes, so that a picture needs no font: a letter is a width and polylines, a point two digits, x and y. The grid has the
/// tops of capitals at 0, those of small letters at 3, the line at a (10), and tails down to d (13).
/// </summary>
internal static class StrokeFont
{
    /// <summary>Units of the grid in the size of a font.</summary>
    private const float UnitsOfSize = 14;

    /// <summary>Units between letters.</summary>
    private const float Gap = 2.4f;

    private const string Unknown = "5 00505a0a00";

    /// <summary>Letters with marks, and those that are drawn for them.</summary>
    private const string Marked = "àáâãäåāăąçćčďèéêëēęěìíîïīłñńňòóôõöøōőřśšťùúûüūůűýÿžźżÀÁ"
        + "ÂÃÄÅĀÇĆČĎÈÉÊËĒĘĚÌÍÎÏŁÑŃŇÒÓÔÕÖØŌŘŚŠŤÙÚÛÜŪŮÝŽŹŻ’‘“”–—−";

    private const string Drawn = "aaaaaaaaacccdeeeeeeeiiiiilnnnoooooooorsstuuuuuuuyyzzzAA"
        + "AAAAACCCDEEEEEEEIIIILNNNOOOOOOORSSTUUUUUUYZZZ''\"\"---";

    /// <summary>The letters from the blank to the tilde.</summary>
    private static readonly string[] Glyphs =
    [
        "3", "0 0007 090a", "2 0003 2023", "6 201a 504a 0363 0767", "6 6240200203145667684a2a08 303b",
        "8 800a 102031322313020110 677788897a6a595867", "7 7a13112030414206081a4a76", "0 0003", "3 30120406193c", "3 00223436290c",
        "4 2127 0246 4206", "6 3238 0565", "1 191a0c", "4 0646", "0 090a", "5 500a",
        "6 204062684a2a080220", "3 02202a", "6 02204062640a6a", "6 02204062634525 4567684a2a08", "6 4a400767", "6 601005244466684a2a08",
        "6 503004082a4a6866442406", "6 00602a", "6 204062634525030220 4567684a2a080725", "6 1a3a666240200204264664",
        "0 0304 090a", "1 1314 191a0c", "5 520558", "6 0464 0767", "5 025508", "5 02203052532627 292a",
        "9 896a3a0703306093967766634334364766",
        "6 0a306a 1757", "6 000a 004051544505 4566695a0a", "6 62402002082a4a68", "6 000a 003063673a0a", "5 50000a5a 0545",
        "5 50000a 0545", "6 62402002082a4a686646", "6 000a 606a 0565", "0 000a", "4 40482a08",
        "6 000a 6006 246a", "5 000a5a", "8 0a0047808a", "6 0a006a60",
        "7 205072785a2a080220", "6 0a00 004062644606", "7 205072785a2a080220 477b", "6 0a00 004062644606 366a",
        "6 6240200203145667684a2a08",
        "6 0060 303a", "6 00082a4a6860", "6 003a60", "8 002a436a80", "6 006a 600a", "6 003560 353a", "6 00600a6a",
        "2 20000c2c", "5 005a", "2 00202c0c", "4 032043", "6 0c6c", "2 0022",
        "5 535a 55332305082a3a58", "5 000a 05233355583a2a08", "5 55332305082a3a58", "5 505a 55332305082a3a58", "5 065655332305082a4a59",
        "4 4030212a 0343", "5 535b3d1d0c 55332305082a3a58", "5 000a 052333555a", "0 030a 0001", "2 232b1d0d 2021", "5 000a 5308 265a",
        "1 00091a", "8 030a 052333454a 456373858a", "5 030a 052333555a", "5 233355583a2a080523", "5 030d 05233355583a2a08",
        "5 535d 55332305082a3a58", "3 030a 052333", "4 443313040548493a1a09", "3 10192a3a 0333", "5 03082a3a58 535a", "4 032a43",
        "8 032a456a83", "5 035a 530a", "5 033a 533a1d0d", "5 03530a5a",
        "3 3020111406181b2c3c", "0 000c", "3 0010212436282b1c0c", "6 061525465665",
    ];

    /// <summary>The width of a text.</summary>
    public static float Width(string text, float size)
    {
        float units = 0;
        foreach (char letter in text) units += WidthOf(GlyphOf(letter)) + Gap;
        return Math.Max(0, units - Gap) * size / UnitsOfSize;
    }

    /// <summary>The strokes of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="left">Where it begins.</param>
    /// <param name="top">The tops of its capitals.</param>
    /// <param name="size">Its size.</param>
    public static IEnumerable<(float X1, float Y1, float X2, float Y2)> Strokes(string text, float left, float top, float size)
    {
        float unit = size / UnitsOfSize;
        foreach (char letter in text)
        {
            string glyph = GlyphOf(letter);
            foreach (string line in glyph.Split(' ').Skip(1))
            {
                for (int i = 0; i + 3 < line.Length; i += 2)
                    yield return (
                        left + (Digit(line[i]) * unit), top + (Digit(line[i + 1]) * unit), left + (Digit(line[i + 2]) * unit),
                        top + (Digit(line[i + 3]) * unit));
            }

            left += (WidthOf(glyph) + Gap) * unit;
        }
    }

    private static string GlyphOf(char letter)
    {
        int plain = letter < '\u007F' ? -1 : Marked.IndexOf(letter, StringComparison.Ordinal);
        if (plain >= 0) letter = Drawn[plain];
        if (letter == '…') return "6 090a 393a 696a";
        return letter is >= ' ' and <= '~' ? Glyphs[letter - ' '] : Unknown;
    }

    private static int WidthOf(string glyph) => Digit(glyph[0]);

    private static int Digit(char digit) => digit <= '9' ? digit - '0' : digit - 'a' + 10;
}
