using System.Reflection.Metadata;
using System.Text.RegularExpressions;

namespace Item2Vec.Architecture.Tests;

/// <summary>Names that a reader can rely on.</summary>
public partial class NameTests
{
    [Fact]
    public void A_namespace_begins_with_its_projects_namespace()
        => Rule.Holds(
            "a project's types lie under its own namespace", "Give the file the namespace of its project, with or without its folder.",
            from project in SourceProject.OfSource
            from file in SourceFile.Under(Path.GetDirectoryName(project.Path)!.Replace('\\', '/'))
            from line in file.Code
            let declared = Namespace().Match(line)
            where declared.Success && !$"{declared.Groups[1].Value}.".StartsWith(project.RootNamespace + ".", StringComparison.Ordinal)
            select $"{file.Path}, which declares {declared.Groups[1].Value} and not {project.RootNamespace}");

    [Fact]
    public void No_type_is_called_like_a_namespace()
    {
        (string Assembly, string Namespace, string Type)[] types = [.. SourceProject.OfSource.SelectMany(project =>
            project.Built(reader => Types(reader).Select(type => (project.AssemblyName, type.Namespace, type.Name)).ToArray()))];
        HashSet<string> segments = [.. types.SelectMany(type => type.Namespace.Split('.')).Where(segment => segment.Length > 0)];
        Rule.Holds("no type is called like a namespace: which of the two is meant would depend on where it is read", "Rename the type.",
            types.Where(type => segments.Contains(type.Type)).Select(type => $"{type.Namespace}.{type.Type} in {type.Assembly}.dll"));
    }

    private static IEnumerable<(string Namespace, string Name)> Types(MetadataReader reader)
        => from handle in reader.TypeDefinitions
           let type = reader.GetTypeDefinition(handle)
           where type.GetDeclaringType().IsNil
           select (reader.GetString(type.Namespace), reader.GetString(type.Name).Split('`')[0]);

    [GeneratedRegex(@"^\s*namespace\s+([\w.]+)")]
    private static partial Regex Namespace();
}
