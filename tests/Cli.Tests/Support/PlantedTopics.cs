using System.Text;

namespace Item2Vec.Cli.Tests;

/// <summary>Sessions whose structure is known: each stays within one topic, so an item's neighbors are the items of its topic.</summary>
internal static class PlantedTopics
{
    public const int Topics = 8;
    public const int ItemsOfTopic = 12;

    private const int SessionLength = 8;

    /// <summary>An item: "t3-i07".</summary>
    public static string Item(int topic, int number) => $"t{topic}-i{number:00}";

    public static string TopicOf(string item) => item.Split('-')[0];

    /// <summary>Events as CSV: session_id, item_id, timestamp.</summary>
    public static string SessionsCsv(int sessions = 1500)
    {
        StringBuilder csv = new("session_id,item_id,timestamp\n");
        uint state = 12345;
        for (int session = 0; session < sessions; session++)
        {
            int topic = session % Topics;
            for (int at = 0; at < SessionLength; at++)
                csv.Append($"s{session},{Item(topic, Next(ref state, ItemsOfTopic))},{(session * 100) + at}\n");
        }

        return csv.ToString();
    }

    /// <summary>Titles as CSV: item_id, title, category.</summary>
    public static string ItemsCsv()
    {
        StringBuilder csv = new("item_id,title,category\n");
        for (int topic = 0; topic < Topics; topic++)
            for (int number = 0; number < ItemsOfTopic; number++)
                csv.Append($"{Item(topic, number)},Näme {number} of topic {topic},topic {topic}\n");
        return csv.ToString();
    }

    private static int Next(ref uint state, int below)
    {
        state = (state * 1664525) + 1013904223;
        return (int)((state >> 16) % (uint)below);
    }
}
