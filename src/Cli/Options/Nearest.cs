namespace Item2Vec.Cli.Options;

/// <summary>Suggests what was probably meant.</summary>
internal static class Nearest
{
    /// <summary>
    /// The candidate that begins with the text, or the one with the fewest edits if they are few for its length; else null.
    /// </summary>
    public static string? Of(string text, IEnumerable<string> candidates)
    {
        candidates = [.. candidates];
        if (text.Length > 3
            && candidates.FirstOrDefault(candidate => candidate.StartsWith(text, StringComparison.Ordinal)) is string longer) return longer;
        (string Candidate, int Edits)? best = null;
        foreach (string candidate in candidates)
        {
            int edits = Edits(text, candidate);
            if (edits * 2 < candidate.Length && edits <= Math.Max(2, candidate.Length / 3) && (best is null || edits < best.Value.Edits))
                best = (candidate, edits);
        }

        return best?.Candidate;
    }

    /// <summary>Levenshtein distance, with a swap of two adjacent characters as one edit.</summary>
    public static int Edits(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) cost[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) cost[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replace, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[a.Length, b.Length];
    }
}
