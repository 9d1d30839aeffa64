using Item2Vec.Maps;
using Microsoft.Extensions.Logging;

namespace Item2Vec.Service.Instrumentation;

/// <summary>The log messages of the service.</summary>
internal static partial class ServiceLog
{
    [LoggerMessage(1, LogLevel.Information, "Serving {Items} items of {Dimensions} dimensions from {Model}")]
    public static partial void Serving(this ILogger log, int items, int dimensions, string model);

    [LoggerMessage(2, LogLevel.Error, "Refused a new model and went on with the old one: {Reason} ({Hint})")]
    public static partial void Rejected(this ILogger log, string reason, string? hint);

    [LoggerMessage(3, LogLevel.Warning, "Waiting for a model: {Reason}")]
    public static partial void Waiting(this ILogger log, string reason);

    [LoggerMessage(8, LogLevel.Information, "The model that is served is the one on disk again: {Model}")]
    public static partial void ServedAgain(this ILogger log, string model);

    [LoggerMessage(4, LogLevel.Information, "The system reports no changes on disk, which is looked at now and then instead: {Reason}")]
    public static partial void NoReports(this ILogger log, string reason);

    [LoggerMessage(5, LogLevel.Error, "Looking for a new model failed")]
    public static partial void WatchingFailed(this ILogger log, Exception problem);

    [LoggerMessage(6, LogLevel.Error, "{Operation} failed")]
    public static partial void RequestFailed(this ILogger log, string operation, Exception problem);

    [LoggerMessage(9, LogLevel.Warning, "A body for {Operation} did not arrive within {Seconds} s")]
    public static partial void SlowBody(this ILogger log, string operation, double seconds);

    [LoggerMessage(7, LogLevel.Warning, "Measuring recall failed")]
    public static partial void RecallFailed(this ILogger log, Exception problem);

    [LoggerMessage(10, LogLevel.Information, "The explorer shows {Items} items, laid out by {Method}")]
    public static partial void LaidOut(this ILogger log, int items, MapMethod method);

    [LoggerMessage(11, LogLevel.Warning, "The explorer lays the items out itself: {Reason}")]
    public static partial void LayoutNotTaken(this ILogger log, string reason);

    [LoggerMessage(12, LogLevel.Error, "The explorer has no map")]
    public static partial void LayoutFailed(this ILogger log, Exception problem);

    [LoggerMessage(13, LogLevel.Information, "Took the attributes and {Filters} named filters beside the model")]
    public static partial void TookBeside(this ILogger log, int filters);

    [LoggerMessage(14, LogLevel.Error, "A named filter cannot be read: {Reason}")]
    public static partial void FilterDamaged(this ILogger log, string reason);

    [LoggerMessage(15, LogLevel.Error, "The attributes of the model cannot be read, and stay as they were: {Reason}")]
    public static partial void AttributesDamaged(this ILogger log, string reason);

    [LoggerMessage(17, LogLevel.Information, "Learned {Events} events of the log; the model was trained on {Known}")]
    public static partial void Learned(this ILogger log, long events, long known);

    [LoggerMessage(18, LogLevel.Warning, "The log of events is longer than needed: {Reason}")]
    public static partial void LogNotTrimmed(this ILogger log, string reason);

    [LoggerMessage(16, LogLevel.Error, "{Operation} could not write: {Reason}")]
    public static partial void WriteFailed(this ILogger log, string operation, string reason);
}
