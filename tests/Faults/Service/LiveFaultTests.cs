using System.Globalization;
using System.Text.Json;
using Item2Vec.Embeddings.Events;
using Item2Vec.Faults.Crashes;
using Item2Vec.Faults.Support;

namespace Item2Vec.Faults.Service;

/// <summary>
/// A service that learns, killed before each call that writes its log, and while many write, or with an error of the disk: what was
/// acknowledged is there at the next start, and nothing twice.
/// </summary>
public sealed class LiveFaultTests(FaultyTool tool, FaultModel model, ITestOutputHelper output)
{
    private const int NoSpace = 28;
    private static readonly string Known = PlantedTopics.Item(1, 1), Other = PlantedTopics.Item(2, 2);

    [Fact]
    public async Task A_kill_at_any_call_loses_no_acknowledged_event()
    {
        tool.SkipWithout();
        int kills = 0;
        for (int at = 3; at <= 15; at += FaultyTool.Stride(4))
        {
            using Workspace workspace = Start();
            int acknowledged = 0, sent = 0;
            using (RunningService service = await Serve(workspace, at, error: 0))
            {
                try
                {
                    for (; sent < 12; acknowledged++) Assert.Equal(200, await Send(service, sent++));
                }
                catch (HttpRequestException)
                {
                    await service.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
                    Assert.Equal(137, service.Process.ExitCode);
                    kills++;
                }
            }

            string[] recorded = Recorded(workspace);
            Assert.InRange(recorded.Length, acknowledged, sent);
            Assert.Equal(Enumerable.Range(0, recorded.Length).Select(Session), recorded);
        }

        output.WriteLine($"{kills} kills while events were recorded: none lost that was acknowledged, none twice");
        Assert.True(kills > 1, "the kills miss");
    }

    [Fact]
    public async Task A_kill_while_many_send_loses_no_acknowledged_event()
    {
        using Workspace workspace = Start();
        List<string> acknowledged = [];
        using (RunningService service = await RunningService.Start(Arguments(workspace)))
        {
            service.Client.DefaultRequestHeaders.Add("X-Api-Key", Key);
            Task[] senders = [.. Enumerable.Range(0, 8).Select(sender => Task.Run(async () =>
            {
                try
                {
                    for (int number = sender; ; number += 8)
                    {
                        if (await Send(service, number) != 200) continue;
                        lock (acknowledged) acknowledged.Add(Session(number));
                        if (number == 400) service.Process.Kill();
                    }
                }
                catch (HttpRequestException)
                {
                    // Killed.
                }
            }))];
            await Task.WhenAll(senders);
        }

        string[] recorded = Recorded(workspace);
        Assert.True(acknowledged.Count >= 50);
        Assert.Empty(acknowledged.Except(recorded));
        Assert.Equal(recorded.Length, recorded.Distinct().Count());
        await IsLearned(workspace, recorded.Length);
    }

    [Fact]
    public async Task An_event_that_the_disk_refuses_is_not_acknowledged_and_the_next_one_is()
    {
        tool.SkipWithout();
        int refused = 0;
        for (int at = 3; at <= 13; at += FaultyTool.Stride(5))
        {
            using Workspace workspace = Start();
            int[] answers = new int[6];
            using (RunningService service = await Serve(workspace, at, NoSpace))
                for (int number = 0; number < answers.Length; number++) answers[number] = await Send(service, number);

            // Where a call fails that only serves a power failure, the event is recorded.
            string[] acknowledged = [.. Enumerable.Range(0, answers.Length).Where(number => answers[number] == 200).Select(Session)];
            Assert.All(answers, answer => Assert.Contains(answer, (int[])[200, 500]));
            Assert.InRange(acknowledged.Length, 5, 6);
            Assert.Empty(acknowledged.Except(Recorded(workspace)));
            refused += 6 - acknowledged.Length;
        }

        Assert.True(refused > 0, "the errors miss");
    }

    private const string Key = "a-key-that-may-write";

    private Workspace Start()
    {
        Workspace workspace = new();
        model.CopyTo(workspace["m"]);
        workspace.Write("keys", Key);
        return workspace;
    }

    private static ToolStart Arguments(Workspace workspace)
        => new(workspace.Directory, ["-m", workspace["m"], "--live", "--write-key-file", workspace["keys"]]);

    private async Task<RunningService> Serve(Workspace workspace, int at, int error)
    {
        // Opening the log is calls 1 and 2: those of recording come after.
        RunningService service = await RunningService.Start(tool.Faulty(
            Arguments(workspace), workspace["m.events"], "oswt", at, error));
        service.Client.DefaultRequestHeaders.Add("X-Api-Key", Key);
        return service;
    }

    private static string Session(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static Task<int> Send(RunningService service, int number)
    {
        string item = number % 2 == 0 ? Known : Other;
        return service.Post("/v1/events", $$"""{"events": [{"session": "{{Session(number)}}", "item": "{{item}}"}]}""");
    }

    private static string[] Recorded(Workspace workspace)
    {
        EventLog log = new(workspace["m"]);
        return log.Exists ? [.. log.Read(log.Now()).Select(one => one.Session)] : [];
    }

    /// <summary>Checks that the next start learns each recorded event once.</summary>
    private static async Task IsLearned(Workspace workspace, int recorded)
    {
        long before = await Count(workspace, []);
        Assert.Equal(before + recorded, await Count(workspace, ["--live", "--write-key-file", workspace["keys"]]));
    }

    private static async Task<long> Count(Workspace workspace, string[] live)
    {
        using RunningService service = await RunningService.Start(workspace["m"], live);
        if (live.Length > 0) service.Client.DefaultRequestHeaders.Add("X-Api-Key", Key);
        long count = 0;
        foreach (string item in (string[])[Known, Other])
        {
            using JsonDocument answer = JsonDocument.Parse(await service.Client.GetStringAsync(
                new Uri($"/v1/items/{item}", UriKind.Relative), TestContext.Current.CancellationToken));
            count += answer.RootElement.GetProperty("count").GetInt64();
        }

        return count;
    }
}
