using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Service.Models;
using Item2Vec.Service.Observability;
using Item2Vec.Service.Operations;
using Item2Vec.Service.Options;
using Item2Vec.Service.Instrumentation;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Item2Vec.Service;

/// <summary>Adds a model to a host: <c>builder.Services.AddItem2Vec("item2vec-model")</c>, then <c>app.MapItem2Vec("/v1")</c>.</summary>
public static class Item2VecServices
{
    private static readonly string[] RequestLogs =
        ["Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Routing.EndpointMiddleware"];

    /// <summary>
    /// Adds the model at a path, with all other options from the configuration section <see cref="Item2VecOptions.Section"/> or the
    /// defaults.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="model">A model directory or an <c>.i2v</c> file.</param>
    public static IServiceCollection AddItem2Vec(this IServiceCollection services, string model)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        return services.AddItem2Vec(options => options.Model = model);
    }

    /// <summary>
    /// Adds a model. The configuration section <see cref="Item2VecOptions.Section"/> is bound first, if the host has a configuration.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets options; invalid ones fail the start with all problems listed.</param>
    public static IServiceCollection AddItem2Vec(this IServiceCollection services, Action<Item2VecOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<Item2VecOptions> options = services.AddOptions<Item2VecOptions>();
        options.Configure<IServiceProvider>(
            (bound, provider) => Bind(provider.GetService<IConfiguration>()?.GetSection(Item2VecOptions.Section), bound));
        if (configure is not null) options.Configure(configure);
        options.ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<Item2VecOptions>, Item2VecOptionsValidator>());

        QuietRequests(services);
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new ServiceMetrics(
            provider.GetRequiredService<IMeterFactory>(), provider.GetRequiredService<IOptions<Item2VecOptions>>().Value.ModelName));
        services.TryAddSingleton<LiveLog>();
        services.TryAddSingleton(provider => new ModelHost(
            provider.GetRequiredService<IOptions<Item2VecOptions>>(), provider.GetRequiredService<ServiceMetrics>(),
            provider.GetRequiredService<ILogger<ModelHost>>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<LiveLog>()));
        services.TryAddSingleton(provider => new AttributeWriter(provider.GetRequiredService<ModelHost>()));
        services.TryAddSingleton<OperationPipeline>();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IHostedService, ModelStart>(),
            ServiceDescriptor.Singleton<IHostedService, ModelWatcher>(),
            ServiceDescriptor.Singleton<IHostedService, RecallSampler>(),
        ]);
        if (!services.Any(service => service.ServiceType == typeof(HealthMark)))
        {
            services.AddSingleton<HealthMark>();
            services.AddHealthChecks().AddCheck<ModelHealthCheck>("item2vec");
        }

        return services;
    }

    /// <summary>
    /// Adds an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> that returns the vectors of items, for libraries that accept one. Call
    /// it after <c>AddItem2Vec</c>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    public static IServiceCollection AddItem2VecEmbeddingGenerator(this IServiceCollection services)
        => services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(
            provider => new ItemEmbeddingGenerator(provider.GetRequiredService<ModelHost>()));

    /// <summary>Binds a section; an unknown option is an error, since a service with a misspelled key setting would be open.</summary>
    private static void Bind(IConfigurationSection? section, Item2VecOptions bound)
    {
        if (section is null) return;
        CheckNames(section);
        section.Bind(bound, binder => binder.ErrorOnUnknownConfiguration = true);

        // A single key need not be a list; an empty one is found by the validator.
        AddSingle(nameof(Item2VecOptions.ApiKeys), bound.ApiKeys);
        AddSingle(nameof(Item2VecOptions.WriteKeys), bound.WriteKeys);

        void AddSingle(string option, IList<string> keys)
        {
            if (section.GetSection(option) is { Value: string key } && keys.Count == 0) keys.Add(key);
        }
    }

    private static void CheckNames(IConfigurationSection section)
    {
        string[] known = [.. typeof(Item2VecOptions).GetProperties().Select(property => property.Name)];
        string[] problems =
        [
            .. section.GetChildren().Select(child => child.Key)
                .Where(key => !known.Contains(key, StringComparer.OrdinalIgnoreCase))
                .Select(key => $"{Item2VecOptions.Section}:{key} is not an option{Meant(key, known)}"),
        ];
        if (problems.Length > 0) throw new OptionsValidationException(Item2VecOptions.Section, typeof(Item2VecOptions), problems);
    }

    private static string Meant(string key, string[] known)
    {
        const int maxEdits = 3;
        byte[] typed = Encoding.UTF8.GetBytes(key.ToLowerInvariant());
        EditDistance distance = new(typed.AsSpan(0, Math.Min(typed.Length, EditDistance.MaxLength)));
        (string name, int edits) = known
            .Select(name => (name, distance.To(Encoding.UTF8.GetBytes(name.ToLowerInvariant()), maxEdits))).MinBy(one => one.Item2);
        return edits <= maxEdits
            ? $"; did you mean {name}?" : $"; the options are {string.Join(", ", known.Order(StringComparer.Ordinal))}";
    }

    /// <summary>
    /// Two lines of log for every request would be most of what a service writes: they are left out unless the configuration names their
    /// categories.
    /// </summary>
    private static void QuietRequests(IServiceCollection services)
        => services.Configure<LoggerFilterOptions>(filters =>
        {
            // Before all others: of two rules for a category the last one counts.
            foreach (string category in RequestLogs)
                filters.Rules.Insert(0, new LoggerFilterRule(null, category, LogLevel.Warning, null));
        });

    /// <summary>Marks that the health check has been added.</summary>
    [SuppressMessage("Performance", "CA1812", Justification = "The container makes it.")]
    private sealed class HealthMark;
}
