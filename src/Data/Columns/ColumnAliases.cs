using Item2Vec.Data.Tables;

namespace Item2Vec.Data.Columns;

/// <summary>
/// The names by which columns are detected, best first. Case, blanks, dots, <c>-</c> and <c>_</c> are ignored.
/// </summary>
/// <remarks>
/// docs/data.md lists the same names. Baskets and weights are never detected by name: both silently change what is learned.
/// </remarks>
internal static class ColumnAliases
{
    public static readonly string[] Session =
    [
        "session_id", "session", "user_session", "visit_id", "id_visit", "visit", "session_key", "domain_sessionid", "basket_id",
        "basket", "invoice_no", "invoice_id", "invoice",
        "order_id", "transaction_id", "cart_id", "playlist_id", "sentence_id", "ga_session_id",
        "event_params.ga_session_id", "domain_sessionidx", "session_number", "visit_number",
    ];

    /// <summary>Sessions that are told apart only together with their user.</summary>
    public static readonly string[] SessionOfUser =
        ["ga_session_id", "event_params.ga_session_id", "domain_sessionidx", "session_number", "visit_number"];

    public static readonly string[] User =
    [
        "user_id", "user", "customer_id", "customer", "visitor_id", "visitor", "viewer_id", "viewer", "member_id", "client_id",
        "account_id", "profile_id", "listener_id", "reviewer_id", "uid", "user_name",
        "msno", "user_pseudo_id", "anonymous_id", "domain_userid", "id_visitor",
    ];

    public static readonly string[] Item =
    [
        "item_id", "item", "product_id", "product", "sku", "stock_code", "video_id", "video", "track_id", "track", "track_name", "song_id",
        "song",
        "movie_id", "movie", "article_id", "article", "news_id", "book_id", "isbn", "asin", "parent_asin", "artist_id", "artist",
        "content_id", "listing_id", "offer_id", "page_id", "url", "word", "token", "iid", "aid", "ti_sku", "artist_name",
        "page_url", "page_urlpath", "page_location",
    ];

    /// <summary>Columns with all items of a session: a list, or a delimited text.</summary>
    public static readonly string[] Items =
    [
        "items", "item_ids", "session_items", "item_list", "item_sequence", "sequence", "products", "product_ids", "videos", "video_ids",
        "tracks", "track_ids", "songs", "song_ids", "movies", "movie_ids", "articles", "article_ids", "history", "basket_items", "clicks",
        "words", "tokens",
    ];

    public static readonly string[] Time =
    [
        "timestamp", "ts", "time", "event_time", "datetime", "date_time", "event_timestamp", "event_date", "date", "created_at",
        "occurred_at", "invoice_date", "order_date", "purchase_date", "watched_at", "played_at", "viewed_at", "unix_time",
        "unix_timestamp", "timestamp_ms", "review_time", "unix_review_time",
        "derived_tstamp", "collector_tstamp", "original_timestamp", "received_at", "server_timestamp",
    ];

    /// <summary>Columns with the position of an event in its session.</summary>
    public static readonly string[] Position =
    [
        "position", "pos", "seq", "seq_no", "sequence_number", "event_number", "event_index", "item_order", "add_to_cart_order", "step",
        "timeframe",
    ];

    /// <summary>The item's id in a table of items.</summary>
    public static readonly string[] ItemKey = [.. Item, "id", "key", "code"];

    /// <summary>The user's id in a table of users.</summary>
    public static readonly string[] UserKey = [.. User, "id", "key", "code"];

    /// <summary>The first column that has one of the names, in the order of the names.</summary>
    public static TableColumn? Find(IReadOnlyList<TableColumn> columns, IEnumerable<string> names, Predicate<TableColumn>? suits = null)
        => All(columns, names, suits).FirstOrDefault();

    /// <summary>The columns that have one of the names, in the order of the names.</summary>
    public static IEnumerable<TableColumn> All(IReadOnlyList<TableColumn> columns, IEnumerable<string> names,
        Predicate<TableColumn>? suits = null)
        => from name in names
           from column in columns
           where Normal(column.Name) == Normal(name) && (suits is null || suits(column))
           select column;

    /// <summary>
    /// The columns inside of columns whose own name, or with that of the column around it (<c>product.id</c>), is one of the names, in the
    /// order of the names.
    /// </summary>
    public static IEnumerable<TableColumn> Inside(InputTable table, IEnumerable<string> names, Predicate<TableColumn>? suits = null)
        => from name in names
           from column in name.Contains('.', StringComparison.Ordinal) ? Keys(table, name) : table.Inside
           let own = column.Name[(column.Name.LastIndexOf('.') + 1)..]
           let withOuter = string.Concat(column.Name.Split('.')[^2..])
           where Normal(own) == Normal(name[(name.LastIndexOf('.') + 1)..]) || Normal(withOuter) == Normal(name)
           where suits is null || suits(column)
           select column;

    /// <summary>
    /// Case, blanks, dots, - and _ do not matter, nor the type that recommender benchmarks write behind a name: item_id:token.
    /// </summary>
    private static string Normal(string name)
    {
        int type = name.LastIndexOf(':');
        string bare = type > 0 && name[(type + 1)..] is "token" or "float" or "token_seq" or "float_seq" ? name[..type] : name;
        return string.Concat(bare.Where(c => c is not ('_' or '-' or ' ' or '.')).Select(char.ToLowerInvariant));
    }

    private static TableColumn[] Keys(InputTable table, string path) => table.Find(path) is { } column ? [column] : [];
}
