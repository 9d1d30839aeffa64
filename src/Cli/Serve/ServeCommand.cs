using System.CommandLine;
using System.Net;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Item2Vec.Cli.Serve;

/// <summary>item2vec serve: answers over HTTP until it is stopped.</summary>
internal sealed class ServeCommand : CliCommand
{
    private readonly Option<int> port;
    private readonly Option<IPAddress> host;
    private readonly Option<bool> watch;
    private readonly Option<bool> load;
    private readonly Option<string?> keys;
    private readonly Option<string?> writeKeys;
    private readonly Option<bool> live;
    private readonly Option<bool> liveFlush;
    private readonly Option<int> liveSessions;
    private readonly Option<int> liveItems;
    private readonly Option<string[]> hosts;
    private readonly Option<bool> explore;
    private readonly Option<string?> map;
    private readonly Option<string[]> models;
    private readonly Option<string?> split;

    public ServeCommand()
        : base("serve", "Answer over HTTP: similar, analogy, recommend, with metrics and health, until it is stopped")
    {
        port = Added(CliOption.Whole("--port", "The port; 0 takes a free one [default: 8080]", 0, IPEndPoint.MaxPort).WithDefault(8080));
        host = Added(
            CliOption.Parsed<IPAddress>(
                "--host", "ADDRESS", "The address to listen on; 0.0.0.0 for all [default: 127.0.0.1, this machine only]", ReadAddress)
                .WithDefault(IPAddress.Loopback));
        watch = Added(CliOption.Flag("--watch", "Reload a model that is replaced on disk, without a pause; a bad one is rejected"));
        load = Added(CliOption.Flag("--load", "Copy the model into memory instead of mapping it: answers faster, starts slower"));
        keys = Added(CliOption.Text("--api-key-file", "FILE", "Answer only requests with a key from this file, one per line"));
        writeKeys = Added(CliOption.Text(
            "--write-key-file", "FILE",
            "Requests with a key from this file may also change attributes and named filters, and send events; without it none may"));
        live = Added(CliOption.Flag(
            "--live",
            "Learn from POST /v1/events, and take new items: recorded in MODEL.events, which train reads; needs --write-key-file"));
        liveFlush = Added(CliOption.Switch(
            "--live-flush",
            "With --live: an event is on the disk before it is acknowledged; false leaves that to the system [default: true]")
            .WithDefault(true));
        liveSessions = Added(CliOption.Whole(
            "--live-sessions", "With --live: sessions that are kept; the oldest goes [default: 100000]", 1, 10_000_000)
            .WithDefault(100_000));
        liveItems = Added(CliOption.Whole(
            "--live-items", "With --live: new items that there is room for [default: 10000]", 0, 1_000_000).WithDefault(10_000));
        hosts = Added(
            CliOption.Several(
                "--allow-host",
                "NAME",
                "When listening on this machine only and without keys, also accept this host name, as passed on by a proxy; * for any"));
        explore = Added(CliOption.Flag("--explore", "Also show a map of all items at /explore, for people; laid out in the background"));
        map = Added(CliOption.Text(
            "--map", "FILE", "With --explore: take the layout of this page, written by item2vec map for the same model"));
        models = Added(CliOption.Several(
            "--model", "DIR", $"The model; several are a test of one against the other, see --split [default: {ModelOption.Default}]", "-m")
            .WithDefault([ModelOption.Default]));
        split = Added(CliOption.Text(
            "--split", "SHARES",
            $"With several models: how visitors are shared out, such as 90/10, by the key of the header {SplitModels.KeyHeader}"));
    }

    public override IReadOnlyList<string> Examples
        => ["item2vec serve --port 8080 --watch", "curl localhost:8080/v1/items/WK_Nr4tUtl8/similar?k=5"];

