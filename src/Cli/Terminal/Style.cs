namespace Item2Vec.Cli.Terminal;

/// <summary>Emphasis with ANSI codes; <see cref="Plain"/> adds nothing, for files, pipes and NO_COLOR.</summary>
internal sealed class Style
{
    private readonly bool colors;

    private Style(bool colors) => this.colors = colors;

    public static Style Plain { get; } = new(false);

    public static Style Colored { get; } = new(true);

    public static Style For(bool colors) => colors ? Colored : Plain;

    public bool HasColors => colors;

    public string Heading(string text) => Wrap(text, "1");

    public string Faint(string text) => Wrap(text, "2");

    public string Error(string text) => Wrap(text, "1;31");

    public string Warning(string text) => Wrap(text, "33");

    private string Wrap(string text, string code) => colors && text.Length > 0 ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
