using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Blending;

/// <summary>
/// Learns what the scores of items without events are lowered by. Some trained items are treated as if they had none: they get the vectors
/// that their metadata or content gives them, and lose their sessions. Of events that the model has not seen, the shift is the one with
/// which most of what came next is among the first 20, items with and without events together, where items without events take no
/// larger share of these 20 than they have of what came next.
/// </summary>
/// <remarks>
/// As many items are held out as the model has without events, within bounds, so that both compete as they will. Never below 0: what is
/// known of an item cannot count against it.
/// </remarks>
public static class ColdShiftLearner
{
    private const int Hits = 20;
    private const double MinShare = 0.02, MaxShare = 0.3;
    private const int Steps = 100, Block = 32;

    /// <summary>Fewer events of held-out items teach nothing.</summary>
    private const int MinColdCases = 30;

    /// <summary>Learns the shifts.</summary>
    /// <param name="slice">Held-out events, unseen by the vectors.</param>
    /// <param name="vectors">All items, those without events last, with the co-occurrences of the model if it keeps any.</param>
    /// <param name="placesOf">The vectors that metadata or content gives to some of the rows; null where there is neither.</param>
    /// <param name="seed">Random seed.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The shifts; null if there are too few items or events to learn them from.</returns>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static ColdShifts? Learn(
        BlendSlice slice, ItemVectors vectors, Func<IReadOnlyList<int>, IReadOnlyList<PlacedVector?>> placesOf, long seed,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slice);
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(placesOf);
        int trained = vectors.Count - vectors.ColdItems;
        if (vectors.ColdItems == 0 || !vectors.HasOutput) return null;
        double share = Math.Clamp(vectors.ColdItems / (double)vectors.Count, MinShare, MaxShare);
        int[] rows = [.. Enumerable.Range(0, trained)];
        new RandomSource((ulong)seed).Shuffle(rows);
        int[] held = [.. rows.Take((int)(share * trained))];
        IReadOnlyList<PlacedVector?> places = placesOf(held);
        (int Row, PlacedVector Place)[] cold =
            [.. held.Zip(places).Where(one => one.Second is not null).Select(one => (one.First, one.Second!)).OrderBy(one => one.First)];
        using Lease lease = vectors.Acquire();
        HeldOutItems model = HeldOutItems.Of(vectors, trained, cold, slice.Rest, slice.RestOrder, cancellationToken);
        using ItemVectors items = model.Vectors;
        BlendCase[] cases =
            [.. slice.Cases.Select(model.Without).Where(one => one.History.Length > 0 && !one.History.Contains(one.Target))];
        int coldCases = cases.Count(one => one.Target >= model.FirstCold);
        if (coldCases < MinColdCases) return null;
        using ScoringModel scoring = new(items);
        RecommendOptions defaults = new();
        return new ColdShifts(
            Shift(ScoreMode.Similar), Shift(ScoreMode.Next), scoring.CanBlend ? Shift(ScoreMode.Blend) : 0, cold.Length, cases.Length);

        double Shift(ScoreMode mode)
        {
            VectorScorer scorer = mode.Create(scoring, defaults.PopularityWeight, defaults.Decay);
            return Best(scorer, cases, model.FirstCold, items.Count, cancellationToken);
        }
    }

    /// <summary>The shift with the most hits that leaves no more than a due share of the lists; of equal ones the largest.</summary>
    private static double Best(VectorScorer scorer, BlendCase[] cases, int firstCold, int items, CancellationToken cancel)
    {
        CaseScores[] scored = new CaseScores[cases.Length];
        using EmbeddingMatrix scores = new(Block, items);
        for (int from = 0; from < cases.Length; from += Block)
        {
            cancel.ThrowIfCancellationRequested();
            int count = Math.Min(Block, cases.Length - from);
            ReadOnlyMemory<int>[] histories = [.. cases.AsSpan(from, count).ToArray().Select(one => new ReadOnlyMemory<int>(one.History))];
            scorer.ScoreMany(histories, scores);
            for (int i = 0; i < count; i++) scored[from + i] = CaseScores.Of(cases[from + i], scores.Row(i)[..items], firstCold);
        }

        double max = scored.Max(one => one.MaxGap);
        double due = scored.Count(one => one.IsCold) * (double)Hits;
        (double Shift, int Found) best = (0, 0);
        for (int step = 0; step <= Steps; step++)
        {
            double shift = Math.Max(0, max) * step / Steps;
            int found = scored.Count(one => one.IsHit(shift));
            if (scored.Sum(one => (double)one.Shown(shift)) > due) found = 0;
            if (found >= best.Found) best = (shift, found);
        }

        return best.Shift;
    }

    /// <summary>The best scores of a case, of items with and without events.</summary>
    private sealed record CaseScores(float Target, bool IsCold, float[] Others, float[] Cold)
    {
        /// <summary>From this shift on no item without events is among the first.</summary>
        public double MaxGap => Others.Length < Hits || Cold.Length == 0 ? 0 : Cold[0] - Others[^1];

        public static CaseScores Of(BlendCase one, ReadOnlySpan<float> scores, int firstCold)
        {
            TopK others = new(Hits), cold = new(Hits);
            for (int row = 0; row < scores.Length; row++)
                if (row != one.Target && !one.History.Contains(row)) (row < firstCold ? others : cold).Offer(row, scores[row]);
            return new CaseScores(
                scores[one.Target], one.Target >= firstCold, [.. others.Take().Select(found => found.Score)],
                [.. cold.Take().Select(found => found.Score)]);
        }

        /// <summary>How many of the first are without events.</summary>
        public int Shown(double shift)
        {
            (int cold, int others) = (0, 0);
            while (cold + others < Hits && cold < Cold.Length)
            {
                if (others < Others.Length && Others[others] >= Cold[cold] - shift) others++;
                else cold++;
            }

            return cold;
        }

        public bool IsHit(double shift)
        {
            double own = IsCold ? Target - shift : Target;
            return Others.Count(score => score >= own) + Cold.Count(score => score - shift > own) < Hits;
        }
    }

    /// <summary>A model of the trained items alone, some of them without events.</summary>
    private sealed record HeldOutItems(ItemVectors Vectors, int FirstCold, int[] RowOf)
    {
        public static HeldOutItems Of(
            ItemVectors vectors, int trained, (int Row, PlacedVector Place)[] cold, SessionCorpus sessions, IReadOnlyList<int>? order,
            CancellationToken cancel)
        {
            HashSet<int> without = [.. cold.Select(one => one.Row)];
            int[] kept = [.. Enumerable.Range(0, trained).Where(row => !without.Contains(row))];
            int[] rowOf = new int[vectors.Count];
            Array.Fill(rowOf, -1);
            EmbeddingMatrix input = new(trained, vectors.Dimensions), output = new(trained, vectors.Dimensions);
            VocabularyBuilder names = new();
            for (int row = 0; row < trained; row++)
            {
                bool isCold = row >= kept.Length;
                int from = isCold ? cold[row - kept.Length].Row : kept[row];
                rowOf[from] = row;
                names.Add(vectors.Vocabulary.Utf8(from), isCold ? 0 : vectors.Vocabulary.CountOf(from));
                PlacedVector? place = isCold ? cold[row - kept.Length].Place : null;
                (place is null ? vectors.Input.Row(from) : place.Input).CopyTo(input.Row(row));
                (place is null ? vectors.Output!.Row(from) : place.Output).CopyTo(output.Row(row));
            }

            ItemVectors items = new(names.Build(), input, output, training: vectors.Training! with { Cold = null });
            if (vectors.Cooccurrences is CooccurrenceTable pairs)
            {
                using ItemVectors plain = items;
                items = plain.With(Count(items.Vocabulary, pairs, rowOf, kept, sessions, order, cancel));
            }

            return new HeldOutItems(items, kept.Length, rowOf);
        }

        /// <summary>A case in rows of this model, without the held-out items of its history.</summary>
        public BlendCase Without(BlendCase one) => new(
            [.. one.History.Select(row => RowOf[row]).Where(row => row >= 0 && row < FirstCold)], RowOf[one.Target]);

        /// <summary>The pairs of the sessions without the held-out items, with the weights of the model.</summary>
        private static CooccurrenceTable Count(
            Vocabulary items, CooccurrenceTable pairs, int[] rowOf, int[] kept, SessionCorpus sessions, IReadOnlyList<int>? order,
            CancellationToken cancel)
        {
            SessionCorpusBuilder builder = new(items);
            for (long session = 0; session < sessions.SessionCount; session++)
            {
                foreach (int row in sessions.Session(session))
                    if (rowOf[row] is >= 0 and int own && own < kept.Length) builder.Append(own);
                builder.EndSession();
            }

            using SessionCorpus rest = builder.Build();
            bool isSame = rest.SessionCount == sessions.SessionCount;
            using CooccurrenceTable counted = CooccurrenceBuilder.Build(
                rest, new CooccurrenceOptions(pairs.Info.Neighbors, pairs.Info.Reach, RecentSessions: pairs.RecentSessions)
                {
                    SessionOrder = isSame ? order : null,
                },
                cancel);
            if (pairs.SessionVectors is not SessionVectors learned) return counted.With(pairs.Info.Blend);
            EmbeddingMatrix rows = new(items.Count, learned.Dimensions);
            for (int row = 0; row < kept.Length; row++) learned.Rows.Row(kept[row]).CopyTo(rows.Row(row));
            using CooccurrenceTable complete = counted.With(new SessionVectors(rows, Lease.Of(rows.Dispose)));
            return complete.With(pairs.Info.Blend);
        }
    }
}
