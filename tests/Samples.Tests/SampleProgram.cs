using System.Diagnostics;

namespace Item2Vec.Samples.Tests;

/// <summary>Runs a sample as a process, with the samples' data beside it.</summary>
internal static class SampleProgram
{
    /// <summary>What it prints, line by line.</summary>
    public static string[] Run(string assembly)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly)])
        {
            WorkingDirectory = AppContext.BaseDirectory, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{assembly} ended with {process.ExitCode}:\n{errors.Result}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
