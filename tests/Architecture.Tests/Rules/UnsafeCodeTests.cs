using System.Text.RegularExpressions;

namespace Item2Vec.Architecture.Tests;

/// <summary>What the compiler does not check stands in a few places, where it is looked at with more care.</summary>
public partial class UnsafeCodeTests
{
    /// <summary>
    /// The kernels of training; the kernels of search, the walk through the graph and its codes; the forces of a map; DuckDB's binding;
    /// the one call that flushes a directory.
    /// </summary>
    private static readonly string[] Places =
    [
        "src/Embeddings/Numerics/", "src/Index/Search/", "src/Index/Hnsw/", "src/Index/Quantization/", "src/Data/DuckDb/",
        "src/Maps/Kernels/", "src/Embeddings/Common/DirectorySync.cs",
    ];

    private static readonly string Rest = $"only {string.Join(", ", Places)} may";

    [Fact]
    public void Unsafe_code_stands_only_where_it_is_looked_for()
        => Check($"{Rest} use unsafe, pointers and unchecked memory", UncheckedMemory());

    [Fact]
    public void Vector_instructions_stand_only_in_the_kernels()
        => Check($"{Rest} use vector instructions", VectorInstructions());

    [Fact]
    public void Native_functions_are_called_only_in_the_binding()
        => Check($"{Rest} call native functions", NativeCalls());

    [Fact]
    public void The_places_that_the_rules_name_are_there()
        => Rule.Holds("the places for unsafe code exist", "Follow the move in UnsafeCodeTests.Places.",
            Places.Where(place => !Repository.Exists(place)).Select(place => $"{place}, which is not there"));

    private static void Check(string rule, Regex pattern)
        => Rule.Holds(rule, "Call a method in one of these places, or write it with spans.",
            from file in SourceFile.Under("src")
            where !Places.Any(place => file.Path.StartsWith(place, StringComparison.Ordinal))
            from match in file.Matches(pattern)
            select match);

    // MemoryMarshal.Cast and AsBytes check their bounds, Marshal.SizeOf touches nothing: they are not among these.
    [GeneratedRegex(
        @"\bunsafe\b|\bfixed\s*\(|\bUnsafe\.|\bNativeMemory\.|\bMemoryMarshal\.(?!Cast\b|AsBytes\b)|"
            + @"\*\s*\w+\s*=\s*stackalloc\b|\bMarshal\.(?!SizeOf\b)|\bSkipLocalsInit\b")]
    private static partial Regex UncheckedMemory();

    [GeneratedRegex(@"\bSystem\.Runtime\.Intrinsics\b|\bVector(?:64|128|256|512)\b|\bVector<")]
    private static partial Regex VectorInstructions();

    [GeneratedRegex(@"\b(?:DllImport|LibraryImport|UnmanagedCallersOnly|NativeLibrary)\b")]
    private static partial Regex NativeCalls();
}
