using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli.Terminal;

/// <summary>The exit codes of the process; from 65 to 73 the values of BSD's sysexits.h.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Bug = 1;
    public const int Usage = 2;
    public const int NotFound = 3;
    public const int BadData = 65;
    public const int InputMissing = 66;
    public const int CannotWrite = 73;
    public const int Interrupted = 130;
    public const int Terminated = 143;

    /// <summary>What the process returns after a problem of this kind.</summary>
    public static int Of(ErrorCode problem) => problem switch
    {
        ErrorCode.Usage => Usage,
        ErrorCode.NotFound => NotFound,
        ErrorCode.BadData => BadData,
        ErrorCode.InputMissing => InputMissing,
        ErrorCode.CannotWrite => CannotWrite,
        _ => Bug,
    };
}