    protected override int Run(CliContext context)
    {
        string[] models = context.Value(this.models);
        ServerSettings settings = new(
            models[0], new IPEndPoint(context.Value(host), context.Value(port)), context.Value(watch), context.Value(load),
            ServerSettings.ReadKeys(context.Value(keys), "--api-key-file"), GlobalOptions.IsJsonLog(context.Parsed),
            context.Value(hosts) ?? [])
        {
            WriteKeys = ServerSettings.ReadKeys(context.Value(writeKeys), "--write-key-file"),
            Explores = context.Value(explore),
            Live = context.Value(live),
            LiveFlush = context.Value(liveFlush),
            LiveSessions = context.Value(liveSessions),
            LiveItems = context.Value(liveItems),
            MapFile = MapFile(context),
            Models = models,
            Split = SplitOf(models, context.Value(split), context),
        };

        if (settings.Live && settings.WriteKeys.Count == 0)
            throw new Item2VecException("--live needs --write-key-file: without a key nobody could send an event", code: ErrorCode.Usage);
        if (settings.Live && settings.Explores)
            throw new Item2VecException(
                "--explore shows a model as it was trained, and --live changes it", "serve the same model twice", ErrorCode.Usage);

        // Before the start, which may take seconds: a signal then ends the command as it does later.
        using StopSignals signals = new();
        using WebApplication? app = Start(settings, context, signals);
        if (app is null)
        {
            context.WriteNote("stopped");
            return ExitCode.Ok;
        }

        if (!IPAddress.IsLoopback(settings.Address.Address) && settings.Keys.Count == 0)
            context.Warn($"everybody who can reach {string.Join(", ", app.Urls)} gets answers; --api-key-file asks for a key");
        context.WriteNote(
            $"serving {string.Join(" and ", settings.Models)} at {string.Join(", ", app.Urls.Select(url => url + Server.Prefix))}");
        if (settings.Explores) context.WriteNote($"explore it at {string.Join(", ", app.Urls.Select(url => url + Server.Explorer + "/"))}");
        signals.StopAtSignal(app);
        app.WaitForShutdown();
        context.WriteNote("stopped");
        return ExitCode.Ok;
    }

    private ModelSplit? SplitOf(string[] given, string? shares, CliContext context)
    {
        if (given.Length == 1 && shares is null) return null;
        if (given.Length == 1)
            throw new Item2VecException("--split is for several models", "--model a --model b --split 90/10", ErrorCode.Usage);
        if (shares is null)
            throw new Item2VecException(
                $"{given.Length} models are given, and not how visitors are shared out", "--split 50/50", ErrorCode.Usage);
        if (context.Value(explore) || context.Value(writeKeys) is not null)
            throw new Item2VecException(
                $"{(context.Value(explore) ? "--explore" : "--write-key-file")} is for one model", "leave it out, or serve one",
                ErrorCode.Usage);
        return ModelSplit.Parse(shares, ModelSplit.NamesOf(given));
    }

    private string? MapFile(CliContext context)
    {
        string? path = context.Value(map);
        if (path is null) return null;
        if (!context.Value(explore)) throw new Item2VecException("--map is for --explore", "leave it out", ErrorCode.Usage);
        return File.Exists(path)
            ? path
            : throw new Item2VecException($"--map {path}: there is no such file", code: ErrorCode.InputMissing);
    }

    /// <summary>Starts the service; null if it was stopped meanwhile.</summary>
    private static WebApplication? Start(ServerSettings settings, CliContext context, StopSignals signals)
    {
        try
        {
            return Server.Start(settings, context, signals);
        }
        catch (Exception) when (signals.Stopped)
        {
            // Whatever a start that is canceled throws.
            return null;
        }
    }

    private static bool ReadAddress(string text, out IPAddress value, out string expected)
    {
        expected = "an IP address such as 127.0.0.1, 0.0.0.0 or ::1";
        return IPAddress.TryParse(text == "localhost" ? IPAddress.Loopback.ToString() : text, out value!);
    }
}
