using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Item2Vec.Cli.Tests.Packaging;

/// <summary>
/// Apps outside the repository that know the packages only: restored from the folder into a cache of their own, built, run. Packages of
/// others come from the user's cache, which the build of the tests has filled. Slow.
/// </summary>
[Collection(nameof(PackageFeed))]
public sealed class OutsideAppTests : IDisposable
{
    private const string Aot = "ITEM2VEC_TEST_AOT";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly string[] Systems = ["linux-x64", "linux-arm64", "osx-arm64", "win-x64", "win-arm64"];

    /// <summary>Reads with DuckDB, encodes with ONNX Runtime, trains, and serves what it has learned.</summary>
    private const string ServiceProgram = """
        using Item2Vec.Content;
        using Item2Vec.Content.Options;
        using Item2Vec.Data;
        using Item2Vec.Embeddings.Corpus;
        using Item2Vec.Embeddings.Training;
        using Item2Vec.Embeddings.Vectors;
        using Item2Vec.Service;

        using (SessionCorpus corpus = SessionReader.Read("sessions.csv"))
        {
            string[] titles = [.. Enumerable.Range(0, corpus.Vocabulary.Count).Select(row => $"topic {corpus.Vocabulary[row][..2]}")];
            TextEncoderBuilder.Write(titles, "encoder.onnx", new() { Dimensions = 16 });
            using ItemVectors content = ContentEncoder.Encode(ContentSource.Texts(corpus.Vocabulary, titles), "encoder.onnx");
            using ItemVectors vectors = ItemTrainer.Train(corpus, new() { Dimensions = 16, Epochs = 20, Subsampling = 0 });
            ModelDirectory.Save("model", vectors);
            Console.WriteLine($"encoded {content.Count}");
        }

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
        builder.Services.AddItem2Vec(options => options.Model = "model");
        WebApplication app = builder.Build();
        app.MapItem2Vec("/v1");
        app.Run();
        """;

    private readonly PackageFeed feed;
    private readonly Workspace workspace = new();

    public OutsideAppTests(PackageFeed feed)
    {
        this.feed = feed;
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        workspace.Write("nuget.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{workspace["cache"]}" /></config>
              <packageSources><clear /><add key="folder" value="{feed.Folder}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="user" value="{cache}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task Apps_restore_the_packages_train_in_memory_and_serve()
    {
        Project("memory", "Microsoft.NET.Sdk", MemoryProgram, "Embeddings", "Evaluation", "Indexing", "Maps");
        Project("service", "Microsoft.NET.Sdk.Web", ServiceProgram, "Content", "Data", "Service");
        workspace.Write("apps.slnx", """
            <Solution><Project Path="memory/memory.csproj" /><Project Path="service/service.csproj" /></Solution>
            """);
        workspace.Write("sessions.csv", PlantedTopics.SessionsCsv(400));
        Dotnet("build", "apps.slnx", "-v", "q", "--nologo");

        AssertAnswers(Tool.RunProcess(new ToolStart(workspace.Directory, workspace["out/memory/memory.dll"]) { Executable = "dotnet" }));
        AssertRestored("service", "Content", "Data", "Embeddings", "Indexing", "Maps", "Service");
        AssertNatives("DuckDB.NET.Bindings.Full");
        AssertNatives("Microsoft.ML.OnnxRuntime");
        AssertNatives("SkiaSharp");
        await AssertServes();
    }

    [Fact]
    public void Compiled_ahead_of_time_without_a_warning_it_answers_the_same()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable(Aot) == "1", $"compiling ahead of time is slow and needs a linker: {Aot}=1 runs it");
        Project("memory", "Microsoft.NET.Sdk", MemoryProgram, "Embeddings", "Evaluation", "Indexing", "Maps");
        Dotnet(
            "publish", "memory/memory.csproj", "-c", "Release", "-p:PublishAot=true", "-p:TreatWarningsAsErrors=true",
            "-p:UseAppHost=true", "-o", workspace["native"], "-v", "q", "--nologo");
        Assert.False(File.Exists(workspace["native/memory.dll"]));
        string program = workspace[OperatingSystem.IsWindows() ? "native/memory.exe" : "native/memory"];
        AssertAnswers(Tool.RunProcess(new ToolStart(workspace.Directory) { Executable = program }));
    }

    /// <summary>The sample of the documents.</summary>
    private static string MemoryProgram => File.ReadAllText(Path.Combine(Tool.Repository, "samples", "in-memory", "Program.cs"));

