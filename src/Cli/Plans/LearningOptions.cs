using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Cli.Plans;

/// <summary>The options of train that say how vectors are learned: those of a <see cref="TrainingOptionTable"/>, one for one.</summary>
internal sealed class LearningOptions
{
    private readonly Option<LearningValue?>[] all;

    /// <param name="command">The command that has them.</param>
    /// <param name="table">The options.</param>
    public LearningOptions(CliCommand command, TrainingOptionTable table)
    {
        List<Option<LearningValue?>> made = [];
        foreach (TrainingOption declared in table.All.Where(option => option.Visibility != OptionVisibility.Everywhere))
        {
            Option<LearningValue?> option = New(declared);
            made.Add(option);
            if (declared.Visibility == OptionVisibility.Advanced) command.AddUnder(declared.Group.ToString(), option);
            else command.Add(option);
        }

        all = [.. made];
    }

    public TrainingOptions From(CliContext context)
    {
        TrainingOptions options = new() { Threads = context.Value(GlobalOptions.Threads), Seed = context.Value(GlobalOptions.Seed) };
        LearningValue[] given = [.. all.Select(context.Value).OfType<LearningValue>()];
        foreach (LearningValue value in given) value.Option.TrySet(value.Text, ref options);
        if (given.FirstOrDefault(value => value.Option.Variant is string owner && owner != options.Variant) is LearningValue other)
        {
            throw new Item2VecException(
                $"--{other.Option.Key} is an option of the {other.Option.Variant} variant, and the variant is '{options.Variant}'",
                $"add --variant {other.Option.Variant}, or leave it out", ErrorCode.Usage);
        }

        return options;
    }

    /// <summary>The properties of the options that are given, on the command line or in a file.</summary>
    public IReadOnlySet<string> Given(CliContext context)
        => all.Select(context.Value).OfType<LearningValue>().Select(value => value.Option.Property).ToHashSet(StringComparer.Ordinal);

    private static Option<LearningValue?> New(TrainingOption declared)
    {
        Option<LearningValue?> option = CliOption.Declared<LearningValue?>(declared, (text, _) => new LearningValue(declared, text));
        option.Hidden = declared.Visibility == OptionVisibility.ConfigOnly;
        return option;
    }

    /// <summary>A value that was given.</summary>
    private sealed record LearningValue(TrainingOption Option, string Text);
}
