using System.Text;

namespace Item2Vec.Cli;

/// <summary>Standard input, output and error of one run: those of the process, or others, so that a test runs many commands in one process.</summary>
/// <param name="Input">Read where an option says '-'.</param>
/// <param name="Output">Takes the results.</param>
/// <param name="Error">Takes everything else.</param>
internal sealed record StandardStreams(Stream Input, Stream Output, Stream Error)
{
    /// <summary>Whether a person sees the results at once.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether a person sees the notes at once.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Those of the process. Sends what others write to <see cref="Console.Error"/> there too, as UTF-8.</summary>
    public static StandardStreams OfProcess()
    {
        Console.SetError(new StreamWriter(new BestEffortStream(Console.OpenStandardError()), new UTF8Encoding(false), bufferSize: 1 << 10) { AutoFlush = true });
        return new StandardStreams(Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.OpenStandardError())
        {
            OutputIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
        };
    }
}
