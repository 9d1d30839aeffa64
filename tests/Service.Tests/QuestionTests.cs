using System.Net;
using System.Text;
using System.Text.Json;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;
using Item2Vec.Service.Operations;
using Item2Vec.Service.Tests.Support;

namespace Item2Vec.Service.Tests;

/// <summary>Every question gets the index's answer.</summary>
public sealed class QuestionTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task Similar_items_are_those_of_the_index_with_scores_and_titles()
    {
        JsonElement answer = await service.Get("/v1/items/item7/similar?k=5");

        Assert.Equal("item7", answer.GetProperty("query").GetString());
        Assert.Equal(TestService.Results(service.Index.Similar("item7", 5)), TestService.Results(answer));
        Assert.Equal(10, TestService.Results(await service.Get("/v1/items/item7/similar")).Length);
    }

    [Fact]
    public async Task Conditions_and_exclusions_narrow_the_answer()
    {
        Neighbor[] plain = service.Index.Similar("item7", 3);
        SearchOptions narrow = new()
        {
            Filter = ItemFilter.Where(service.Index.Vectors, "category=even").And(ItemFilter.Where(service.Index.Vectors, "price>=10")),
            Exclude = [plain[0].Item, plain[1].Item],
        };

        JsonElement answer = await service.Get(
            $"/v1/items/item7/similar?k=100&where=category%3Deven&where=price%3E%3D10&exclude={plain[0].Item},{plain[1].Item}");

        Assert.Equal(TestService.Results(service.Index.Similar("item7", 100, narrow)), TestService.Results(answer));
    }

    [Fact]
    public async Task Titles_are_searched_and_are_terms_of_an_analogy()
    {
        ItemIndex index = service.Index;
        string first = index.Vectors.Attributes.Title(7)!, second = index.Vectors.Attributes.Title(9)!;

        JsonElement found = await service.Get($"/v1/items?q={Uri.EscapeDataString(first.ToUpperInvariant())}&k=2");

        Assert.Equal(first.ToUpperInvariant(), found.GetProperty("query").GetString());
        JsonElement best = found.GetProperty("results")[0];
        Assert.Equal((index.Vectors.Vocabulary[7], first), (best.GetProperty("item").GetString(), best.GetProperty("title").GetString()));
        Assert.Equal(index.Vectors.Vocabulary.CountOf(7), best.GetProperty("count").GetInt64());
        Assert.Equal(
            TestService.Results(index.Analogy("item3 + item7 - item9", 5)),
            TestService.Results(await service.Post(
                "/v1/analogy", $$"""{"expression": "item3 + '{{first}}' - 'title:{{second}}'", "k": 5}""")));
        JsonElement several = await service.Post(
            "/v1/analogy", """{"expression": "item3 + title:title"}""", HttpStatusCode.BadRequest);
        Assert.StartsWith("the title 'title' fits ", several.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("items", "q is missing")]
    [InlineData("items?q=", "q holds an empty text")]
    [InlineData("items?q=a&q=b", "q is given twice")]
    [InlineData("items?q=a&k=0", "k is")]
    [InlineData("items?q=a&where=x", "'where' is not a parameter")]
    public async Task A_search_of_titles_says_what_is_wrong(string path, string detail)
        => Assert.StartsWith(
            detail, (await service.Get($"/v1/{path}", HttpStatusCode.BadRequest)).GetProperty("detail").GetString(),
            StringComparison.Ordinal);

    [Fact]
    public async Task Ids_that_are_hard_on_a_path_are_found()
    {
        foreach (string item in TestModels.OddItems)
        {
            JsonElement answer = await service.Get(
                $"/v1/items/{Uri.EscapeDataString(item)}/similar?k=2&exclude={Uri.EscapeDataString(item)}");

            Assert.Equal(item, answer.GetProperty("query").GetString());
            Assert.Equal(TestService.Results(service.Index.Similar(item, 2)), TestService.Results(answer));
        }
    }

    [Theory]
    [InlineData("50%2F50", "50%2F50", "50/50")]
    [InlineData("50%2f50", "50%2f50", "50/50")]
    [InlineData("50%2F50", "50%252F50", "50%2F50")]
    [InlineData("a%2Fb%2Fc", "a%2Fb%252Fc", "a/b%2Fc")]
    [InlineData("50%2F50", "other", null)]
    public void An_encoded_slash_is_a_slash_and_an_encoded_percent_sign_is_none(string routed, string sent, string? item)
        => Assert.Equal(item, Operation.Unescaped(routed, $"/v1/items/{sent}/similar?k=2"));

    [Fact]
    public async Task A_batch_answers_each_item_in_order_and_passes_over_unknown_ones_when_told()
    {
        JsonElement answers = await service.Post(
            "/v1/similar", """{"items": ["item3", "nobody", "item9"], "k": 4, "where": ["category=even"], "skipUnknown": true}""");

        SearchOptions even = new() { Filter = ItemFilter.Where(service.Index.Vectors, "category=even") };
        Assert.Equal(["item3", "nobody", "item9"], answers.EnumerateArray().Select(answer => answer.GetProperty("query").GetString()));
        Assert.Equal(TestService.Results(service.Index.Similar("item3", 4, even)), TestService.Results(answers[0]));
        Assert.Empty(TestService.Results(answers[1]));
        Assert.Equal(TestService.Results(service.Index.Similar("item9", 4, even)), TestService.Results(answers[2]));
    }

    [Fact]
    public async Task An_analogy_is_answered()
    {
        JsonElement answer = await service.Post("/v1/analogy", """{"expression": "item1 - item2 + 0.5*'a/b c'", "k": 3}""");

        Assert.Equal("item1 - item2 + 0.5*'a/b c'", answer.GetProperty("query").GetString());
        Assert.Equal(TestService.Results(service.Index.Analogy("item1 - item2 + 0.5*'a/b c'", 3)), TestService.Results(answer));
    }

    [Theory]
    [InlineData("next", 0.5)]
    [InlineData("next", 0.0)]
    [InlineData("similar", 0.5)]
    public async Task A_history_is_answered_as_the_index_does(string score, double beta)
    {
        string body =
            $$"""{"history": ["item4", "item8"], "k": 6, "score": "{{score}}","""
                + $$""" "beta": {{JsonSerializer.Serialize(beta)}}, "exclude": ["item1"]}""";
        Assert.True(ScoreMode.TryParse(score, out ScoreMode? mode));
        RecommendOptions options = new() { Score = mode, PopularityWeight = beta, Exclude = ["item1"] };

        JsonElement answer = await service.Post("/v1/recommend", body);

        Assert.Equal(["item4", "item8"], answer.GetProperty("query").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal(TestService.Results(service.Index.Recommend(["item4", "item8"], 6, options)), TestService.Results(answer));
    }

    [Fact]
    public async Task Items_of_a_history_may_have_weights()
    {
        JsonElement answer = await service.Post(
            "/v1/recommend",
            """{"history": ["item4", {"item": "nobody", "weight": 9}, {"item": "item8", "weight": 0.25}, {"item": "item9"}],"""
                + """ "k": 6, "skipUnknown": true}""");

        Assert.Equal(
            """["item4",{"item":"nobody","weight":9},{"item":"item8","weight":0.25},"item9"]""", answer.GetProperty("query").GetRawText());
        RecommendOptions options = new() { HistoryWeights = [1, 0.25, 1] };
        Assert.Equal(
            TestService.Results(service.Index.Recommend(["item4", "item8", "item9"], 6, options)), TestService.Results(answer));
        Assert.NotEqual(TestService.Results(service.Index.Recommend(["item4", "item8", "item9"], 6)), TestService.Results(answer));
    }

    [Theory]
    [InlineData("""{"history": [{"item": "item4", "weight": 0}]}""", "weight of an item of the history")]
    [InlineData("""{"history": [{"item": "item4", "wait": 1}]}""", "is not what was expected")]
    [InlineData("""{"history": [{"weight": 1}]}""", "is not what was expected")]
    [InlineData("""{"history": [null]}""", "is not what was expected")]
    [InlineData("""{"history": [{"item": null}]}""", "is not what was expected")]
    public async Task A_bad_weight_is_an_error_of_the_request(string body, string detail)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await service.Client.PostAsync("/v1/recommend", content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(detail, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_of_the_model_is_scored_by_output_vectors()
    {
        ItemVectors vectors = service.Index.Vectors;
        float[] user = vectors.Users!.Vector(vectors.Users.Vocabulary.RowOf("user3"));
        (string Item, double Score)[] expected = Ranked(row => Dot(user, vectors.OutputVector(row)));

        JsonElement answer = await service.Post("/v1/recommend", """{"user": "user3", "k": 5, "beta": 0}""");

        Assert.Equal("user3", answer.GetProperty("query").GetProperty("user").GetString());
        AssertSame(expected[..5], TestService.Results(answer));
    }

    [Theory]
    [InlineData("next", null)]
    [InlineData("next", 0.5)]
    [InlineData("similar", 0.6)]
    public async Task A_user_with_a_history_is_answered_as_the_index_does(string score, double? weight)
    {
        Assert.True(ScoreMode.TryParse(score, out ScoreMode? mode));
        RecommendOptions options = new() { Score = mode, User = "user3", UserWeight = weight ?? new RecommendOptions().UserWeight };

        JsonElement answer = await service.Post(
            "/v1/recommend",
            $$"""{"history": ["item4", "item8"], "user": "user3", "k": 6, "score": "{{score}}","""
                + $$""" "userWeight": {{JsonSerializer.Serialize(weight)}}}""");

        Assert.Equal(TestService.Results(service.Index.Recommend(["item4", "item8"], 6, options)), TestService.Results(answer));
        Assert.NotEqual(
            TestService.Results(service.Index.Recommend(["item4", "item8"], 6, options with { User = null })), TestService.Results(answer));
    }

    [Fact]
    public async Task A_user_with_likes_weighs_as_much_as_beside_a_history()
    {
        // One item liked is one item used: both weigh 1, and the user a quarter of the whole.
        JsonElement liked = await service.Post("/v1/recommend", """{"likes": ["item4"], "user": "user3", "k": 6}""");
        JsonElement used = await service.Post("/v1/recommend", """{"history": ["item4"], "user": "user3", "k": 6}""");

        Assert.Equal(["item4"], liked.GetProperty("query").GetProperty("likes").EnumerateArray().Select(item => item.GetString()));
        AssertSame([.. TestService.Results(used).Select(found => (found.Item, (double)found.Score))], TestService.Results(liked));
    }

    [Fact]
    public async Task Likes_pull_and_dislikes_push()
    {
        ItemVectors vectors = service.Index.Vectors;
        float[][] unit =
            [.. new[] { "item1", "item2", "item3", "item5" }.Select(item => Unit(vectors.Vector(vectors.Vocabulary.RowOf(item))))];

        // The history's older item weighs 0.8 of its newer one, the like as much as the newer one; dislikes count half.
        double[] query = [.. Enumerable.Range(0, vectors.Dimensions)
            .Select(d => (((0.8 * unit[0][d]) + unit[1][d] + unit[2][d]) / 2.8) - (0.5 * unit[3][d]))];
        double length = Math.Sqrt(query.Sum(x => x * x));
        string[] known = ["item1", "item2", "item3", "item5"];
        (string Item, double Score)[] expected =
        [
            .. Ranked(row => Dot(Unit(vectors.Vector(row)), [.. query.Select(x => (float)(x / length))]))
                .Where(found => !known.Contains(found.Item))
        ];

        JsonElement answer = await service.Post(
            "/v1/recommend", """{"history": ["item1", "item2"], "likes": ["item3"], "dislikes": ["item5"], "k": 5, "score": "similar"}""");

        AssertSame(expected[..5], TestService.Results(answer));
    }

    [Fact]
    public async Task Unknown_ids_of_a_taste_are_passed_over_when_told()
    {
        JsonElement answer = await service.Post(
            "/v1/recommend", """{"history": ["item4", "gone"], "user": "nobody", "k": 3, "skipUnknown": true}""");

        Assert.Equal(TestService.Results(service.Index.Recommend(["item4"], 3)), TestService.Results(answer));
    }

    [Theory]
    [InlineData("""{"history": [], "dislikes": ["item2"], "k": 5, "where": ["category=even"]}""")]
    [InlineData(
        """{"history": ["gone"], "dislikes": ["item2"], "user": "nobody", "k": 5, "where": ["category=even"], "skipUnknown": true}""")]
    public async Task A_visitor_of_whom_nothing_is_known_gets_what_is_popular_now(string body)
    {
        JsonElement answer = await service.Post("/v1/recommend", body);

        SearchOptions options = new() { Exclude = ["item2"], Filter = ItemFilter.Where(service.Index.Vectors, "category=even") };
        Assert.True(answer.GetProperty("popular").GetBoolean());
        Assert.Equal(5, answer.GetProperty("results").GetArrayLength());
        Assert.Equal(TestService.Results(service.Index.Popular(5, options)), TestService.Results(answer));
    }

    [Fact]
    public async Task Conditions_are_told_apart_whatever_letters_are_in_them()
    {
        // One condition that holds for nothing, spelt as two that hold for much when they are written one below the other.
        JsonElement one = await service.Get("/v1/items/item7/similar?where=category%3Deven%0Aprice%3E%3D10");
        JsonElement two = await service.Get("/v1/items/item7/similar?where=category%3Deven&where=price%3E%3D10");

        ItemFilter both =
            ItemFilter.Where(service.Index.Vectors, "category=even").And(ItemFilter.Where(service.Index.Vectors, "price>=10"));
        Assert.Equal(0, one.GetProperty("results").GetArrayLength());
        Assert.Equal(
            TestService.Results(service.Index.Similar("item7", 10, new SearchOptions { Filter = both })), TestService.Results(two));
        Assert.NotEmpty(TestService.Results(two));
    }

    [Fact]
    public async Task An_item_tells_its_attributes_count_and_vector()
    {
        JsonElement item = await service.Get("/v1/items/item4?vector=output");

        Assert.Equal("Title 4", item.GetProperty("title").GetString());
        Assert.Equal(TestModels.Items - 4, item.GetProperty("count").GetInt64());
        Assert.Equal("even", item.GetProperty("attributes").GetProperty("category").GetString());
        Assert.Equal(
            service.Index.Vectors.OutputVector(4), item.GetProperty("vector").EnumerateArray().Select(number => number.GetSingle()));
    }

    [Fact]
    public async Task The_model_tells_what_it_is()
    {
        JsonElement model = await service.Get("/v1/model");

        using ModelDirectory directory = ModelDirectory.Open(service.Model);
        Assert.Equal(directory.Info.Files["items.i2v"].Checksum, model.GetProperty("checksum").GetString());
        Assert.Equal(
            (TestModels.Items, 16, 20),
            (model.GetProperty("items").GetInt32(), model.GetProperty("dimensions").GetInt32(), model.GetProperty("users").GetInt32()));
        Assert.Equal(8, model.GetProperty("graph").GetProperty("links").GetInt32());
    }

    private (string Item, double Score)[] Ranked(Func<int, double> score)
        => [.. Enumerable.Range(0, service.Index.Count).Select(row => (service.Index.Vectors.Vocabulary[row], score(row)))
            .OrderByDescending(found => found.Item2)];

    private static void AssertSame((string Item, double Score)[] expected, (string Item, float Score, string? Title)[] actual)
    {
        Assert.Equal(expected.Select(found => found.Item), actual.Select(found => found.Item));
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i].Score, actual[i].Score, 1e-4);
    }

    private static double Dot(float[] left, float[] right) => left.Zip(right, (a, b) => (double)a * b).Sum();

    private static float[] Unit(float[] vector) => [.. vector.Select(x => (float)(x / Math.Sqrt(Dot(vector, vector))))];
}
