using System.Text.RegularExpressions;

namespace Item2Vec.Data.Tables;

/// <summary>Public data sets whose files have no line of names, told by the kinds of values in their first line.</summary>
/// <param name="Source">What the layout is that of.</param>
/// <param name="Names">The names of the columns.</param>
/// <param name="Kinds">
/// The kind of each: n a whole number, t a time, r a rating, e an epoch in seconds, u a Last.fm user, . anything.
/// </param>
internal sealed partial record KnownLayout(string Source, IReadOnlyList<string> Names, string Kinds)
{
    private static readonly KnownLayout[] All =
    [
        new("YooChoose", ["session_id", "timestamp", "item_id", "category"], "ntn."),
        new("YooChoose", ["session_id", "timestamp", "item_id", "price", "quantity"], "ntnnn"),
        new("Last.fm", ["user_id", "timestamp", "artist_id", "artist_name", "track_id", "track_name"], "ut...."),
        new("MovieLens and Amazon ratings", ["user_id", "item_id", "rating", "timestamp"], "..re"),
    ];

    /// <summary>The layout of a file with this first line, or null.</summary>
    public static KnownLayout? Of(IReadOnlyList<string> fields)
        => Array.Find(All, layout => layout.Kinds.Length == fields.Count
            && fields.Zip(layout.Kinds).All(one => Fits(one.First, one.Second)));

    /// <summary>Whether a first line holds values and no names: numbers and times only.</summary>
    public static bool IsData(IReadOnlyList<string> fields)
        => fields.Count > 1 && fields.All(field => Number().IsMatch(field) || Time().IsMatch(field));

    private static bool Fits(string field, char kind) => kind switch
    {
        'n' => Whole().IsMatch(field),
        't' => Time().IsMatch(field),
        'r' => Rating().IsMatch(field),
        'e' => Epoch().IsMatch(field),
        'u' => field.StartsWith("user_", StringComparison.Ordinal) && field.Any(char.IsAsciiDigit),
        _ => true,
    };

    [GeneratedRegex("^[0-9]+$")]
    private static partial Regex Whole();

    [GeneratedRegex("^[+-]?[0-9]+([.][0-9]*)?(e[+-]?[0-9]+)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Number();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+(Z|[+-][0-9:]+)?)?$")]
    private static partial Regex Time();

    [GeneratedRegex("^(10|[0-9])([.][0-9])?$")]
    private static partial Regex Rating();

    [GeneratedRegex("^[0-9]{9,10}$")]
    private static partial Regex Epoch();
}
