using System.Reflection;
using System.Runtime.InteropServices;

namespace Item2Vec.Data.DuckDb;

/// <summary>Finds libduckdb beside the program: the runtime does not look into loose <c>runtimes/&lt;rid&gt;/native</c> directories by itself.</summary>
internal static class NativeLibraryLocator
{
    private static int registered;

    public static void Register()
    {
        if (Interlocked.Exchange(ref registered, 1) == 0)
            NativeLibrary.SetDllImportResolver(typeof(NativeLibraryLocator).Assembly, Resolve);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != NativeMethods.Library) return 0;
        foreach (string candidate in Candidates())
            if (File.Exists(candidate) && NativeLibrary.TryLoad(candidate, out nint library)) return library;
        return NativeLibrary.TryLoad(name, assembly, searchPath, out nint found) ? found : 0;
    }

    private static IEnumerable<string> Candidates()
    {
        string file = OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        yield return Path.Combine(AppContext.BaseDirectory, "runtimes", $"{system}-{architecture}", "native", file);
        yield return Path.Combine(AppContext.BaseDirectory, file);
    }
}
