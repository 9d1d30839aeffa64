namespace Item2Vec.Embeddings.Common;

/// <summary>A problem the user can fix: what is wrong and where, what to do about it, and the exit code a command line reports.</summary>
/// <remarks>Any other exception type that leaves the library is a bug of ours.</remarks>
public sealed class Item2VecException : Exception
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

    /// <summary>The kind of problem; its number is the exit code of the command line.</summary>
    public ErrorCode Code { get; }
}

/// <summary>The kinds of problem a user can fix. The number is the exit code of the command line (after BSD's sysexits.h).</summary>
public enum ErrorCode
{
    /// <summary>An option or argument is wrong.</summary>
    Usage = 2,

    /// <summary>An item, user or other key is not in the model.</summary>
    NotFound = 3,

    /// <summary>The input's content is not what was expected.</summary>
    BadData = 65,

    /// <summary>An input file does not exist or cannot be opened.</summary>
    InputMissing = 66,

    /// <summary>An output cannot be written.</summary>
    CannotWrite = 73,
}
