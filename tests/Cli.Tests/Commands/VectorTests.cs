using System.Globalization;
using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

public sealed class VectorTests(TrainedModel model)
{
    [Fact]
    public void The_formats_show_the_same_numbers()
    {
        using JsonDocument json = JsonDocument.Parse(model.Run("vector", "--item", "t1-i01", "--format", "json").Expect(0).Output);
        string[] tsv = model.Run("vector", "--item", "t1-i01", "--format", "tsv").Expect(0).OutputLines;
        string[] table = model.Run("vector", "--item", "t1-i01").Expect(0).OutputLines;

        float[] numbers = [.. json.RootElement.GetProperty("vector").EnumerateArray().Select(number => number.GetSingle())];
        Assert.Equal("t1-i01", json.RootElement.GetProperty("item").GetString());
        Assert.Equal(16, numbers.Length);
        Assert.True(numbers.Distinct().Count() > 10);
        Assert.Equal("item\td0\td1", string.Join('\t', tsv[0].Split('\t')[..3]));
        Assert.Equal(numbers, tsv[1].Split('\t')[1..].Select(number => float.Parse(number, CultureInfo.InvariantCulture)));
        Assert.Equal("t1-i01  16 dimensions", table[0]);
        Assert.Equal(
            numbers.Select(number => number.ToString("0.000000", CultureInfo.InvariantCulture)),
            table[1..].SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void The_output_matrix_has_other_numbers()
    {
        string input = model.Run("vector", "--item", "t1-i01", "--format", "tsv").Expect(0).OutputLines[1];
        string output = model.Run("vector", "--item", "t1-i01", "--matrix", "output", "--format", "tsv").Expect(0).OutputLines[1];

        Assert.Equal(input.Split('\t').Length, output.Split('\t').Length);
        Assert.NotEqual(input, output);
    }

    [Fact]
    public void Several_items_are_an_array()
    {
        using JsonDocument json = JsonDocument.Parse(
            model.Run("vector", "--item", "t1-i01", "t1-i02", "--format", "json").Expect(0).Output);

        Assert.Equal(["t1-i01", "t1-i02"], json.RootElement.EnumerateArray().Select(vector => vector.GetProperty("item").GetString()));
    }
}
