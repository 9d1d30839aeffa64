namespace Item2Vec.Architecture.Tests;

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
