using System.Text;
using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>evaluate takes every variant of train, with what its training needs from the log.</summary>
public sealed class EvaluateVariantTests
{
    [Theory]
    [InlineData("--variant user --user-mode dbow+items")]
    [InlineData("--variant user --user-mode dm --split sessions:0.2 --protocol prefix")]
    [InlineData("--variant meta --metadata category --items items.csv --meta-weights mm=0.5")]
    [InlineData("--variant meta --metadata shelf")]
    [InlineData("--variant bagged --basket-column basket --same-basket include")]
    [InlineData("--max-gap 1h --decay 2h --goal-column bought --session-column session_id")]
    public void What_is_held_out_is_found_by_every_variant(string options)
    {
        using Workspace workspace = new();
        workspace.Write("sessions.csv", Log());
        workspace.Write("items.csv", PlantedTopics.ItemsCsv());
        string[] args =
        [
            "evaluate", "sessions.csv", "--baselines", "popularity", "--dimensions", "16", "--epochs", "6", "--sample", "0", "--threads",
            "1", "-q", "--format", "json"
        ];
        using JsonDocument json = JsonDocument.Parse(workspace.Run([.. args, .. options.Split(' ')]).Expect(0).Output);
        double Hit(string model)
            => json.RootElement.GetProperty("models").EnumerateArray().Single(one => one.GetProperty("name").GetString() == model)
                .GetProperty("metrics").GetProperty("hit@10").GetDouble();

        // A topic has eleven other items; ten of 96 items at random hold a target once in ten.
        Assert.InRange(Hit("item2vec similar"), 0.6, 1);
        Assert.InRange(Hit("item2vec next"), 0.6, 1);
        Assert.InRange(Hit("popularity"), 0.02, 0.25);
    }

    [Fact]
    public void Items_that_only_a_table_knows_are_not_ranked()
    {
        ToolResult result = Tool.Run(
            Path.GetTempPath(), "evaluate", "nowhere.csv", "--variant", "meta", "--metadata", "category", "--items", "items.csv",
            "--cold-items")
            .Expect(2);
        Assert.Contains("--cold-items", result.Error, StringComparison.Ordinal);
    }

    /// <summary>
    /// Planted sessions; each user has three of one topic, two events make a basket, and the last of a session is bought. Shelves are
    /// topics by another name.
    /// </summary>
    private static string Log()
    {
        StringBuilder csv = new("session_id,item_id,timestamp,user_id,basket,bought,shelf\n");
        int number = 0;
        foreach (string line in PlantedTopics.SessionsCsv(600).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            string[] cells = line.Split(',');
            int session = int.Parse(cells[0].AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
            int user = (session % PlantedTopics.Topics) + (PlantedTopics.Topics * (session / PlantedTopics.Topics / 3));
            csv.Append(
                $"{cells[0]},{cells[1]},{cells[2]},u{user},{number / 2},{(number % 8 == 7 ? 1 : 0)},shelf of "
                    + $"{PlantedTopics.TopicOf(cells[1])}\n");
            number++;
        }

        return csv.ToString();
    }
}
