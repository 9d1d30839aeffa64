using System.Net.Sockets;
using System.Text;
using Item2Vec.Faults.Support;

namespace Item2Vec.Faults.Service;

/// <summary>Clients that ask for much and never read what they are answered.</summary>
public sealed class SilentClientTests(ITestOutputHelper output)
{
    private const int Clients = 100, Requests = 200;
    private const long Spared = 96 << 20, Noise = 48 << 20;

    [Fact]
    public async Task Clients_that_never_read_hold_no_memory_after_they_leave()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the system does not say how much memory is in use");
        using Workspace workspace = new();
        Generations.Replace(workspace, 0, items: 2000);
        using RunningService service = await RunningService.Start(workspace["m"]);
        for (int warm = 0; warm < 500; warm++) Assert.Equal(200, await service.Get("/v1/items/i1/similar?k=1000"));
        long before = service.Memory;
        List<long> after = [];
        for (int attack = 0; attack < 3; attack++) after.Add(await Attack(service));
        output.WriteLine($"{before >> 20} MB before {Clients} clients that never read; "
            + $"{string.Join(", ", after.Select(bytes => $"{bytes >> 20}"))} MB after they left, three times");

        // What stays is the heap of the runtime, which the next clients use again.
        Assert.InRange(after[0], 0, before + Spared);
        Assert.InRange(after[2], 0, after[0] + Noise);
    }

    /// <summary>The memory after the clients have come and left.</summary>
    private static async Task<long> Attack(RunningService service)
    {
        int handles = service.Handles;
        byte[] requests = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(
            "GET /v1/items/i1/similar?k=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n", Requests)));
        TcpClient[] clients = new TcpClient[Clients];
        for (int client = 0; client < Clients; client++)
        {
            clients[client] = new TcpClient { ReceiveBufferSize = 1 << 12 };
            await clients[client].ConnectAsync(service.Client.BaseAddress!.Host, service.Client.BaseAddress.Port);
            await clients[client].GetStream().WriteAsync(requests);
        }

        for (int other = 0; other < 200; other++) Assert.Equal(200, await service.Get("/v1/items/i1/similar?k=1000"));
        foreach (TcpClient client in clients) client.Dispose();

        // The service lets go of them while it answers others.
        while (service.Handles > handles + 2) Assert.Equal(200, await service.Get("/v1/items/i1/similar?k=1000"));
        return service.Memory;
    }
}
