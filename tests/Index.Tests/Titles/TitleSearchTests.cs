using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Titles;

namespace Item2Vec.Indexing.Tests.Titles;

/// <summary>Items by words of their titles.</summary>
public sealed class TitleSearchTests
{
    private static readonly (string Id, string? Title)[] Songs =
    [
        ("1", "Creep"), ("2", "Karma Police"), ("3", "Police and Thieves"), ("4", "The Policeman's Karma"), ("5", "Björk – Jóga"),
        ("6", "Creep"), ("7", null), ("8", "!!!"), ("9", "Žižek łódź STRASSE Straße"), ("creep", "Another"), ("title:x", "Odd"),
    ];

    [Theory]
    [InlineData("KARMA police", "2,4")]
    [InlineData("police", "3,2,4")]
    [InlineData("pol kar", "2,4")]
    [InlineData("bjork joga", "5")]
    [InlineData("Bjo\u0308rk", "5")]
    [InlineData("lodz zizek strasse", "9")]
    [InlineData("7", "7")]
    [InlineData("!!!", "8")]
    [InlineData("creep", "creep,1,6")]
    [InlineData("olice", "")]
    [InlineData("karma creep", "")]
    [InlineData("", "")]
    public void Words_are_found_from_their_beginning_without_regard_to_case_and_accents(string text, string expected)
        => Assert.Equal(expected, string.Join(',', Of(Songs).Find(text).Select(match => match.Item)));

    [Fact]
    public void Equal_titles_come_first_then_those_that_begin_so_then_whole_words_then_beginnings_and_counts_decide_between_equals()
    {
        (string, string?)[] items =
        [
            ("begins 9", "red bulletin"), ("words 8", "Bull, the Red"), ("prefix 7", "bullet in reddish"), ("start 6", "Red bull"),
            ("start 5", "red bull of old"), ("words 4", "a bull is red"), ("prefix 3", "the bulls reds"),
        ];

        TitleMatch[] found = Of(items).Find("red bull");

        Assert.Equal(
            ["start 6", "begins 9", "start 5", "words 8", "words 4", "prefix 7", "prefix 3"], found.Select(match => match.Item));
        Assert.Equal(["start 6", "begins 9"], Of(items).Find("red bull", 2).Select(match => match.Item));
        Assert.Equal(new TitleMatch(3, "start 6", "Red bull", 4), found[0]);
    }

    [Fact]
    public void Every_page_of_titles_is_searched()
    {
        int count = (TitlePage.Rows * 2) + 3;
        (string, string?)[] many = [.. Enumerable.Range(0, count).Select(row => ($"i{row}", (string?)$"w{row} of all"))];
        TitleSearch titles = Of(many);

        foreach (int row in (int[])[0, TitlePage.Rows - 1, TitlePage.Rows, (2 * TitlePage.Rows) - 1, count - 1])
            Assert.Equal($"i{row}", titles.Find($"all w{row}", 3)[0].Item);
        Assert.Equal(["i0", "i1"], titles.Find("all of", 2).Select(match => match.Item));
    }

    [Theory]
    [InlineData("3", "3")]
    [InlineData("title:karma police", "2")]
    [InlineData("title:joga", "5")]
    [InlineData("title:x", "title:x")]
    [InlineData("title:another", "creep")]
    [InlineData("nothing", "nothing")]
    public void A_title_that_names_one_item_stands_for_it(string item, string expected)
        => Assert.Equal(expected, Of(Songs).Resolve(item));

    [Theory]
    [InlineData("title:creep", ErrorCode.Usage, "the title 'creep' is that of 2 items: '1' (Creep), '6' (Creep)")]
    [InlineData("title:karma", ErrorCode.Usage, "the title 'karma' fits 2 items: '2' (Karma Police), '4' (The Policeman's Karma)")]
    [InlineData("title:nothing", ErrorCode.NotFound, "no item has the title 'nothing'")]
    public void A_title_of_several_items_or_none_is_an_error_that_names_them(string item, ErrorCode code, string message)
    {
        Item2VecException problem = Assert.Throws<Item2VecException>(() => Of(Songs).Resolve(item));

        Assert.Equal((code, message), (problem.Code, problem.Message));
        Assert.NotNull(problem.Hint);
    }

    [Fact]
    public void An_expression_mixes_ids_and_whole_titles()
    {
        TitleSearch titles = Of(Songs);

        Assert.Equal("3 - 2 + 0.5*4", Resolved("3 - 'karma police' + 0.5*'title:policeman karma'"));
        Assert.Equal("creep + nothing", Resolved("creep + nothing"));
        Item2VecException part = Assert.Throws<Item2VecException>(() => Resolved("3 - karma"));
        Assert.Equal("item 'karma' is not in the model", part.Message);
        Assert.Equal("it is no whole title either; titles that have it: '2' (Karma Police), '4' (The Policeman's Karma)", part.Hint);
        Assert.Equal(
            "the title 'CREEP' is that of 2 items: '1' (Creep), '6' (Creep)",
            Assert.Throws<Item2VecException>(() => Resolved("3 - CREEP")).Message);

        string Resolved(string text) => titles.Resolve(VectorExpression.Parse(text)).ToString();
    }

    /// <summary>Items in the order of their counts.</summary>
    private static TitleSearch Of((string Id, string? Title)[] items)
    {
        VocabularyBuilder builder = new();
        for (int row = 0; row < items.Length; row++) builder.Add(items[row].Id, items.Length - row);
        return new TitleSearch(builder.Build(), new ItemAttributes(["TITLE"], [StringColumn.Of([.. items.Select(item => item.Title)])]));
    }
}
