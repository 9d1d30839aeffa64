using System.Net.Sockets;
using System.Text;
using Item2Vec.Faults.Support;

namespace Item2Vec.Faults.Service;

/// <summary>Clients that ask for much and never read what they are answered.</summary>
public sealed class SilentClientTests(ITestOutputHelper output)
{
    private const int Clients = 100, Requests = 200, Attacks = 3;
    private const long Heap = 128 << 20;

    /// <summary>
    /// A collector that has room lets garbage lie, so that the memory in use tells little. Here it has none: were more than 430 kB of a
    /// client that left still held, the last clients would no longer be answered.
    /// </summary>
    [Fact]
    public async Task Clients_that_never_read_hold_no_memory_after_they_leave()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the system does not say how many sockets are open");
        using Workspace workspace = new();
        Generations.Replace(workspace, 0, items: 2000);
        using RunningService service = await RunningService.Start(
            new ToolStart(workspace.Directory, ["-m", "m"]) { Environment = { ["DOTNET_GCHeapHardLimit"] = $"{Heap:x}" } });
        long before = service.Memory;
        List<long> after = [];
        for (int attack = 0; attack < Attacks; attack++) after.Add(await Attack(service));
        output.WriteLine($"{before >> 20} MB before {Clients} clients that never read; "
            + $"{string.Join(", ", after.Select(bytes => $"{bytes >> 20}"))} MB after they left, {Attacks} times");
        Assert.InRange(after[^1], 0, before + (2 * Heap));
    }

    /// <summary>The memory after the clients have come and left.</summary>
    private static async Task<long> Attack(RunningService service)
    {
        int sockets = service.Sockets;
        byte[] requests = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(
            "GET /v1/items/i1/similar?k=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n", Requests)));
        TcpClient[] clients = new TcpClient[Clients];
        for (int client = 0; client < Clients; client++)
        {
            clients[client] = new TcpClient { ReceiveBufferSize = 1 << 12 };
            await clients[client].ConnectAsync(service.Client.BaseAddress!.Host, service.Client.BaseAddress.Port);
            await clients[client].GetStream().WriteAsync(requests);
        }

        for (int other = 0; other < 100; other++) Assert.Equal(200, await service.Get("/v1/items/i1/similar?k=1000"));
        foreach (TcpClient client in clients) client.Dispose();

        // The service lets go of them while it answers others.
        while (service.Sockets > sockets + 1) Assert.Equal(200, await service.Get("/v1/items/i1/similar?k=1000"));
        return service.Memory;
    }
}
