using System.Text.Json;
using Item2Vec.Indexing;
using Item2Vec.Service.Tests.Support;

namespace Item2Vec.Service.Tests.Models;

/// <summary>Models change on disk while requests are under way.</summary>
public sealed class ReloadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Requests_get_the_answer_of_one_model_or_the_other_while_models_are_swapped()
    {
        await using TestService service = new(options =>
        {
            (options.Watch, options.PollInterval) = (true, TimeSpan.FromMilliseconds(20));
        });
        string[] answers = [Answer(service.Model), string.Empty];
        using (TemporaryDirectory other = new())
        {
            TestModels.Write(other.File("model"), seed: 2);
            answers[1] = Answer(other.File("model"));
        }

        Assert.NotEqual(answers[0], answers[1]);
        using CancellationTokenSource stop = new();
        Task<int>[] clients = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            int asked = 0;
            for (; !stop.IsCancellationRequested; asked++)
                Assert.Contains(await service.Client.GetStringAsync("/v1/items/item7/similar?k=5"), answers);
            return asked;
        }))];
        List<ServedModel> served = [];
        for (int swap = 1; swap <= 10; swap++)
        {
            served.Add(Current(service.Models));
            TestModels.Write(service.Model, seed: 1 + (swap % 2));
            await Until(async () => await service.Client.GetStringAsync("/v1/items/item7/similar?k=5") == answers[swap % 2]);
        }

        await stop.CancelAsync();
        int[] asked = await Task.WhenAll(clients);

        Assert.All(asked, count => Assert.True(count > 0));
        Assert.Equal(10, served.Distinct().Count());
        Assert.All(served, model => Assert.True(model.IsClosed, "a model that was replaced is still mapped"));
        Assert.Throws<ObjectDisposedException>(() => served[0].Index.Similar("item7"));
    }

    [Fact]
    public void A_replaced_model_stays_open_until_its_last_query_has_ended()
    {
        using TestService service = new();
        ServedModel before = Current(service.Models);
        service.Models.Ask(index =>
        {
            TestModels.Write(service.Model, seed: 2);
            Assert.True(service.Models.Reload());
            Assert.NotSame(before, Current(service.Models));
            Assert.False(before.IsClosed);
            return index.Similar("item7");
        });

        Assert.True(before.IsClosed);
        Assert.False(before.TryEnter());
    }

    [Fact]
    public async Task A_bad_model_is_refused_and_reported_and_the_old_one_goes_on()
    {
        await using TestService service = new();
        JsonElement before = await service.Get("/v1/items/item7/similar");
        string vectors = Path.Combine(service.Model, "items.i2v");
        byte[] good = await File.ReadAllBytesAsync(vectors);
        byte[] bad = [.. good];
        bad[good.Length / 2] ^= 1;
        string beside = vectors + ".new";
        await File.WriteAllBytesAsync(beside, bad);
        File.Move(beside, vectors, overwrite: true);

        Assert.False(service.Models.Reload());

        Assert.Equal(before.GetRawText(), (await service.Get("/v1/items/item7/similar")).GetRawText());
        JsonElement ready = await service.Get("/readyz");
        Assert.Equal("degraded", ready.GetProperty("status").GetString());
        Assert.Contains("checksum", ready.GetProperty("refused").GetProperty("reason").GetString(), StringComparison.Ordinal);
        string metrics = await service.Client.GetStringAsync("/metrics");
        Assert.Contains("\nitem2vec_reloads_total{result=\"refused\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\nitem2vec_model_refused 1\n", metrics, StringComparison.Ordinal);

        TestModels.Write(service.Model, seed: 2);
        Assert.True(service.Models.Reload());
        Assert.Equal("ready", (await service.Get("/readyz")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_service_that_waits_is_not_ready_until_a_model_appears()
    {
        await using TestService service = new(
            options =>
            {
                (options.Watch, options.WaitForModel, options.PollInterval) = (true, true, TimeSpan.FromMilliseconds(20));
            },
            write: _ => { });
        Assert.Equal(503, (int)(await service.Client.GetAsync("/readyz")).StatusCode);
        Assert.Equal(503, (int)(await service.Client.GetAsync("/v1/model")).StatusCode);
        Assert.Equal(200, (int)(await service.Client.GetAsync("/livez")).StatusCode);

        TestModels.Write(service.Model);

        await Until(async () => (await service.Client.GetAsync("/readyz")).IsSuccessStatusCode);
        await service.Get("/v1/items/item7/similar");
    }

    [Fact]
    public void A_missing_model_fails_the_start()
    {
        Embeddings.Item2VecException problem = Assert.Throws<Embeddings.Item2VecException>(() => new TestService(_ => { }, write: _ => { }));

        Assert.Contains("no such model", problem.Message, StringComparison.Ordinal);
    }

    private static ServedModel Current(ModelHost models)
    {
        Assert.True(models.TryEnter(out ServedModel? model));
        model.Leave();
        return model;
    }

    private static string Answer(string model)
    {
        using ItemIndex index = ItemIndex.Open(model);
        using MemoryStream bytes = new();
        using Utf8JsonWriter json = new(bytes);
        AnswerJson.Write(json, "item7", index.Similar("item7", 5));
        json.Flush();
        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        using CancellationTokenSource patience = new(Patience);
        while (!await holds()) await Task.Delay(5, patience.Token);
    }
}
