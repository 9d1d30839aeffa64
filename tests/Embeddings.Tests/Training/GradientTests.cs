using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Embeddings.Tests.Training;

public abstract class SessionGradient : GradientContract
{
    protected override SessionCorpus Corpus => Of("abcd", "ae");
}

public class SkipGramGradientTests : SessionGradient
{
    protected override TrainingOptions Options => new() { Dimensions = 6, Window = 2, DynamicWindow = false };

    protected override string[] Pairs =>
    [
        "b>a", "c>a", "a>b", "c>b", "d>b", "a>c", "b>c", "d>c", "$>c", "b>d", "c>d", "$>d", "c>$", "d>$",
        "e>a", "$>a", "a>e", "$>e", "a>$", "e>$",
    ];
}

public class CbowGradientTests : SessionGradient
{
    protected override TrainingOptions Options
        => new() { Dimensions = 6, Window = 2, DynamicWindow = false, EndToken = false, Architecture = Architecture.Cbow };

    protected override string[] Pairs => ["bc>a", "acd>b", "abd>c", "bc>d", "e>a", "a>e"];
}

public class SessionSetGradientTests : SessionGradient
{
    protected override TrainingOptions Options => new() { Dimensions = 6, Window = TrainingOptions.WholeSession };

    protected override string[] Pairs => ["a>b", "a>c", "a>d", "b>a", "b>c", "b>d", "c>a", "c>b", "c>d", "d>a", "d>b", "d>c", "a>e", "e>a"];
}

/// <summary>Ten seconds between two events; the longest gap lets only the next ones be context, whatever the window.</summary>
public class GapGradientTests : SessionGradient
{
    protected override TrainingOptions Options
        => new() { Dimensions = 6, Window = 3, DynamicWindow = false, EndToken = false, MaxGap = TimeSpan.FromSeconds(15) };

    protected override string[] Pairs => ["a>b", "b>a", "b>c", "c>b", "c>d", "d>c", "a>e", "e>a"];
}

public class SetGapGradientTests : SessionGradient
{
    protected override TrainingOptions Options
        => new() { Dimensions = 6, Window = TrainingOptions.WholeSession, MaxGap = TimeSpan.FromSeconds(20) };

    protected override string[] Pairs => ["a>b", "a>c", "b>a", "b>c", "b>d", "c>a", "c>b", "c>d", "d>b", "d>c", "a>e", "e>a"];
}

/// <summary>Every other item of a session predicts its goals besides.</summary>
public class GoalGradientTests : GradientContract
{
    protected override TrainingOptions Options => new() { Dimensions = 6, Window = 1, DynamicWindow = false };

    protected override SessionCorpus Corpus => Of("Dbca", "ae");

    protected override string[] Pairs
        => ["b>d", "d>b", "c>b", "b>c", "a>c", "c>a", "$>a", "a>$", "e>a", "a>e", "$>e", "e>$", "b>d", "c>d", "a>d"];
}

public class BaggedGradientTests : GradientContract
{
    protected override TrainingOptions Options => new() { Variant = "bagged", Dimensions = 6, Window = 1, DynamicWindow = false };

    protected override SessionCorpus Corpus => Of("ab c de", "bcdefgh abi");

    protected override string[] Pairs =>
    [
        "a>c", "b>c", "c>a", "c>b", "c>d", "c>e", "d>c", "e>c",
        .. "bcdefgh".SelectMany(
            one => "abi".Where(other => other != one).SelectMany(other => new[] { $"{one}>{other}", $"{other}>{one}" })),
    ];
}

public class BaggedMeanGradientTests : GradientContract
{
    protected override TrainingOptions Options
        => new() { Variant = "bagged", Dimensions = 6, Window = 1, DynamicWindow = false, Bag = Bag.Mean };

    protected override SessionCorpus Corpus => Of("ab c de", "bcf abi");

    protected override string[] Pairs => ["ab>c", "c>a", "c>b", "c>d", "c>e", "de>c", "bcf>a", "bcf>i", "abi>c", "abi>f"];
}

public class BoughtTogetherGradientTests : GradientContract
{
    protected override TrainingOptions Options
        => new() { Variant = "bagged", Dimensions = 6, Window = 1, DynamicWindow = false, SameBasket = SameBasket.Include };

    protected override SessionCorpus Corpus => Of("ab c");

    protected override string[] Pairs => ["a>b", "b>a", "a>c", "b>c", "c>a", "c>b"];
}
