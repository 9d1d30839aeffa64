using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli.Terminal;

/// <summary>The exit codes of the process; 2, 3, 65, 66 and 73 are the values of <see cref="ErrorCode"/>.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Bug = 1;
    public const int Usage = 2;
    public const int Interrupted = 130;
    public const int Terminated = 143;
}
