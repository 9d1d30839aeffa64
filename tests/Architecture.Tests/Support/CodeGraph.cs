using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Item2Vec.Architecture.Tests;

/// <summary>Which file of a project uses types and members that another file of it declares.</summary>
/// <param name="Edges">From the file that uses to the files that declare; paths relative to the root.</param>
internal sealed record CodeGraph(IReadOnlyDictionary<string, IReadOnlySet<string>> Edges)
{
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    private static readonly ConcurrentDictionary<string, CodeGraph> Read = new();

    /// <summary>The graph of a project of the repository; compiled once.</summary>
    public static CodeGraph Of(SourceProject project) => Read.GetOrAdd(project.Path, _ => Compile(project));

    private static CodeGraph Compile(SourceProject project)
    {
        string folder = Path.GetDirectoryName(project.Path)!.Replace('\\', '/');
        string[] framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        IEnumerable<string> references = framework.Concat(Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll"))
            .DistinctBy(Path.GetFileName).Where(file => Path.GetFileNameWithoutExtension(file) != project.AssemblyName && IsManaged(file));
        return Of(project.AssemblyName, SourceFile.Under(folder).Select(file => (file.Path, file.Text)), references);
    }

    /// <summary>The graph of some files; generated code is not among them, which hides no name that they use.</summary>
    /// <param name="assembly">The assembly's name, by which others let it see what is internal.</param>
    /// <param name="files">Paths and texts.</param>
    /// <param name="references">Paths of the assemblies that they use.</param>
    public static CodeGraph Of(string assembly, IEnumerable<(string Path, string Text)> files, IEnumerable<string> references)
    {
        CSharpParseOptions parsing = new(LanguageVersion.Preview);
        SyntaxTree[] trees = [.. files.Select(file => CSharpSyntaxTree.ParseText(file.Text, parsing, file.Path))];
        CSharpCompilation compilation = CSharpCompilation.Create(
            assembly,
            [.. trees, CSharpSyntaxTree.ParseText(ImplicitUsings, parsing, "implicit.cs")],
            references.Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        Dictionary<string, IReadOnlySet<string>> edges = [];
        foreach (SyntaxTree tree in trees) edges[tree.FilePath] = Uses(compilation.GetSemanticModel(tree));
        return new CodeGraph(edges);
    }

    /// <summary>The groups of files that depend on each other in a cycle, largest first.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Cycles() => StrongComponents.Of([.. Edges.Keys], file => Edges[file]);

    private static HashSet<string> Uses(SemanticModel model)
    {
        HashSet<string> used = [];
        foreach (SimpleNameSyntax name in model.SyntaxTree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            SymbolInfo info = model.GetSymbolInfo(name);
            ISymbol? symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
            if (symbol is null or INamespaceSymbol or ILocalSymbol or IParameterSymbol or ITypeParameterSymbol) continue;
            // A partial type counts where it is declared first; a member of it where the member stands.
            IEnumerable<SyntaxReference> declared = symbol.OriginalDefinition.DeclaringSyntaxReferences;
            foreach (SyntaxReference reference in symbol is INamedTypeSymbol ? declared.Take(1) : declared)
                used.Add(reference.SyntaxTree.FilePath);
        }

        used.Remove(model.SyntaxTree.FilePath);
        return used;
    }

    private static bool IsManaged(string file)
    {
        using FileStream stream = File.OpenRead(file);
        using System.Reflection.PortableExecutable.PEReader image = new(stream);
        try
        {
            return image.HasMetadata;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}

/// <summary>Tarjan's algorithm: the sets of nodes that reach each other.</summary>
internal static class StrongComponents
{
    /// <summary>The sets of two nodes and more, largest first.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Of(IReadOnlyList<string> nodes, Func<string, IEnumerable<string>> next)
    {
        Dictionary<string, (int Index, int Low)> seen = [];
        Stack<string> open = new();
        HashSet<string> isOpen = [], known = [.. nodes];
        List<IReadOnlyList<string>> components = [];
        foreach (string node in nodes)
            if (!seen.ContainsKey(node)) Visit(node);
        return [.. components.OrderByDescending(component => component.Count)];

        int Visit(string node)
        {
            int index = seen.Count, low = index;
            seen.Add(node, (index, index));
            open.Push(node);
            isOpen.Add(node);
            foreach (string other in next(node).Where(known.Contains))
            {
                if (!seen.TryGetValue(other, out (int Index, int Low) found)) low = Math.Min(low, Visit(other));
                else if (isOpen.Contains(other)) low = Math.Min(low, found.Index);
            }

            if (low != index) return low;
            List<string> component = [];
            string last;
            do
            {
                last = open.Pop();
                isOpen.Remove(last);
                component.Add(last);
            }
            while (last != node);
            if (component.Count > 1) components.Add(component);
            return low;
        }
    }
}
