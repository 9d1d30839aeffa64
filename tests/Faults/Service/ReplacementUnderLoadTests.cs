using Item2Vec.Faults.Crashes;
using Item2Vec.Faults.Support;

namespace Item2Vec.Faults.Service;

/// <summary>A service whose model is trained and imported anew while it answers: no request fails.</summary>
public sealed class ReplacementUnderLoadTests(ITestOutputHelper output)
{
    [Fact]
    public async Task No_request_fails_while_the_model_is_replaced()
    {
        int replacements = FaultyTool.Stride(2) == 1 ? 400 : 12;
        using Workspace workspace = new();
        Generations.Replace(workspace, 0);
        using RunningService service = await RunningService.Start(workspace["m"], "--watch");
        using CancellationTokenSource done = new();
        Task<int>[] clients = [.. Enumerable.Range(0, 4).Select(client => Ask(service, client, done.Token))];
        for (int number = 1; number <= replacements; number++)
        {
            Generations.Replace(workspace, number);
            if (number % 6 == 0) await Generations.Served(service, number);
        }

        await done.CancelAsync();
        int[] asked = await Task.WhenAll(clients);
        output.WriteLine($"{replacements} replacements under {asked.Sum()} requests: no request failed");
    }

    private static async Task<int> Ask(RunningService service, int client, CancellationToken done)
    {
        int asked = 0;
        for (; !done.IsCancellationRequested; asked++)
        {
            string item = Generations.Item((asked + client) % 200);
            int status = asked % 2 == 0
                ? await service.Get($"/v1/items/{item}/similar?k=10")
                : await service.Post("/v1/recommend", $$"""{"history": ["{{item}}", "i0"], "score": "similar", "skipUnknown": true}""");
            Assert.Equal(200, status);
        }

        return asked;
    }
}
