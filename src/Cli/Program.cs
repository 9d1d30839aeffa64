using Item2Vec.Cli;
using Item2Vec.Cli.Terminal;

// A problem on a thread of the runtime's would end the process with the code of an abort.
AppDomain.CurrentDomain.UnhandledException += (_, problem) => Environment.Exit(LastResort.Report(problem.ExceptionObject as Exception));
try
{
    return CliApp.Run(args, StandardStreams.OfProcess());
}
catch (Exception problem)
{
    return LastResort.Report(problem);
}
