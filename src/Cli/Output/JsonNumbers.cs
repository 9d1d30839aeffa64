using System.Text.Json;

namespace Item2Vec.Cli;

/// <summary>Numbers in JSON, which has none that are not finite.</summary>
internal static class JsonNumbers
{
    /// <summary>A number, or null where there is none, such as the diversity of a list of one.</summary>
    public static void WriteOrNull(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
