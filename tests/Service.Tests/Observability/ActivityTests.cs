using System.Diagnostics;
using System.Net;
using Item2Vec.Service.Instrumentation;
using Item2Vec.Service.Tests.Support;

namespace Item2Vec.Service.Tests.Observability;

/// <summary>What is traced of a question: its kind, and nothing of what it names.</summary>
[Collection(nameof(Alone))]
public sealed class ActivityTests
{
    [Theory]
    [InlineData("items/item1/similar", null, 200, "similar", 10, false)]
    [InlineData("items/item1/similar?k=7&where=category%3Deven", null, 200, "similar", 7, true)]
    [InlineData("items/item1/similar?exclude=item2", null, 200, "similar", 10, true)]
    [InlineData("items/item1", null, 200, "item", null, null)]
    [InlineData("items/nobody/similar", null, 404, "similar", null, null)]
    [InlineData("similar", """{"items": ["item1", "item4"], "k": 3}""", 200, "similar_each", 3, false)]
    [InlineData("recommend", """{"history": ["item1"], "exclude": ["item2"]}""", 200, "recommend", 10, true)]
    [InlineData("analogy", """{"expression": "item1 - nobody"}""", 404, "analogy", null, null)]
    [InlineData("analogy", "item1", 400, "analogy", null, null)]
    public async Task A_question_is_one_activity_that_names_no_ids(
        string path, string? body, int status, string operation, int? k, bool? filtered)
    {
        await using TestService service = new();
        using ActivityRecorder recorder = new();

        if (body is null) await service.Get($"/v1/{path}", (HttpStatusCode)status);
        else await service.Post($"/v1/{path}", body, (HttpStatusCode)status);

        Activity activity = Assert.Single(recorder.Stopped);
        Assert.Equal(operation, activity.DisplayName);
        Assert.Equal(operation, activity.GetTagItem("item2vec.operation"));
        Assert.Equal(status, activity.GetTagItem("http.response.status_code"));
        Assert.Equal(k, activity.GetTagItem("item2vec.k"));
        Assert.Equal(filtered, activity.GetTagItem("item2vec.filtered"));
        Assert.Equal(ActivityStatusCode.Unset, activity.Status);
        Assert.Empty(activity.Events);
        Assert.DoesNotContain(
            activity.TagObjects,
            tag => tag.Value is string text
                && (text.Contains("item1", StringComparison.Ordinal) || text.Contains("nobody", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_request_without_a_key_and_one_without_a_model_are_traced_too()
    {
        await using TestService closed = new(options => options.ApiKeys.Add("0123456789abcdef"));
        await using TestService waiting = new(options => (options.Watch, options.WaitForModel) = (true, true), write: _ => { });
        using ActivityRecorder recorder = new();

        await closed.Get("/v1/model", HttpStatusCode.Unauthorized);
        await closed.Post("/v1/similar", "{}", HttpStatusCode.Unauthorized);
        await waiting.Get("/v1/model", HttpStatusCode.ServiceUnavailable);

        Assert.Equal([401, 401, 503], recorder.Stopped.Select(activity => activity.GetTagItem("http.response.status_code")));
        Assert.Equal(
            [ActivityStatusCode.Unset, ActivityStatusCode.Unset, ActivityStatusCode.Error],
            recorder.Stopped.Select(activity => activity.Status));
    }

    /// <summary>The activities of the service while it lives.</summary>
    private sealed class ActivityRecorder : IDisposable
    {
        private readonly ActivityListener listener;
        private readonly Lock recording = new();
        private readonly List<Activity> stopped = [];

        public ActivityRecorder()
        {
            listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == Item2VecTelemetry.SourceName,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity =>
                {
                    lock (recording) stopped.Add(activity);
                },
            };
            ActivitySource.AddActivityListener(listener);
        }

        public Activity[] Stopped
        {
            get
            {
                lock (recording) return [.. stopped];
            }
        }

        public void Dispose() => listener.Dispose();
    }
}
