using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Data.Options;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Cli.Plans;

/// <summary>The options of train that say what is context of what: by time, by goal, and by basket.</summary>
internal sealed class ContextOptions
{
    private static readonly TrainingOptions Defaults = new();

    private readonly Option<TimeSpan?> gap = CliOption.Parsed<TimeSpan?>("--max-gap", "TIME", "No context further away in time than this: 45s, 30m, 2h, 1d [default: any]", Duration.TryRead);
    private readonly Option<TimeSpan?> decay = CliOption.Parsed<TimeSpan?>("--decay", "TIME", "Context that is this much time away counts e times less [default: time does not count]", Duration.TryRead);
    private readonly Option<string?> goal = CliOption.Text("--goal-column", "NAME", "Marks purchases, bookings and the like: their item is context of its whole session [default: none]");
    private readonly Option<string> bag = CliOption.Choice("--bag", "bagged: each product of a basket predicts its neighbours, or their mean does [default: pairs]", "pairs", "mean").WithDefault("pairs");
    private readonly Option<string> same = CliOption.Choice(
        "--same-basket", "bagged: whether products of one basket are context of each other; only: nothing else is [default: exclude]", "exclude", "include", "only").WithDefault("exclude");

    private readonly Option<bool> repeats = CliOption.Flag("--keep-repeats", "bagged: a product that is bought again predicts itself");
    private readonly Option<int> max = CliOption.Whole("--max-basket", "bagged: the most products of a basket; of larger ones as many are drawn in each epoch [default: 100]", 2, 10_000).WithDefault(Defaults.MaxBasket);

    public ContextOptions(Command command)
    {
        foreach (Option option in new Option[] { gap, decay, goal, bag, same, repeats, max }) command.Add(option);
    }

    public TrainingOptions AddTo(TrainingOptions learning, CliContext context) => learning with
    {
        MaxGap = context.Value(gap),
        Decay = context.Value(decay),
        Bag = context.Value(bag) == "mean" ? Bag.Mean : Bag.Pairs,
        SameBasket = context.Value(same) switch { "include" => SameBasket.Include, "only" => SameBasket.Only, _ => SameBasket.Exclude },
        RepeatPairs = context.Value(repeats),
        MaxBasket = context.Value(max),
    };

    public SessionReaderOptions AddTo(SessionReaderOptions reading, TrainingOptions learning, CliContext context) => reading with
    {
        GoalColumn = context.Value(goal),
        EventTimes = learning.MaxGap is not null || learning.Decay is not null,
        BasketHistories = learning.Variant == TrainingOptions.Bagged,
    };

    /// <summary>The options of a training as the command line has them; those of a basket only where the variant has baskets.</summary>
    public static IEnumerable<(string Name, string Value)> Shown(TrainingOptions options)
    {
        yield return ("--max-gap", Text(options.MaxGap));
        yield return ("--decay", Text(options.Decay));
        if (options.Variant != TrainingOptions.Bagged) yield break;
        yield return ("--bag", options.Bag == Bag.Mean ? "mean" : "pairs");
        yield return ("--same-basket", options.SameBasket switch { SameBasket.Include => "include", SameBasket.Only => "only", _ => "exclude" });
        yield return ("--keep-repeats", options.RepeatPairs ? "on" : "off");
        yield return ("--max-basket", Readable.Exact(options.MaxBasket));
    }

    /// <summary>A time as <see cref="Duration"/> reads it, in the largest unit that divides it.</summary>
    private static string Text(TimeSpan? time) => time switch
    {
        null => "none",
        { TotalDays: var days } when days == Math.Floor(days) => $"{Readable.Exact(days)}d",
        { TotalHours: var hours } when hours == Math.Floor(hours) => $"{Readable.Exact(hours)}h",
        { TotalMinutes: var minutes } when minutes == Math.Floor(minutes) => $"{Readable.Exact(minutes)}m",
        { TotalSeconds: var seconds } => $"{Readable.Exact(seconds)}s",
    };
}
