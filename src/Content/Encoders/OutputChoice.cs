namespace Item2Vec.Content.Encoders;

/// <summary>Which output of an encoder is taken, and whether it is what was expected.</summary>
internal static class OutputChoice
{
    /// <summary>The output that the options name, or the first of float32 that can be pooled.</summary>
    public static TensorShape Of(EncoderSession session, EncoderOptions options)
    {
        if (options.OutputName is string name)
        {
            TensorShape named = session.Outputs.FirstOrDefault(output => output.Name == name)
                ?? throw session.Mismatch($"it has no output '{name}'", "name one of them with --output-name");
            if (!Fits(named)) throw session.Mismatch($"its output '{name}' is no vectors of float32, [batch, dimensions] or [batch, tokens, dimensions]", "name another with --output-name");
            return named;
        }

        return session.Outputs.FirstOrDefault(Fits)
            ?? throw session.Mismatch("none of its outputs is vectors of float32, [batch, dimensions] or [batch, tokens, dimensions]", "give a model that encodes; one that classifies has to be exported without its last layer");
    }

    /// <summary>Refuses what came out of a batch when it is not a vector or more for each item.</summary>
    public static void Check(EncoderSession session, TensorShape output, ReadOnlySpan<long> shape, int batch, Pooling pooling)
    {
        string found = $"its output '{output.Name}' came out as [{string.Join(", ", shape.ToArray())}] for {batch} items";
        if (shape.Length is < 2 or > 4 || shape[0] != batch || shape.Contains(0))
            throw session.Mismatch($"{found}; [batch, dimensions] or [batch, tokens, dimensions] was expected", "name another output with --output-name");
        if (shape.Length > 2 && pooling == Pooling.None)
            throw session.Mismatch($"{found}, which is more than one vector each", "choose how to pool them with --pooling mean, cls or max");
        if (shape.Length == 4 && pooling == Pooling.Cls)
            throw session.Mismatch($"{found}, which has no first token", "choose --pooling mean or max");
    }

    // A model that does not say how many dimensions an output has is believed until a batch shows them.
    private static bool Fits(TensorShape output) => output is { IsFloat: true, Rank: 0 or (>= 2 and <= 4) };
}
