using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Item2Vec.Cli;

/// <summary>Prints the version.</summary>
internal sealed class VersionWriter : SynchronousCommandLineAction
{
    public static string Version
        => typeof(VersionWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public override int Invoke(ParseResult parseResult)
    {
        Streams.Current.Results.WriteLine($"item2vec {Version}");
        return ExitCode.Ok;
    }
}
