using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Common;
using static Item2Vec.Data.Tests.Corpora;

namespace Item2Vec.Data.Tests;

/// <summary>Exports of shops, analytics and public data sets as they come, two or three events of each.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("RetailRocket", "e.csv", "timestamp,visitorid,event,itemid,transactionid\n2,7,view,b,\n1,7,view,a,\n3,7,view,c,\n",
        "7: a b c", "visitorid", "the user stands for the session; transactionid is empty in 100 % of the rows")]
    [InlineData("YooChoose clicks", "clicks.dat",
        "7,2014-04-07T10:54:09.868Z,214536500,0\n7,2014-04-07T10:51:09.277Z,214536502,0\n8,2014-04-07T10:51:09.277Z,214536502,0\n",
        "214536502|214536502 214536500", "session_id", "found by name")]
    [InlineData("Diginetica", "e.csv", "sessionId;userId;itemId;timeframe;eventdate\n1;NA;b;2000;2016-05-09\n1;NA;a;1000;2016-05-09\n",
        "a b", "sessionId", "found by name")]
    [InlineData("Amazon reviews", "e.jsonl", """
        {"reviewerID": "A", "asin": "b", "overall": 5.0, "unixReviewTime": 1252886400, "reviewTime": "09 14, 2009"}
        {"reviewerID": "A", "asin": "a", "overall": 4.0, "unixReviewTime": 1252800000, "reviewTime": "09 13, 2009"}
        """, "A: a b", "reviewerID", "the user stands for the session")]
    [InlineData("Amazon ratings", "e.csv", "A2,b,5.0,1400000001\nA2,a,4.0,1400000000\n", "A2: a b", "user_id",
        "the user stands for the session")]
    [InlineData("MovieLens 1M", "ratings.dat", "1::b::5::978300761\n1::a::5::978300760\n", "1: a b", "user_id",
        "the user stands for the session")]
    [InlineData("GA4 flat", "e.csv", "event_date,event_timestamp,user_pseudo_id,ga_session_id,item_id\n20240115,1705300000000001,0.1,17,b\n"
        + "20240115,1705300000000000,0.1,17,a\n20240115,1705300000000000,0.2,17,c\n", "0.1: a b|0.2: c", "user_pseudo_id + ga_session_id",
        "found by name; the session's number is one of the user's")]
    [InlineData("GA4 BigQuery", "e.json", """
        [{"event_date":"20240115","event_timestamp":"1705300000000001","user_pseudo_id":"u",
          "event_params":[{"key":"page","value":{"string_value":"p"}},{"key":"ga_session_id","value":{"int_value":17}}],
          "items":[{"item_id":"b","item_name":"B"},{"item_id":"c"}]},
         {"event_date":"20240115","event_timestamp":"1705300000000000","user_pseudo_id":"u",
          "event_params":[{"key":"ga_session_id","value":{"int_value":17}}],"items":[{"item_id":"a"}]},
         {"event_date":"20240115","event_timestamp":"1705300000000000","user_pseudo_id":"v",
          "event_params":[{"key":"ga_session_id","value":{"int_value":17}}],"items":[{"item_id":"a"}]}]
        """, "u: a b c|v: a", "user_pseudo_id + event_params.ga_session_id", "found by name; the session's number is one of the user's")]
    [InlineData("Snowplow", "e.tsv",
        "collector_tstamp\tuser_id\tdomain_userid\tdomain_sessionid\tpage_url\n2024-01-15 10:00:02\t\td\ts\thttp://x/b\n"
        + "2024-01-15 10:00:01\t\td\ts\thttp://x/a\n", "d: http://x/a http://x/b", "domain_sessionid", "found by name")]
    [InlineData("Segment", "e.json", """
        [{"anonymousId":"u","userId":null,"event":"Product Viewed","properties":{"product_id":"b","price":2.5},
          "timestamp":"2024-01-15T10:00:02.000Z"},
         {"anonymousId":"u","userId":null,"event":"Product Viewed","properties":{"product_id":"a","price":1},
          "timestamp":"2024-01-15T10:00:01.000Z"}]
        """, "u: a b", "anonymousId", "the user stands for the session")]
    [InlineData("Matomo", "e.json", """
        [{"idVisit":1,"visitorId":"u","actionDetails":[{"url":"b","timestamp":1705300002},{"url":"a","timestamp":1705300001}]},
         {"idVisit":2,"visitorId":"u","actionDetails":[{"url":"c","timestamp":1705300003}]}]
        """, "u: a b|u: c", "idVisit", "found by name")]
    [InlineData("RecBole", "e.inter", "user_id:token\titem_id:token\ttimestamp:float\nu\tb\t1700000001.5\nu\ta\t1700000001.25\n", "u: a b",
        "user_id:token", "the user stands for the session")]
    [InlineData("OTTO", "e.jsonl", """
        {"session":1,"events":[{"aid":30,"ts":1661724000280,"type":"clicks"},{"aid":29,"ts":1661724000278,"type":"carts"}]}
        {"session":2,"events":[{"aid":29,"ts":1661724000278,"type":"clicks"}]}
        """, "29|29 30", "session", "found by name")]
    [InlineData("KKBox", "e.csv", "msno,song_id,source_system_tab,target\nm=,s1,explore,1\nm=,s2,,0\n", "m=: s1 s2", "msno",
        "the user stands for the session")]
    [InlineData("Last.fm 1K", "e.tsv", "user_000001\t2009-05-04T23:08:57Z\tf1b1\tFirst Band\t\tSecond Song\n"
        + "user_000001\t2009-05-04T13:54:10Z\ta7f7\tOther Band\t\tFirst Song\n", "user_000001: First Song Second Song", "user_id",
        "the user stands for the session")]
    [InlineData("REES46", "e.csv", "event_time,event_type,product_id,user_id,user_session\n2019-10-01 00:00:01 UTC,view,b,9,s\n"
        + "2019-10-01 00:00:00 UTC,view,a,9,s\n2019-10-02 00:00:00 UTC,view,a,9,t\n", "9: a|9: a b", "user_session", "found by name")]
    [InlineData("structs", "e.jsonl", """
        {"session": {"id": "s"}, "product": {"id": "a", "name": "A"}, "ts": 1}
        {"session": {"id": "s"}, "product": {"id": "b", "name": "B"}, "ts": 2}
        """, "a b", "session.id", "found by name")]
    public void Known_exports_are_read_as_they_come(string export, string file, string text, string sessions, string session, string reason)
    {
        ReadResult result = Read(folder.Write(file, text));
        string[] read = result.Corpus.Users is null ? Sessions(result.Corpus) : WithUsers(result.Corpus);
        Assert.True(sessions.Split('|').SequenceEqual(read), $"{export}: {string.Join('|', read)}");
        Assert.Contains(new ColumnChoice(ColumnRole.Session, session, reason), result.Report.Columns);
    }

    [Fact]
    public void A_time_that_cannot_be_read_gives_way_to_one_that_can()
    {
        string path = folder.Write(
            "e.tsv", "user_id\titem\treviewTime\tunixReviewTime\nu\ta\t09 14, 2009\t1252886400\nu\tb\t09 13, 2009\t1252800000\n");
        ReadResult result = Read(path);
        Assert.Equal(["b a"], Sessions(result.Corpus));
        Assert.Contains(
            new ColumnChoice(ColumnRole.Time, "unixReviewTime", "found by name; reviewTime is no time that can be read"),
            result.Report.Columns);
        Assert.Equal(
            "reviewTime",
            Read(path, All with { TimeFormats = ["%m %d, %Y"] }).Report.Columns.Single(one => one.Role == ColumnRole.Time).Column);
    }

    [Theory]
    [InlineData("e.csv", "1,2,3\n1,4,5\n", "holds data", "ColumnNames, such as user,item,timestamp")]
    [InlineData("e.parquet", "true as item_id, 's' as session", "column 'item_id' holds BOOLEAN", "ItemColumn")]
    [InlineData("e.parquet", "DATE '2024-01-01' as item_id, 's' as session", "column 'item_id' holds DATE", "ItemColumn")]
    [InlineData("e.parquet", "'a' as item_id, false as session", "column 'session' holds BOOLEAN", "SessionColumn")]
    public void What_speaks_against_a_column_is_told(string file, string content, string says, string hint)
    {
        Item2VecException error = Refused(
            file == "e.csv" ? folder.Write(file, content) : folder.Copy(file, $"select {content} from range(2)"));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Contains(hint, error.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 1, null, false)]
    [InlineData(9, 1, "1 of 9 rows are lost: column 'item' is empty in 1; give another column with ItemColumn", false)]
    [InlineData(9, 5, "5 of 9 rows are lost: column 'item' is empty in 5", true)]
    public void Lost_rows_are_a_warning_from_a_tenth_and_an_error_from_half(int rows, int lost, string? says, bool fails)
    {
        string path = folder.Write("e.csv", "session,item\n"
            + string.Concat(Enumerable.Range(0, rows).Select(i => i < lost ? "s,\n" : $"s,{i}\n")));
        if (fails)
        {
            Item2VecException error = Refused(path);
            Assert.Contains(says!, error.Message, StringComparison.Ordinal);
            Assert.Contains("AllowLoss", error.Hint, StringComparison.Ordinal);
        }

        ReadReport report = Read(path, All with { AllowLoss = fails }).Report;
        Assert.Equal((rows - lost, lost), (report.Events, report.EmptyItems));
        if (says is null) Assert.Empty(report.Warnings);
        else Assert.Contains(says, Assert.Single(report.Warnings), StringComparison.Ordinal);
    }
}
