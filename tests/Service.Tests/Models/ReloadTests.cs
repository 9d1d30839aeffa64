using System.Text.Json;
using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing;
using Item2Vec.Service.Answers;
using Item2Vec.Service.Models;
using Item2Vec.Service.Tests.Support;

namespace Item2Vec.Service.Tests.Models;

/// <summary>Models change on disk while requests are under way.</summary>
public sealed class ReloadTests
{
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
            await service.Log.Until(async () => await service.Client.GetStringAsync("/v1/items/item7/similar?k=5") == answers[swap % 2]);
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
        ModelLease lease = service.Models.Acquire();
        TestModels.Write(service.Model, seed: 2);
        Assert.True(service.Models.Reload());
        Assert.NotSame(before, Current(service.Models));
        Assert.False(before.IsClosed);
        Assert.NotEmpty(lease.Index.Similar("item7"));
        using (ModelLease next = service.Models.Acquire()) Assert.NotSame(lease.Index, next.Index);

        lease.Dispose();
        lease.Dispose();
        Assert.True(before.IsClosed);
        Assert.False(before.TryAcquire(out _));
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
        Assert.Equal(1, service.Metrics.Times("item2vec.reloads", "result=refused"));
        Assert.Equal(1, service.Metrics.Now("item2vec.model.refused"));

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

        await service.Log.Until(async () => (await service.Client.GetAsync("/readyz")).IsSuccessStatusCode);
        await service.Get("/v1/items/item7/similar");
    }

    [Fact]
    public async Task A_model_that_is_copied_file_by_file_is_taken_when_the_last_file_is_there()
    {
        await using TestService service = Watching();
        string other = Path.Combine(Path.GetDirectoryName(service.Model)!, "other");
        TestModels.Write(other, seed: 2);
        string answer = Answer(other);

        // 'users.i2v' comes last, long after the rest has settled and been refused.
        Directory.Delete(service.Model, recursive: true);
        Directory.CreateDirectory(service.Model);
        foreach (string file in (string[])["items.i2v", "model.json"])
            File.Copy(Path.Combine(other, file), Path.Combine(service.Model, file));
        await service.Log.Until(() => Task.FromResult(service.Models.Rejection is not null));
        Assert.Contains("users.i2v", service.Models.Rejection!.Reason, StringComparison.Ordinal);
        File.Copy(Path.Combine(other, "users.i2v"), Path.Combine(service.Model, "users.i2v"));

        await service.Log.Until(async () => await service.Client.GetStringAsync("/v1/items/item7/similar?k=5") == answer);
        Assert.Null(service.Models.Rejection);
    }

    [Fact]
    public async Task A_model_that_is_taken_back_ends_the_alarm()
    {
        await using TestService service = Watching();
        string kept = service.Model + ".kept";
        Directory.Move(service.Model, kept);
        Directory.CreateDirectory(service.Model);
        await service.Log.Until(() => Task.FromResult(service.Models.Rejection is not null));
        Directory.Delete(service.Model);
        Directory.Move(kept, service.Model);

        await service.Log.Until(async () => (await service.Get("/readyz")).GetProperty("status").GetString() == "ready");
        Assert.Equal(0, service.Metrics.Now("item2vec.model.refused"));
    }

    [Theory]
    [InlineData("model.json", "[]", "model/model.json: the model is damaged: it is not the JSON of a model (line 1, byte 2)")]
    [InlineData("model.json", "", "model/model.json: the model is damaged: it is empty")]
    [InlineData("model.json", null, "model: not a model: it has no model.json")]
    [InlineData("items.i2v", null, "model: the model is damaged: it has no items.i2v")]
    [InlineData("items.i2v", "garbage", "model/items.i2v: ")]
    public async Task A_broken_model_is_reported_by_its_name_and_not_by_where_it_lies(string file, string? content, string reason)
    {
        await using TestService service = Watching();
        string path = Path.Combine(service.Model, file);
        File.Delete(path);
        if (content is not null) await File.WriteAllTextAsync(path, content);

        await service.Log.Until(() => Task.FromResult(service.Models.Rejection is not null));

        string ready = (await service.Get("/readyz")).GetProperty("refused").GetProperty("reason").GetString()!;
        Assert.StartsWith(reason, ready, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetDirectoryName(service.Model)!, ready, StringComparison.Ordinal);
        Assert.DoesNotContain("Item2Vec.", ready, StringComparison.Ordinal);
        await service.Get("/v1/items/item7/similar");
    }

    [Fact]
    public async Task A_pipe_in_the_place_of_a_file_stops_nobody()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such pipes");
        await using TestService service = Watching();
        string vectors = Path.Combine(service.Model, "items.i2v");
        File.Delete(vectors);
        using (System.Diagnostics.Process pipe = System.Diagnostics.Process.Start("mkfifo", [vectors])) await pipe.WaitForExitAsync();
        await service.Log.Until(() => Task.FromResult(service.Models.Rejection is not null));

        TestModels.Write(service.Model, seed: 2);

        string answer = Answer(service.Model);
        await service.Log.Until(async () => await service.Client.GetStringAsync("/v1/items/item7/similar?k=5") == answer);
    }

    [Fact]
    public async Task A_refused_model_is_tried_again_when_it_changes_or_after_a_while()
    {
        await using TestService service = new();
        ModelSignature bad = new("bad");
        ModelHost models = service.Models;
        string vectors = Path.Combine(service.Model, "items.i2v");
        byte[] good = await File.ReadAllBytesAsync(vectors);
        File.Delete(vectors);
        Assert.False(models.Reload());
        ModelSignature? refused = ModelSignature.Of(service.Model);
        Assert.False(models.Wants(refused));
        Assert.False(models.Wants(null));
        Assert.True(models.Wants(bad));

        ModelRejection once = models.Rejection!;
        Assert.Equal(once.Time.AddMinutes(1), once.NextTry);
        Assert.False(models.Reload());
        Assert.Equal((2, models.Rejection!.Time.AddMinutes(2)), (models.Rejection.Times, models.Rejection.NextTry));
        Assert.Equal(TimeSpan.FromMinutes(64), (once with { Times = 40 }).NextTry - once.Time);

        await File.WriteAllBytesAsync(vectors, good);
        Assert.True(models.Wants(ModelSignature.Of(service.Model)));
        Assert.True(models.Reload());
        Assert.False(models.Wants(ModelSignature.Of(service.Model)));
    }

    [Fact]
    public void A_missing_model_fails_the_start()
    {
        Item2VecException problem = Assert.Throws<Item2VecException>(() => new TestService(_ => { }, write: _ => { }));

        Assert.Contains("no such model", problem.Message, StringComparison.Ordinal);
    }

    private static TestService Watching() => new(options => (options.Watch, options.PollInterval) = (true, TimeSpan.FromMilliseconds(20)));

    private static ServedModel Current(ModelHost models)
    {
        Assert.True(models.TryAcquire(out ServedModel? model, out Lease lease));
        lease.Dispose();
        return model;
    }

    private static string Answer(string model)
    {
        using ItemIndex index = ItemIndex.Open(model);
        using MemoryStream bytes = new();
        using Utf8JsonWriter json = new(bytes);
        AnswerJson.Write(json, "item7", index.Similar("item7", 5), new ServedModel(index, model, null, DateTimeOffset.UnixEpoch));
        json.Flush();
        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }
}
