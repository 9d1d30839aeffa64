using Item2Vec.Cli.Logs;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Reports;
using Item2Vec.Cli.Terminal;
using Item2Vec.Data;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Evaluation.Auditing;

namespace Item2Vec.Cli.Audit;

/// <summary>A run of audit: opens the model, reads the log and tables, examines the lists.</summary>
internal sealed class AuditRun
{
    private const string Activity = "activity";

    public required IReadOnlyList<string> Inputs { get; init; }

    public required string Model { get; init; }

    public required SessionReaderOptions Reading { get; init; }

    public required AuditOptions Options { get; init; }

    public required AuditQuestion Question { get; init; }

    /// <summary>A page to write, or null.</summary>
    public required string? Report { get; init; }

    /// <summary>Finds errors before anything is read.</summary>
    public void Check()
    {
        IReadOnlyList<string> problems = [.. Reading.Problems(), .. Options.Problems()];
        if (problems.Count > 0) throw OptionNames.ErrorOf("audit", problems);
        if (Question.Association is not null && Question.Direction is null)
            throw Usage("--association needs a direction to test along", "give its ends: --direction SET SET");
        if (Question.UserBy is not null && Inputs.Count == 0)
            throw Usage("--user-by needs a log that names users", "give one: item2vec audit INPUT --user-by COLUMN");
        if (Question.UserBy is not null and not Activity && Question.Users is null)
            throw Usage(
                $"--user-by {Question.UserBy} needs a table of the users", $"give one with --users FILE, or compare users by {Activity}");
        foreach ((string option, string? path) in new[] { ("--items", Question.Items), ("--users", Question.Users) })
            if (path is not null && !path.AsSpan().ContainsAny('*', '?', '[') && !File.Exists(path))
                throw new Item2VecException($"{option} {path}: there is no such file", code: ErrorCode.InputMissing);
    }

    public int Execute(CliContext context, CancellationToken cancel)
    {
        using ModelDirectory opened = ModelDirectory.Open(Model);
        opened.Vectors.CheckNumbers();
        using ItemVectors vectors = Described(context, opened.Vectors, cancel);

        // Before the work, so that a missing column or set costs none.
        AttributeGroups? groups = Question.By is null
            ? null
            : AttributeGroups.Of(vectors.Attributes, vectors.Count, Question.By, Question.Separator, Options.MinGroupSize);
        ItemSet[] ends = Question.Direction is (string a, string b) ? [Set(vectors, a), Set(vectors, b)] : [];
        ItemSet[] sets = Question.Association is (string x, string y) ? [Set(vectors, x), Set(vectors, y)] : [];
        using SessionCorpus? log = Read(context, cancel);
        AttributeGroups? users = Question.UserBy is null ? null : Users(context, log!, cancel);

        using Auditor auditor = new(vectors, Options, log, cancel);
        if (auditor.UnknownEvents > 0)
            context.WriteNote($"{Readable.Count(auditor.UnknownEvents, "event")} of items that the model does not know were left out");
        if (!vectors.HasOutput) context.WriteNote("the model has no output vectors: only --score similar is looked at");
        if (auditor.UsedEvents == 0) context.Warn("the model does not know how often items were used: give the log to compare with use");
        AuditResult findings = new()
        {
            Model = Model,
            Options = Options,
            Vectors = vectors,
            Log = Inputs,
            Lists = auditor.Lists,
            IsSample = auditor.IsSample,
            UsedEvents = auditor.UsedEvents,
            Use = auditor.Use(),
            Scores = [.. auditor.Scores.Select(score => (score, auditor.Metrics(score)))],
            Walks = auditor.Walks(cancel),
            Groups = groups is null ? null : auditor.Exposures(groups),
            Users = users is null ? [] : auditor.Accuracies(users, cancel),
            Direction = ends.Length == 0 ? null : auditor.Direction(ends[0], ends[1], sets.FirstOrDefault(), sets.LastOrDefault()),
        };
        context.Print(new AuditReport(findings));
        ReportOption.Write(context, Report, () => AuditPage.Of(findings, ReportOption.CommandOf(context)));
        return ExitCode.Ok;
    }

    /// <summary>The model with the columns of --items, which take precedence over its own.</summary>
    private ItemVectors Described(CliContext context, ItemVectors vectors, CancellationToken cancel)
    {
        if (Question.Items is null) return vectors;
        ItemTableResult read = ItemTable.ReadWithReport(
            Question.Items, vectors.Vocabulary, new ItemTableOptions { Threads = Reading.Threads }, cancel);
        ReadingNotes.AboutItems(context, Question.Items, read);
        return vectors.With(read.Attributes.And(vectors.Attributes));
    }

    private SessionCorpus? Read(CliContext context, CancellationToken cancel)
    {
        if (Inputs.Count == 0) return null;
        ReadResult read = ReadingDisplay.Show(context, progress => SessionReader.ReadWithReport(Inputs, Reading, progress, cancel));
        ReadingNotes.AboutData(context, read.Report);
        return read.Corpus;
    }

    private AttributeGroups Users(CliContext context, SessionCorpus log, CancellationToken cancel)
    {
        if (Question.UserBy == Activity && Question.Users is null) return AttributeGroups.ByActivity(log, Options.MinGroupSize);
        Vocabulary known = AttributeGroups.RequireUsers(log);
        ItemTableResult read = ItemTable.ReadWithReport(
            Question.Users!, known, new ItemTableOptions { OfUsers = true, Threads = Reading.Threads }, cancel);
        context.WriteNote(
            $"read {Question.Users}: {Readable.Count(read.Report.Matched)} of {Readable.Count(known.Count)} users described by "
                + $"{string.Join(", ", read.Attributes.Names)}");
        return AttributeGroups.Of(read.Attributes, known.Count, Question.UserBy!, Question.Separator, Options.MinGroupSize, "user");
    }

    private const int MaxSetBytes = 1 << 28;

    private ItemSet Set(ItemVectors vectors, string text)
    {
        if (!text.StartsWith('@') || vectors.Vocabulary.TryGetRow(text, out _)) return ItemSet.Of(vectors, text, Question.Separator);
        string path = text[1..];
        if (!File.Exists(path))
            throw new Item2VecException(
                $"{text}: there is no such file",
                "a set of items is COLUMN=VALUE, ids separated by commas, or @FILE with one id per line",
                ErrorCode.InputMissing);
        return ItemSet.OfItems(vectors, Path.GetFileName(path), RegularFile.ReadLines(path, MaxSetBytes).Where(line => line.Length > 0));
    }

    private static Item2VecException Usage(string message, string hint) => new(message, hint, ErrorCode.Usage);
}
