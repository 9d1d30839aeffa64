using System.Diagnostics;
using System.Diagnostics.Metrics;
using Item2Vec.Service;
using Item2Vec.Service.Instrumentation;
using Item2Vec.Service.Models;
using Item2Vec.Service.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Item2Vec.Cli.Serve;

/// <summary>
/// Several models behind one address: a service each, without a socket of its own, and what hands a request to one of them.
/// </summary>
internal sealed class SplitModels : IDisposable
{
    /// <summary>The request header with the visitor's key.</summary>
    public const string KeyHeader = "X-Split-Key";

    /// <summary>The response header with the name of the model that answered.</summary>
    public const string ModelHeader = "X-Item2Vec-Model";

    private static readonly string[] Lists = ["item2vec similar", "item2vec similar_each", "item2vec analogy", "item2vec recommend"];

    private readonly List<Arm> arms = [];
    private readonly ModelSplit split;
    private readonly Counter<long> exposures;

    /// <summary>Builds the services.</summary>
    /// <param name="models">The models.</param>
    /// <param name="split">Who is answered by which.</param>
    /// <param name="configure">Sets the options of a service but for its model.</param>
    /// <param name="log">Sets up the log.</param>
    /// <param name="meters">Makes the meter of exposures.</param>
    public SplitModels(
        IReadOnlyList<string> models, ModelSplit split, Action<Item2VecOptions> configure, Action<ILoggingBuilder> log,
        IMeterFactory meters)
    {
        this.split = split;
        string[] names = ModelSplit.NamesOf(models);
        for (int i = 0; i < models.Count; i++) arms.Add(Build(models[i], names[i], configure, log));
        exposures = meters.Create(Item2VecTelemetry.MeterName).CreateCounter<long>(
            "item2vec.exposures", "{exposure}", "Lists shown to visitors with a split key, by the model that made them.");
    }

    /// <summary>Opens the models.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        foreach (Arm arm in arms) await arm.Host.StartAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Answers a request.</summary>
    public async Task Answer(HttpContext http)
    {
        string key = http.Request.Headers[KeyHeader].ToString();
        bool isProbe = http.Request.Path.StartsWithSegments("/readyz", StringComparison.Ordinal);
        Arm arm = isProbe ? LeastReady() : arms[key.Length == 0 ? 0 : split.Of(key)];
        http.Response.Headers[ModelHeader] = Uri.EscapeDataString(arm.Name);

        // The routes of the service are another set than those that led here.
        http.SetEndpoint(null);
        http.Request.RouteValues.Clear();
        await arm.Answer(http).ConfigureAwait(false);
        if (key.Length > 0 && http.Response.StatusCode == StatusCodes.Status200OK && Lists.Contains(http.GetEndpoint()?.DisplayName))
            exposures.Add(
                1, new KeyValuePair<string, object?>("model", arm.Name),
                new KeyValuePair<string, object?>("operation", http.GetEndpoint()!.DisplayName!["item2vec ".Length..]));
    }

    public void Dispose()
    {
        foreach (Arm arm in arms)
        {
            arm.Host.StopAsync().GetAwaiter().GetResult();
            arm.Host.Dispose();
        }
    }

    /// <summary>All must be ready: the one that is not speaks for them.</summary>
    private Arm LeastReady() => arms.MinBy(arm => (arm.Models.IsReady, arm.Models.Rejection is null))!;

    private static Arm Build(string model, string name, Action<Item2VecOptions> configure, Action<ILoggingBuilder> log)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        DiagnosticListener diagnostics = new("item2vec");
        builder.Services.AddSingleton(diagnostics).AddSingleton<DiagnosticSource>(diagnostics).AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRoutingCore();
        builder.Services.AddItem2Vec(options =>
        {
            configure(options);
            (options.Model, options.ModelName) = (model, name);
        });
        log(builder.Logging);
        IHost host = builder.Build();
        ApplicationBuilder pipeline = new(host.Services);
        pipeline.UseRouting();
        pipeline.UseEndpoints(endpoints =>
        {
            endpoints.MapItem2Vec(Server.Prefix);
            endpoints.MapItem2VecProbes();
        });
        return new Arm(name, host, host.Services.GetRequiredService<ModelHost>(), pipeline.Build());
    }

    /// <summary>One of the services.</summary>
    private sealed record Arm(string Name, IHost Host, ModelHost Models, RequestDelegate Answer);
}
