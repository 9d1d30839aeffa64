using System.Text.RegularExpressions;

namespace Item2Vec.Embeddings.Common;

/// <summary>A problem the user can fix: what is wrong and where, and what to do about it.</summary>
/// <remarks>
/// Any other exception type that leaves the library is a bug. <see cref="Exception.Message"/> and <see cref="Hint"/> name the properties of
/// options (<c>TimeColumn</c>) and methods (<c>ItemIndex.Build</c>); <see cref="With"/> translates for users who know them by other names.
/// </remarks>
public sealed partial class Item2VecException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, where (file, row or column) and what was expected.</param>
    /// <param name="hint">What the user can do, or null when the message says it all.</param>
    /// <param name="code">The kind of problem.</param>
    /// <param name="innerException">The cause, or null.</param>
    public Item2VecException(string message, string? hint = null, ErrorCode code = ErrorCode.BadData, Exception? innerException = null)
        : base(message, innerException)
    {
        Hint = hint;
        Code = code;
    }

    /// <summary>What the user can do about it, or null.</summary>
    public string? Hint { get; }

    /// <summary>The kind of problem.</summary>
    public ErrorCode Code { get; }

    /// <summary>
    /// The property of the options that is wrong or that helps, such as <c>TimeColumn</c>; with its type (<c>ContentOptions.MinCount</c>)
    /// where the name alone could be another's. Null where no option is concerned.
    /// </summary>
    public string? Option { get; init; }

    /// <summary>
    /// The message and the hint with other names for properties and methods; <c>Score = similar</c> becomes <c>--score similar</c>.
    /// </summary>
    /// <param name="nameOf">The name of a property (<c>TimeColumn</c>) or method (<c>ItemIndex.Build</c>); null leaves it.</param>
    /// <remarks>
    /// Quoted text is data and stays. A property without its type is only replaced where <see cref="Option"/> is set, and one of a single
    /// word (<c>Decay</c>) only in the hint or when it is the option itself: messages list the columns of a file, which may be called so.
    /// </remarks>
    public (string Message, string? Hint) With(Func<string, string?> nameOf)
    {
        ArgumentNullException.ThrowIfNull(nameOf);
        return (Renamed(Message, nameOf, isHint: false), Hint is null ? null : Renamed(Hint, nameOf, isHint: true));
    }

    private string Renamed(string text, Func<string, string?> nameOf, bool isHint) => Name().Replace(text, found =>
    {
        string name = found.Groups["name"].Value;
        if (name.Length == 0) return found.Value;
        bool isName = name.Contains('.', StringComparison.Ordinal)
            || (Option is not null && (isHint || name == Option || name.Skip(1).Any(char.IsUpper)));
        string? other = isName ? nameOf(name) : null;
        return other is null ? found.Value : found.Groups["is"].Success ? $"{other} " : other;
    });

    /// <summary>A quoted text, or else a name with the sign that gives it a value.</summary>
    [GeneratedRegex(@"(?<!\w)'[^'\n]*'(?!\w)|(?<![\w./\\'-])(?<name>[A-Z]\w*(\.[A-Z]\w*)?)(?![\w/\\'-]|\.\w)(?<is> = )?")]
    private static partial Regex Name();
}

/// <summary>The kinds of problem a user can fix.</summary>
public enum ErrorCode
{
    /// <summary>The input's content is not what was expected.</summary>
    BadData,

    /// <summary>An option or argument is wrong.</summary>
    Usage,

    /// <summary>An item, user or other key is not in the model.</summary>
    NotFound,

    /// <summary>An input file does not exist or cannot be opened.</summary>
    InputMissing,

    /// <summary>An output cannot be written.</summary>
    CannotWrite,
}
