using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Item2Vec.Faults.Support;

namespace Item2Vec.Faults.Service;

/// <summary>
/// A service under mixed requests, good and bad, with clients that leave and a model that is replaced: memory and handles are flat over the
/// second half. <c>ITEM2VEC_SOAK=30</c> makes it one of 30 minutes, with <c>ITEM2VEC_SOAK_RATE</c> requests a second (100).
/// </summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int Batch = 50, Samples = 40;

    [Fact]
    public async Task Memory_and_handles_are_flat()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the system does not say how much memory and which handles are in use");
        double minutes = Number("ITEM2VEC_SOAK", 0);
        double rate = Number("ITEM2VEC_SOAK_RATE", 100);
        int batches = minutes > 0 ? (int)(minutes * 60 * rate / Batch) : 40;
        using Workspace workspace = new();
        Generations.Replace(workspace, 0);
        using RunningService service = await RunningService.Start(workspace["m"], "--watch");
        using PeriodicTimer? pace = minutes > 0 ? new(TimeSpan.FromSeconds(Batch / rate)) : null;
        List<(long Memory, int Handles)> samples = [];
        Dictionary<int, int> statuses = [];
        int generation = 0;
        for (int batch = 0; batch < batches; batch++)
        {
            if (pace is not null) await pace.WaitForNextTickAsync();
            int[] answers = await Task.WhenAll(Enumerable.Range(0, Batch).Select(request => Ask(service, (batch * Batch) + request)));
            foreach (int status in answers) statuses[status] = statuses.GetValueOrDefault(status) + 1;
            if (batch % Math.Max(1, batches / Samples) != 0) continue;
            samples.Add((service.Memory, service.Handles));
            if (samples.Count % (Samples / 4) != 0 && minutes == 0) continue;
            Generations.Replace(workspace, ++generation);
            await Generations.Served(service, generation);
        }

        int half = samples.Count / 2;
        long[] third = [.. samples.Skip(half).Take(half / 2).Select(sample => sample.Memory).Order()];
        long[] last = [.. samples.Skip(half + (half / 2)).Select(sample => sample.Memory).Order()];
        int[] handles = [.. samples.Skip(half).Select(sample => sample.Handles)];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {batches * Batch} requests in {minutes} minutes, {generation} replacements; answers: {string.Join(", ", statuses
                .OrderBy(one => one.Key).Select(one => $"{one.Value} x {one.Key}"))}
            memory in MB: {string.Join(' ', samples.Select(sample => sample.Memory / 1_000_000))}
            medians of the third and the last quarter: {third[third.Length / 2] / 1e6:0.0} and {last[last.Length / 2] / 1e6:0.0} MB
            handles: {string.Join(' ', samples.Select(sample => sample.Handles))}
            """));
        Assert.Equal([200, 400, 404], statuses.Keys.Order());

        // Within seconds the runtime is still warming up.
        double spared = minutes > 0 ? 8e6 : 64e6;
        Assert.True(last[last.Length / 2] <= (third[third.Length / 2] * 1.05) + spared, "memory grows");
        Assert.True(handles.Max() - handles.Min() <= Batch, "handles grow");
    }

    /// <summary>One request; clients that leave without their answer count as answered.</summary>
    private static async Task<int> Ask(RunningService service, int number)
    {
        string item = Generations.Item(number * 7 % 200);
        switch (number % 10)
        {
            case 0: return await service.Get($"/v1/items/unknown{number}/similar");
            case 1: return await service.Post("/v1/recommend", "{\"history\": [");
            case 2: return await service.Post("/v1/analogy", $$"""{"expression": "{{item}} - i1 + i2"}""");
            case 3:
                using (TcpClient client = new(service.Client.BaseAddress!.Host, service.Client.BaseAddress.Port))
                {
                    byte[] head = Encoding.ASCII.GetBytes(
                        $"POST /v1/recommend HTTP/1.1\r\nHost: localhost\r\nContent-Length: {number % 90}\r\n\r\n{{\"his");
                    await client.GetStream().WriteAsync(head);
                }

                return 200;
            case < 7: return await service.Get($"/v1/items/{item}/similar?k=100");
            default:
                return await service.Post(
                    "/v1/recommend", $$"""{"history": ["{{item}}", "i0"], "k": 20, "score": "similar", "skipUnknown": true}""");
        }
    }

    private static double Number(string name, double usual)
        => double.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out double number) ? number : usual;
}
