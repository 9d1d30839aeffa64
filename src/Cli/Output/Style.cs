namespace Item2Vec.Cli;

/// <summary>A few emphases; <see cref="Plain"/> adds nothing, for files, pipes and NO_COLOR.</summary>
internal sealed class Style
{
    private readonly bool colours;

    private Style(bool colours) => this.colours = colours;

    public static Style Plain { get; } = new(false);

    public static Style Coloured { get; } = new(true);

    public static Style For(bool colours) => colours ? Coloured : Plain;

    public bool HasColours => colours;

    public string Heading(string text) => Wrap(text, "1");

    public string Faint(string text) => Wrap(text, "2");

    public string Error(string text) => Wrap(text, "1;31");

    public string Warning(string text) => Wrap(text, "33");

    private string Wrap(string text, string code) => colours && text.Length > 0 ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
