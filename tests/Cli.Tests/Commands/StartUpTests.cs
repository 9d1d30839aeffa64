using System.Diagnostics;

namespace Item2Vec.Cli.Tests.Commands;

public sealed class StartUpTests(TrainedModel model)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>Tries until it was quick enough once: other tests run at the same time, and a machine's load is not the tool's doing.</summary>
    [Fact]
    public void Similar_answers_within_a_quarter_of_a_second_start_included()
    {
        TimeSpan quickest = TimeSpan.MaxValue;
        _ = model.Directory;
        for (long begin = Stopwatch.GetTimestamp(); quickest > Limit && Stopwatch.GetElapsedTime(begin) < Patience;)
        {
            long start = Stopwatch.GetTimestamp();
            model.Run("similar", "--item", "t3-i07").Expect(0);
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            if (time < quickest) quickest = time;
        }

        Assert.True(quickest <= Limit, $"The quickest answer within {Patience.TotalSeconds} s took {quickest.TotalMilliseconds:F0} ms.");
    }
}
