using System.Globalization;
using Item2Vec.Embeddings.Corpus;
using Microsoft.Extensions.Options;

namespace Item2Vec.Service.Options;

/// <summary>
/// The options of a service. Bound from configuration (section <see cref="Section"/>) and validated when the host starts.
/// </summary>
public sealed class Item2VecOptions
{
    /// <summary>The configuration section that <c>AddItem2Vec()</c> binds.</summary>
    public const string Section = "Item2Vec";

    /// <summary>
    /// The model: a directory, or an <c>.i2v</c> file. Default <c>item2vec-model</c>, which is where <c>item2vec train</c> writes.
    /// </summary>
    public string Model { get; set; } = "item2vec-model";

    /// <summary>
    /// The name of the model in metrics, their tag <c>model</c>, where a process serves several. Default none: metrics have no such tag.
    /// </summary>
    public string? ModelName { get; set; }

    /// <summary>Whether a model that is replaced on disk is reloaded while the service runs. Default true.</summary>
    public bool Watch { get; set; } = true;

    /// <summary>
    /// How often the disk is checked, 10 ms to 1 hour. Change notifications of the system trigger earlier checks. Default 2 s.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Whether the service starts without a model and loads it when it appears; until then it is not ready. Default false: a missing model
    /// fails the start.
    /// </summary>
    public bool WaitForModel { get; set; }

    /// <summary>
    /// Whether the checksums of the first model are verified, as those of later ones are; this reads all of it. Default false: only its
    /// numbers are read, which must be finite.
    /// </summary>
    public bool VerifyAtStart { get; set; }

    /// <summary>
    /// Whether a model is copied into process memory instead of being mapped: faster answers, slower opening, and twice the
    /// memory during a reload. Default false.
    /// </summary>
    public bool Load { get; set; }

    /// <summary>
    /// Warm-up queries before a model serves requests, 0 to 1,000,000, for a quarter of a second at most; a new model that gives
    /// invalid answers is rejected. Default 1,000.
    /// </summary>
    public int WarmUpQueries { get; set; } = 1000;

    /// <summary>Maximum <c>k</c>, 1 to 100,000. Default 1,000.</summary>
    public int MaxResults { get; set; } = 1000;

    /// <summary>Maximum results of one batch, items times <c>k</c>, at least <see cref="MaxResults"/>. Default 10,000.</summary>
    public int MaxBatchResults { get; set; } = 10_000;

    /// <summary>Maximum items of a list in a request (a batch, a history, an expression), 1 to 100,000. Default 256.</summary>
    public int MaxItems { get; set; } = 256;

    /// <summary>Maximum excluded items of a request, 1 to 1,000,000. Default 100,000.</summary>
    public int MaxExcluded { get; set; } = 100_000;

    /// <summary>Maximum conditions (<c>where</c>) of a request, 0 to 100. Default 8.</summary>
    public int MaxConditions { get; set; } = 8;

    /// <summary>Maximum length of an id or condition, in UTF-8 bytes, 1 to 65,536. Default 512.</summary>
    public int MaxItemBytes { get; set; } = 512;

    /// <summary>Maximum size of a request body in bytes, 1 to 2^30. Default 4 MiB, which holds 100,000 excluded ids.</summary>
    public int MaxBodyBytes { get; set; } = 4 << 20;

    /// <summary>Maximum size of a named filter's body in bytes, 1 to 2^30. Default 256 MiB.</summary>
    public int MaxFilterBytes { get; set; } = 256 << 20;

    /// <summary>Time limit for receiving a body, 1 ms to 1 hour. Default 10 s.</summary>
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Known ids suggested in an error about an unknown one, 0 to 20; 0 skips the search for them, a scan of all ids. Default 3.
    /// </summary>
    public int NearestIds { get; set; } = 3;

    /// <summary>
    /// API keys, one of which a request must carry (<c>Authorization: Bearer KEY</c> or <c>X-Api-Key: KEY</c>); several allow rotation.
    /// Default none: open to all who can reach the service.
    /// </summary>
    public IList<string> ApiKeys { get; } = [];

    /// <summary>
    /// API keys whose requests may also change attributes and named filters, and send events. Default none: nothing can be changed over
    /// HTTP.
    /// </summary>
    public IList<string> WriteKeys { get; } = [];

    /// <summary>
    /// Requests with unknown API keys that one address may send per minute, 0 to 1,000,000; after that its requests are refused (429) for
    /// the rest of the minute, whatever their key. Behind a proxy all clients share its address. 0 for any number. Default 60.
    /// </summary>
    public int MaxKeyFailures { get; set; } = 60;

