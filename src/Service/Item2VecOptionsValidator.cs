using System.Globalization;
using Item2Vec.Embeddings.Corpus;
using Microsoft.Extensions.Options;

namespace Item2Vec.Service;

/// <summary>Finds every problem of the options at once.</summary>
internal sealed class Item2VecOptionsValidator : IValidateOptions<Item2VecOptions>
{
    private const int ShortestKey = 16;

    /// <summary>Less than a day, which is what configuration makes of a plain 1.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, Item2VecOptions options)
    {
        List<string> problems = [];
        if (string.IsNullOrWhiteSpace(options.Model)) problems.Add("Model is empty; a model directory or an .i2v file was expected");
        Within(nameof(options.WarmUpQueries), options.WarmUpQueries, 0, 1_000_000);
        Within(nameof(options.MaxResults), options.MaxResults, 1, 100_000);
        Within(nameof(options.MaxBatchResults), options.MaxBatchResults, options.MaxResults, int.MaxValue);
        Within(nameof(options.MaxItems), options.MaxItems, 1, 100_000);
        Within(nameof(options.MaxConditions), options.MaxConditions, 0, 100);
        Within(nameof(options.MaxItemBytes), options.MaxItemBytes, 1, Vocabulary.MaxItemBytes);
        Within(nameof(options.MaxBodyBytes), options.MaxBodyBytes, 1, 1 << 30);
        Within(nameof(options.NearestIds), options.NearestIds, 0, 20);
        Lasts(nameof(options.PollInterval), options.PollInterval, TimeSpan.FromMilliseconds(10));
        Lasts(nameof(options.BodyTimeout), options.BodyTimeout, TimeSpan.FromMilliseconds(1));
        if (options.RecallInterval != TimeSpan.Zero) Lasts(nameof(options.RecallInterval), options.RecallInterval, TimeSpan.FromMilliseconds(1));
        if (options.WaitForModel && !options.Watch) problems.Add("WaitForModel needs Watch: nobody would look for the model");
        if (options.ApiKeys.Any(key => key is null || key.Length < ShortestKey || key.Any(letter => letter is <= ' ' or > '~')))
            problems.Add($"ApiKeys holds a key that is shorter than {ShortestKey} letters, or has blanks or letters beyond ASCII; leave ApiKeys out where everybody may ask");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Within(string option, int value, int least, int most)
        {
            if (value < least || value > most)
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{option} is {value}; a number from {least} to {most} was expected"));
        }

        void Lasts(string option, TimeSpan value, TimeSpan least)
        {
            if (value < least || value > MaxTime) problems.Add($"{option} is {value:c}; a time from {least:c} to {MaxTime:c} (hours:minutes:seconds) was expected");
        }
    }
}
