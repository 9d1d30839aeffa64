using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Item2Vec.Faults.Support;

namespace Item2Vec.Faults.Commands;

/// <summary>
/// A service may be stopped at any millisecond. <c>ITEM2VEC_START_SIGNALS</c> says how often, for more than a test run has time for.
/// </summary>
public sealed class SignalTests(FaultModel model, ITestOutputHelper output)
{
    [Fact]
    public void A_service_that_is_stopped_while_it_starts_ends_well()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        int tries = int.TryParse(Environment.GetEnvironmentVariable("ITEM2VEC_START_SIGNALS"), out int more) ? more : 8;
        string command = $"dotnet '{Tool.Path}' serve -m '{model.Model}' --port 0 & sleep \"$1\"; kill -TERM $!; wait $!";
        Dictionary<int, int> codes = [];
        for (int i = 0; i < tries; i++)
        {
            string delay = FormattableString.Invariant($"{0.05 + (0.9 * i / tries):0.000}");
            ToolResult result = Tool.RunProcess(
                new ToolStart(Path.GetTempPath(), "-c", command, "sh", delay) { Executable = "sh" });
            Assert.True(result.ExitCode is 0 or 143, $"after {delay} s: {result.ExitCode}\n{result.Error}");
            Assert.DoesNotContain("bug", result.Error, StringComparison.Ordinal);
            codes[result.ExitCode] = codes.GetValueOrDefault(result.ExitCode) + 1;
        }

        output.WriteLine($"{tries} signals while starting: {string.Join(", ", codes.Select(one => $"{one.Value} x {one.Key}"))}");
    }

    [Fact]
    public async Task A_client_that_keeps_its_connection_is_told_before_the_door_shuts()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using RunningService service = await RunningService.Start(model.Model);
        Uri address = service.Client.BaseAddress!;
        using TcpClient client = new(address.Host, address.Port);
        await using NetworkStream stream = client.GetStream();
        Assert.DoesNotContain("Connection: close", await Ask(stream), StringComparison.Ordinal);
        Process.Start("kill", ["-TERM", $"{service.Process.Id}"]).WaitForExit();

        // The signal is handled on another thread; every answer until then is one of a connection that stays.
        string answer;
        do answer = await Ask(stream);
        while (answer.Length > 0 && !answer.Contains("Connection: close", StringComparison.Ordinal));
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.True(service.Process.WaitForExit(TimeSpan.FromMinutes(1)));
        Assert.Equal(0, service.Process.ExitCode);
    }

    /// <summary>Asks over an open connection; an answer is one read, or nothing when the connection has ended.</summary>
    private static async Task<string> Ask(NetworkStream stream)
    {
        await stream.WriteAsync("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        byte[] buffer = new byte[4096];
        return Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer));
    }
}
