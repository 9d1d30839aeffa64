using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Tests.Common;

/// <summary>Messages in the words of a program whose users know options by other names.</summary>
public sealed class Item2VecExceptionTests
{
    private static string? NameOf(string name) => name switch
    {
        "TimeColumn" => "--time-column",
        "Threads" => "--threads",
        "ContentOptions.MinCount" => "--content-min-count",
        "MinCount" => "--min-count",
        "ItemIndex.Build" => "index build",
        _ => null,
    };

    [Theory]
    [InlineData("TimeColumn", "give TimeColumn, or TimeColumn = none", "give --time-column, or --time-column none")]
    [InlineData("TimeColumn", "a user's TimeColumn (fewer Threads)", "a user's --time-column (fewer --threads)")]
    [InlineData("TimeColumn", "lower ContentOptions.MinCount, not MinCount", "lower --content-min-count, not --min-count")]
    [InlineData(
        "TimeColumn", "the column 'TimeColumn', OtherColumn and TimeColumns", "the column 'TimeColumn', OtherColumn and TimeColumns")]
    [InlineData("TimeColumn", "Threads.csv, logs/Threads and Threads-2 stay", "Threads.csv, logs/Threads and Threads-2 stay")]
    [InlineData(null, "columns: TimeColumn, Threads", "columns: TimeColumn, Threads")]
    [InlineData(null, "build it again: ItemIndex.Build", "build it again: index build")]
    public void A_hint_names_options_as_the_program_does(string? option, string hint, string expected)
        => Assert.Equal(expected, new Item2VecException("wrong", hint) { Option = option }.With(NameOf).Hint);

    [Theory]
    [InlineData("TimeColumn", "its columns are item, Threads", "its columns are item, Threads")]
    [InlineData("Threads", "Threads is 0", "--threads is 0")]
    [InlineData("Threads", "taken by TimeColumn", "taken by --time-column")]
    public void A_message_that_lists_columns_keeps_them(string option, string message, string expected)
    {
        (string found, string? hint) = new Item2VecException(message) { Option = option }.With(NameOf);
        Assert.Equal(expected, found);
        Assert.Null(hint);
    }
}