    private static void AssertAnswers(ToolResult result)
    {
        string[] lines = result.Expect(0).OutputLines;
        Assert.All(lines[..3], line => Assert.StartsWith("similar a", line, StringComparison.Ordinal));
        Assert.All(lines[3..6], line => Assert.StartsWith("next b", line, StringComparison.Ordinal));
        Assert.StartsWith("hit@10 ", lines[6], StringComparison.Ordinal);
        Assert.Equal(3, lines[7..].Count(line => line.StartsWith("place ", StringComparison.Ordinal)));
    }

    /// <summary>The libraries came from the feed, at its version.</summary>
    private void AssertRestored(string app, params string[] libraries)
    {
        using JsonDocument assets = Assets(app);
        Assert.Equal(
            libraries.Select(name => $"Item2Vec.{name}/{PackageFeed.Version}").Order(),
            assets.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name)
                .Where(name => name.StartsWith("Item2Vec.", StringComparison.Ordinal)).Order());
        Assert.All(
            libraries,
            name => Assert.True(Directory.Exists(workspace[$"cache/item2vec.{name.ToLowerInvariant()}/{PackageFeed.Version}"]), name));
    }

    /// <summary>A build for all systems has the native libraries of each, which come with a package or those it asks for.</summary>
    private void AssertNatives(string package)
    {
        using JsonDocument assets = Assets("service");
        string[] natives = [.. assets.RootElement.GetProperty("targets").EnumerateObject().Single().Value.EnumerateObject()
            .Where(library => library.Name.StartsWith(package, StringComparison.Ordinal))
            .Where(library => library.Value.TryGetProperty("runtimeTargets", out _))
            .SelectMany(library => library.Value.GetProperty("runtimeTargets").EnumerateObject())
            .Where(target => target.Value.GetProperty("assetType").GetString() == "native")
            .Select(target => target.Value.GetProperty("rid").GetString()!)];
        foreach (string system in Systems)
            Assert.True(
                natives.Contains(system) || (system.StartsWith("osx", StringComparison.Ordinal) && natives.Contains("osx")),
                $"{package} has libraries for {string.Join(", ", natives)}, not for {system}");
    }

    private JsonDocument Assets(string app) => JsonDocument.Parse(File.ReadAllText(workspace[$"{app}/obj/project.assets.json"]));

    private async Task AssertServes()
    {
        ToolStart start = new(workspace.Directory, workspace["out/service/service.dll"])
        {
            Executable = "dotnet",
            Environment = new() { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" },
        };
        using Process process = Tool.Start(start);
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            const string mark = "Now listening on: ";
            List<string> lines = [];
            while (lines.LastOrDefault()?.Contains(mark, StringComparison.Ordinal) != true)
                lines.Add(await process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
                    ?? throw new InvalidOperationException($"it ended before it listened: {await error}{string.Join('\n', lines)}"));
            _ = process.StandardOutput.ReadToEndAsync();
            Assert.StartsWith("encoded ", lines[0], StringComparison.Ordinal);

            using HttpClient client = new() { BaseAddress = new Uri(lines[^1].Split(mark)[1]) };
            using JsonDocument answer = (await client.GetFromJsonAsync<JsonDocument>("/v1/items/t3-i07/similar?k=3"))!;
            Assert.Equal(
                ["t3", "t3", "t3"],
                answer.RootElement.GetProperty("results").EnumerateArray()
                    .Select(found => PlantedTopics.TopicOf(found.GetProperty("item").GetString()!)));
        }
        finally
        {
            process.Kill();
        }
    }

    private void Project(string name, string sdk, string program, params string[] libraries)
    {
        Directory.CreateDirectory(workspace[name]);
        workspace.Write($"{name}/Program.cs", program);
        workspace.Write($"{name}/{name}.csproj", $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <UseAppHost Condition="'$(UseAppHost)' == ''">false</UseAppHost>
                <OutDir Condition="'$(PublishAot)' != 'true'">../out/{name}/</OutDir>
                <NuGetAudit>false</NuGetAudit>
                <RunAnalyzers>false</RunAnalyzers>
              </PropertyGroup>
              <ItemGroup>
                {string.Concat(libraries.Select(id => $"<PackageReference Include=\"Item2Vec.{id}\" Version=\"{PackageFeed.Version}\" />"))}
              </ItemGroup>
            </Project>
            """);
    }

    private void Dotnet(params string[] args) => PackageFeed.Dotnet(workspace.Directory, args);
}
