using System.Diagnostics.CodeAnalysis;
using Item2Vec.Embeddings.Common;
using Item2Vec.Service.Explorer;
using Item2Vec.Service.Operations;
using Item2Vec.Service.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Item2Vec.Service;

/// <summary>
/// The explorer, a page with a map of all items: <c>builder.Services.AddItem2VecExplorer()</c> after <c>AddItem2Vec</c>, then
/// <c>app.MapItem2VecExplorer()</c>.
/// </summary>
public static class Item2VecExplorer
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Adds the map of the explorer, which is laid out in the background when a model is loaded.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets options.</param>
    public static IServiceCollection AddItem2VecExplorer(
        this IServiceCollection services, Action<Item2VecExplorerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<Item2VecExplorerOptions>();
        if (configure is not null) services.Configure(configure);
        if (services.Any(service => service.ServiceType == typeof(ExplorerMap))) return services;
        services.AddSingleton<ExplorerMap>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<ExplorerMap>());
        return services;
    }

    /// <summary>
    /// Maps the page, its files, and what it asks: <c>GET map</c>, <c>GET map/{section}</c>, <c>POST neighbors</c>, <c>POST analogy</c>,
    /// <c>POST recommend</c>. Whoever can ask the service can see all ids, titles and attributes of the items; API keys protect these.
    /// </summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="prefix">The prefix; default <c>/explore</c>.</param>
    /// <returns>The group: <c>RequireAuthorization</c> and others apply to it.</returns>
    /// <exception cref="Item2VecException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The services lack <c>AddItem2Vec</c> or <c>AddItem2VecExplorer</c>.</exception>
    public static RouteGroupBuilder MapItem2VecExplorer(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = "/explore")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        IServiceProvider services = endpoints.ServiceProvider;
        if (services.GetService<OperationPipeline>() is not OperationPipeline pipeline
            || services.GetService<ExplorerMap>() is not ExplorerMap map)
            throw new InvalidOperationException(
                "There is no map to show. Call builder.Services.AddItem2Vec(...) and AddItem2VecExplorer() first.");
        Item2VecExplorerOptions options = services.GetRequiredService<IOptions<Item2VecExplorerOptions>>().Value;
        options.Map.Validate();
        options.Page.Validate();
        RouteGroupBuilder group = endpoints.MapGroup(prefix);
        group.MapMethods(string.Empty, Reading, ExplorerPage.Page(options.Page.Title));
        foreach (string name in ExplorerPage.Files) group.MapMethods(name, Reading, ExplorerPage.File(name));
        foreach (Operation operation in ExplorerOperations.Of(map))
            group.MapMethods(operation.Pattern, operation.HasBody ? [operation.Method] : Reading, http => pipeline.Run(http, operation))
                .WithDisplayName($"item2vec {operation.Name}");
        return group;
    }
}
