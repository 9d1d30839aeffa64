using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Item2Vec.Maps.Pages;

/// <summary>The page itself: its HTML, style and modules, as embedded in the assembly.</summary>
internal static partial class PageAssets
{
    public const string Style = "style.css";

    private const string Main = "app.js";

    /// <summary>The modules, each behind those that it imports.</summary>
    public static IReadOnlyList<string> Modules { get; } =
    [
        "data.js", "view.js", "colors.js", "points.js", "places.js", "search.js", "answers.js", "overlay.js", "gestures.js", "lists.js",
        "state.js", "stage.js", "looks.js", "panel.js", Main,
    ];

    /// <summary>An asset as text, with plain line ends whatever the checkout has.</summary>
    public static string Read(string name)
    {
        using Stream stream = typeof(PageAssets).Assembly.GetManifestResourceStream($"page/{name}")
            ?? throw new ArgumentException($"There is no asset '{name}'.", nameof(name));
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    /// <summary>The page that loads style and modules from beside it, for a service.</summary>
    public static string LivePage(string title) => Fill(
        title,
        policy: string.Empty,
        style: $"<link rel=\"stylesheet\" href=\"{Style}\">\n",
        data: string.Empty,
        script: $"<script type=\"module\" src=\"{Main}\"></script>\n").Replace("<html", "<html data-live", StringComparison.Ordinal);

    /// <summary>The page with everything in it, before and after its data.</summary>
    /// <remarks>Its policy admits its own style and script by their hashes, and nothing else: nothing is loaded, nothing is sent.</remarks>
    public static (string Before, string After) WholePage(string title)
    {
        // A character that no title has.
        const string mark = "\0";
        string style = Read(Style);
        string script = Script();
        string policy = $"default-src 'none'; style-src '{Hash(style)}'; script-src '{Hash(script)}'; base-uri 'none'; form-action 'none'";
        string[] parts = Fill(
            title,
            $"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n",
            $"<style>{style}</style>\n",
            mark,
            $"<script type=\"module\">{script}</script>\n").Split(mark);
        return (parts[0], parts[1]);
    }

    /// <summary>All modules in one: each in a scope of its own, which gives its exports a name.</summary>
    public static string Script()
    {
        StringBuilder script = new("\n");
        foreach (string module in Modules)
        {
            string body = Import().Replace(Read(module), match => $"const {match.Groups[1].Value} = {ScopeOf(match.Groups[2].Value)};");
            string[] exports = [.. Export().Matches(body).Select(match => match.Groups[2].Value)];
            body = Export().Replace(body, "$1$2");
            script.Append(module == Main
                ? $"{{\n{body}}}\n"
                : $"const {ScopeOf(module)} = (() => {{\n{body}return {{ {string.Join(", ", exports)} }};\n}})();\n");
        }

        return script.ToString();
    }

    /// <summary>Text between tags or in an attribute. Marks that are not seen or turn the direction of text are replaced.</summary>
    public static string Escape(string text)
    {
        StringBuilder clean = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isSeen = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            clean.Append(isSeen ? rune.ToString() : "\uFFFD");
        }

        return WebUtility.HtmlEncode(clean.ToString());
    }

    private static string Fill(string title, string policy, string style, string data, string script)
    {
        Dictionary<string, string> values = new()
        {
            ["title"] = Escape(title), ["policy"] = policy, ["style"] = style, ["data"] = data, ["script"] = script,
        };
        return Placeholder().Replace(Read("page.html"), match => values[match.Groups[1].Value]);
    }

    private static string ScopeOf(string module) => $"${module[..module.IndexOf('.', StringComparison.Ordinal)]}";

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    [GeneratedRegex(@"^import (\{[^}]*\}) from '\./([^']+)';$", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex(@"^export ((?:async )?(?:class|function|const) )(\w+)", RegexOptions.Multiline)]
    private static partial Regex Export();

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Placeholder();
}
