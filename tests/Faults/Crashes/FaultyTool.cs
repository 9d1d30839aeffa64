using System.Diagnostics;
using System.Globalization;

[assembly: AssemblyFixture(typeof(Item2Vec.Faults.Crashes.FaultyTool))]

namespace Item2Vec.Faults.Crashes;

/// <summary>The built tool, killed or given errors at its file-system calls by a library that is compiled here and preloaded.</summary>
public sealed class FaultyTool : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("item2vec-faults-").FullName;
    private readonly Lazy<string?> library;

    public FaultyTool() => library = new Lazy<string?>(Compile);

    /// <summary>How many of the calls a run of the tests tries: one in so many. ITEM2VEC_FAULTS=all tries each.</summary>
    public static int Stride(int usual) => Environment.GetEnvironmentVariable("ITEM2VEC_FAULTS") == "all" ? 1 : usual;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    internal void SkipWithout() => Assert.SkipWhen(library.Value is null, "needs Linux and gcc");

    /// <summary>Runs a command with a fault at one of its calls.</summary>
    /// <param name="workspace">Calls below its directory count.</param>
    /// <param name="calls">The letters of calls that count (see faults.c), or "all".</param>
    /// <param name="at">The number of the call, from 1; 0 for no fault.</param>
    /// <param name="error">The error number; 0 kills the process.</param>
    /// <param name="args">The command line.</param>
    internal (ToolResult Result, string Calls) Run(Workspace workspace, string calls, int at, int error, params string[] args)
    {
        string log = Path.Combine(directory, $"{Guid.NewGuid():N}.log");
        ToolStart start = Faulty(new ToolStart(workspace.Directory, args), workspace.Directory, calls, at, error);
        start.Environment["FAULT_LOG"] = log;
        ToolResult result = Tool.RunProcess(start);
        string done = File.Exists(log) ? File.ReadAllText(log) : string.Empty;
        File.Delete(log);
        return (result, done);
    }

    /// <summary>A start of the tool with a fault at one of its calls.</summary>
    /// <param name="start">The start.</param>
    /// <param name="root">Calls below this directory count.</param>
    /// <param name="calls">As for <see cref="Run"/>.</param>
    /// <param name="at">The number of the call, from 1.</param>
    /// <param name="error">The error number; 0 kills the process.</param>
    internal ToolStart Faulty(ToolStart start, string root, string calls, int at, int error)
    {
        start.Environment["LD_PRELOAD"] = library.Value!;
        start.Environment["FAULT_ROOT"] = root;
        start.Environment["FAULT_CALLS"] = calls;
        start.Environment["FAULT_AT"] = at.ToString(CultureInfo.InvariantCulture);
        start.Environment["FAULT_ERRNO"] = error.ToString(CultureInfo.InvariantCulture);
        return start;
    }

    private string? Compile()
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            string compiled = Path.Combine(directory, "faults.so");
            string source = Path.Combine(Tool.Repository, "tests/Faults/Crashes/faults.c");
            using Process gcc = Process.Start("gcc", ["-shared", "-fPIC", "-O1", "-o", compiled, source, "-ldl"]);
            gcc.WaitForExit();
            return gcc.ExitCode == 0 ? compiled : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
