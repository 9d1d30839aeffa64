namespace Item2Vec.Cli;

/// <summary>The user or the system stopped the command.</summary>
internal sealed class InterruptedException(int exitCode, string message, string hint) : Exception(message)
{
    public int ExitCode => exitCode;

    public string Hint => hint;
}
