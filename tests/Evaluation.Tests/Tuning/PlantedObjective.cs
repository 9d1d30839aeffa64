using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;
using Item2Vec.Evaluation.Metrics;
using Item2Vec.Evaluation.Tuning;

namespace Item2Vec.Evaluation.Tests.Tuning;

/// <summary>A metric whose best recipe is known, and a clock that it sets forward by one second an epoch.</summary>
internal sealed class PlantedObjective(Func<TrainingOptions, double> metric) : ITrialObjective
{
    public FakeClock Clock { get; } = new();

    /// <summary>What was asked for, in order.</summary>
    public List<TrainingOptions> Asked { get; } = [];

    /// <summary>Called before a trial.</summary>
    public Action<TrainingOptions> Before { get; init; } = _ => { };

    public TrialOutcome Measure(TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        Asked.Add(options);
        Before(options);
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            cancellationToken.ThrowIfCancellationRequested();
        }

        double value = metric(options);
        return new TrialOutcome(new Estimate(value, value - 0.01, value + 0.01), 0.5, options.Epochs, 0);
    }

    /// <summary>A clock that stands still until it is told otherwise.</summary>
    internal sealed class FakeClock : TimeProvider
    {
        private readonly List<Alarm> alarms = [];
        private TimeSpan now;

        public TimeSpan Now => now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now.Ticks;

        public void Advance(TimeSpan time)
        {
            now += time;
            foreach (Alarm alarm in alarms.Where(alarm => alarm.At <= now).ToArray()) alarm.Ring();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Alarm alarm = new(this, () => callback(state));
            alarm.Change(dueTime, period);
            return alarm;
        }

        private sealed class Alarm(FakeClock clock, Action ring) : ITimer
        {
            public TimeSpan At { get; private set; }

            public void Ring()
            {
                clock.alarms.Remove(this);
                ring();
            }

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                clock.alarms.Remove(this);
                At = clock.now + dueTime;
                if (dueTime >= TimeSpan.Zero) clock.alarms.Add(this);
                return true;
            }

            public void Dispose() => clock.alarms.Remove(this);

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