    /// <summary>
    /// Whether the service learns from events (<c>POST events</c>) and takes new items. They are recorded beside the model, and the vectors
    /// of the model are copied into memory. Needs <see cref="WriteKeys"/>. Default false.
    /// </summary>
    public bool Live { get; set; }

    /// <summary>
    /// Whether an event is on the disk before it is acknowledged, so that it survives a power failure; otherwise with the system, so that
    /// it survives the end of the process. Default true.
    /// </summary>
    public bool LiveFlush { get; set; } = true;

    /// <summary>The sessions of events that are kept, 1 to 10,000,000; the oldest goes with what it counted. Default 100,000.</summary>
    public int LiveSessions { get; set; } = 100_000;

    /// <summary>New items that the model has room for, 0 to 1,000,000; others wait for the next training. Default 10,000.</summary>
    public int LiveItems { get; set; } = 10_000;

    /// <summary>Maximum events of a request, 1 to 100,000. Default 1,000.</summary>
    public int MaxEvents { get; set; } = 1000;

    /// <summary>How often a query is repeated exactly, to measure recall, up to 1 hour; 0 for never. Default 10 s.</summary>
    public TimeSpan RecallInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Up to so many items a request makes a new filter itself: reading their column takes it less than a millisecond.</summary>
    internal int MaxInlineFilterItems { get; set; } = 20_000;
}

/// <summary>Reports all problems of the options at once.</summary>
internal sealed class Item2VecOptionsValidator : IValidateOptions<Item2VecOptions>
{
    private const int MinKeyLength = 16;

    /// <summary>Less than a day, which is how configuration parses a plain 1.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, Item2VecOptions options)
    {
        List<string> problems = [];
        if (string.IsNullOrWhiteSpace(options.Model)) problems.Add("Model is empty; a model directory or an .i2v file was expected");
        Within(nameof(options.WarmUpQueries), options.WarmUpQueries, 0, 1_000_000);
        Within(nameof(options.MaxResults), options.MaxResults, 1, 100_000);
        Within(nameof(options.MaxBatchResults), options.MaxBatchResults, options.MaxResults, int.MaxValue);
        Within(nameof(options.MaxItems), options.MaxItems, 1, 100_000);
        Within(nameof(options.MaxExcluded), options.MaxExcluded, 1, 1_000_000);
        Within(nameof(options.MaxFilterBytes), options.MaxFilterBytes, 1, 1 << 30);
        Within(nameof(options.MaxConditions), options.MaxConditions, 0, 100);
        Within(nameof(options.MaxItemBytes), options.MaxItemBytes, 1, Vocabulary.MaxItemBytes);
        Within(nameof(options.MaxBodyBytes), options.MaxBodyBytes, 1, 1 << 30);
        Within(nameof(options.NearestIds), options.NearestIds, 0, 20);
        Within(nameof(options.LiveSessions), options.LiveSessions, 1, 10_000_000);
        Within(nameof(options.LiveItems), options.LiveItems, 0, 1_000_000);
        Within(nameof(options.MaxEvents), options.MaxEvents, 1, 100_000);
        if (options.Live && options.WriteKeys.Count == 0)
            problems.Add("Live needs WriteKeys: without one nobody could send an event");
        Within(nameof(options.MaxKeyFailures), options.MaxKeyFailures, 0, 1_000_000);
        Lasts(nameof(options.PollInterval), options.PollInterval, TimeSpan.FromMilliseconds(10));
        Lasts(nameof(options.BodyTimeout), options.BodyTimeout, TimeSpan.FromMilliseconds(1));
        if (options.RecallInterval != TimeSpan.Zero)
            Lasts(nameof(options.RecallInterval), options.RecallInterval, TimeSpan.FromMilliseconds(1));
        if (options.WaitForModel && !options.Watch) problems.Add("WaitForModel needs Watch: nobody would look for the model");
        Keys(nameof(options.ApiKeys), options.ApiKeys, "where everybody may ask");
        Keys(nameof(options.WriteKeys), options.WriteKeys, "where nobody may change anything");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Keys(string option, IList<string> keys, string where)
        {
            if (keys.Any(key => key is null || key.Length < MinKeyLength || key.Any(letter => letter is <= ' ' or > '~')))
                problems.Add(
                    $"{option} holds a key that is shorter than {MinKeyLength} letters, or has blanks or letters beyond ASCII; "
                        + $"leave {option} out {where}");
        }

        void Within(string option, int value, int min, int max)
        {
            if (value < min || value > max)
                problems.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{option} is {value}; a number from {min} to {max} was expected"));
        }

        void Lasts(string option, TimeSpan value, TimeSpan min)
        {
            if (value < min || value > MaxTime)
                problems.Add($"{option} is {value:c}; a time from {min:c} to {MaxTime:c} (hours:minutes:seconds) was expected");
        }
    }
}
