using System.Text.RegularExpressions;

namespace Item2Vec.Architecture.Tests;

/// <summary>A file is one idea, and the folders tell the architecture.</summary>
public partial class FileTests
{
    private const int MaxLines = 350;

    /// <summary>What a newcomer looks for first, where the design says it is.</summary>
    private static readonly string[] Landmarks =
    [
        "src/Embeddings/Corpus/SessionCorpus.cs", "src/Embeddings/Corpus/Vocabulary.cs", "src/Embeddings/Options/TrainingOptions.cs",
        "src/Embeddings/Training/ItemTrainer.cs", "src/Embeddings/Training/HogwildTrainer.cs",
        "src/Embeddings/Training/Variants/VariantRegistry.cs",
        "src/Embeddings/Training/Schedule/LearningRateSchedule.cs", "src/Embeddings/Training/Sampling/NegativeSampler.cs",
        "src/Embeddings/Training/Sampling/Subsampler.cs", "src/Embeddings/Training/TrainingProgress.cs",
        "src/Embeddings/Numerics/EmbeddingMatrix.cs", "src/Embeddings/Numerics/SgdKernel.cs",
        "src/Embeddings/Vectors/ItemVectors.cs", "src/Embeddings/Vectors/VectorExpression.cs",
        "src/Data/SessionReader.cs", "src/Index/ItemIndex.cs", "src/Evaluation/Evaluator.cs", "src/Cli/Program.cs",
    ];

    [Fact]
    public void No_file_is_longer_than_350_lines()
        => Rule.Holds(
            $"no C# file has more than {MaxLines} lines (aim for 120)", "Find the second idea in the file and give it a file of its own.",
            from file in new[] { "src", "tests", "samples" }.SelectMany(SourceFile.Under)
            where file.LineCount > MaxLines
            select $"{file.Path}: {file.LineCount} lines");

    [Fact]
    public void Landmarks_are_where_the_design_says()
        => Rule.Holds(
            "the main types stand where the design says", "Move the file back, or change the design and FileTests.Landmarks together.",
            Landmarks.Where(path => !Repository.Files.Contains(path)).Select(path => $"{path}, which is not there"));

    [Fact]
    public void A_file_is_named_after_a_type_in_it()
        => Rule.Holds("a file is named after its main type", "Rename the file or the type.",
            from file in SourceFile.Under("src")
            let type = file.Name.Split('.')[0]
            where type != "Program"
                && !file.Code.Any(line => DeclaredType().Matches(line).Any(match => IsNamedAfter(type, match.Groups[1].Value)))
            select $"{file.Path}, which declares no type {type}");

    /// <summary>Its name, or the plural of what is declared: <c>Counts</c> for <c>Count1</c> to <c>Count8</c>.</summary>
    private static bool IsNamedAfter(string file, string type)
        => file == type || (file.EndsWith('s') && type.StartsWith(file[..^1], StringComparison.Ordinal));

    [GeneratedRegex(@"\b(?:record\s+struct|class|struct|record|interface|enum|delegate\s+[\w<>\[\]?]+)\s+(\w+)")]
    private static partial Regex DeclaredType();
}
