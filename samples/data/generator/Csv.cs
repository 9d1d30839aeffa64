using System.Globalization;
using System.Text;

namespace Item2Vec.Samples.Watches;

/// <summary>The log and its catalogue as CSV text: what the Parquet files are made from, and what the test compares them with.</summary>
internal static class Csv
{
    public const string WatchColumns = "{timestamp: 'TIMESTAMP', viewer: 'VARCHAR', video: 'VARCHAR', watch_time: 'INTEGER'}";
    public const string VideoColumns = "{video: 'VARCHAR', title: 'VARCHAR', topic: 'VARCHAR'}";

    public static string Watches(WatchLog log)
    {
        StringBuilder csv = new("timestamp,viewer,video,watch_time\n");
        foreach (Watch watch in log.Watches)
            csv.Append(
                CultureInfo.InvariantCulture,
                $"{watch.Time:yyyy-MM-dd HH:mm:ss},viewer-{watch.Viewer:D5},{watch.Video.Id},{watch.Seconds}\n");
        return csv.ToString();
    }

    public static string Videos(WatchLog log)
    {
        StringBuilder csv = new("video,title,topic\n");
        foreach (Video video in log.Catalogue.Videos)
            csv.Append(CultureInfo.InvariantCulture, $"{video.Id},\"{video.Title}\",{video.TopicName}\n");
        return csv.ToString();
    }
}
