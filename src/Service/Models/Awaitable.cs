namespace Item2Vec.Service;

/// <summary>Whether a type is a task, of which the work goes on after it has been returned.</summary>
internal static class Awaitable<T>
{
    public static readonly bool Is = typeof(Task).IsAssignableFrom(typeof(T)) || typeof(T) == typeof(ValueTask)
        || (typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(ValueTask<>));
}
