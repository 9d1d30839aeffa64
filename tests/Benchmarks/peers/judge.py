"""The one judge of both trainers: next-item ranks and analogies, over plain numpy matrices."""
import numpy as np


def next_item_ranks(queries, targets, query_vectors, item_vectors, bias=None, block=256):
    """Rank (1 is best) of each target among all items but the query, by inner product (+ bias of the item).

    `queries` and `targets` are rows, -1 where the training corpus has no such item.  Rank 0 is a miss for
    want of a vector (a row of NaN).  A tie counts against the target, so that equal scores win nothing.
    """
    known = np.isfinite(query_vectors).all(axis=1) & np.isfinite(item_vectors).all(axis=1)
    query_matrix = np.where(known[:, None], query_vectors, 0)
    item_matrix = np.ascontiguousarray(np.where(known[:, None], item_vectors, 0).T)
    ranks = np.zeros(len(queries), np.int32)
    usable = np.flatnonzero((queries >= 0) & (targets >= 0) & known[queries] & known[targets])
    order = usable[np.argsort(queries[usable], kind="stable")]
    distinct, first = np.unique(queries[order], return_index=True)
    first = np.append(first, len(order))
    for low in range(0, len(distinct), block):
        rows = distinct[low:low + block]
        scores = query_matrix[rows] @ item_matrix
        if bias is not None:
            scores += bias
        scores[:, ~known] = -np.inf
        scores[np.arange(len(rows)), rows] = -np.inf
        for i in range(len(rows)):
            for pair in order[first[low + i]:first[low + i + 1]]:
                ranks[pair] = np.count_nonzero(scores[i] >= scores[i, targets[pair]])
    return ranks


def three_scores(queries, targets, inputs, outputs, counts, beta, exponent=0.75):
    """Ranks by cosine of input vectors, by input against output, and by that plus beta * log P_n."""
    norms = np.linalg.norm(inputs, axis=1, keepdims=True)
    unit = inputs / np.where(norms > 0, norms, 1)
    noise = counts ** exponent
    prior = (beta * np.log(noise / noise.sum())).astype(np.float32)
    return {"in-in": next_item_ranks(queries, targets, unit, unit),
            "in-out": next_item_ranks(queries, targets, inputs, outputs),
            "in-out+prior": next_item_ranks(queries, targets, inputs, outputs, prior)}


def metrics(ranks):
    """hit@10, hit@20, MRR@20 and NDCG@20 of ranks where 0 is a miss."""
    found = ranks[(ranks > 0) & (ranks <= 20)].astype(float)
    n = len(ranks)
    return {"hit@10": float(np.mean((ranks > 0) & (ranks <= 10))), "hit@20": len(found) / n,
            "mrr@20": float(np.sum(1 / found) / n), "ndcg@20": float(np.sum(1 / np.log2(found + 1)) / n)}


def gains(ranks, metric):
    """What each pair adds to a metric; its mean is the metric."""
    within = (ranks > 0) & (ranks <= int(metric.split("@")[1]))
    place = np.maximum(ranks, 1)
    value = {"hit": np.ones(len(ranks)), "mrr": 1 / place, "ndcg": 1 / np.log2(place + 1)}
    return np.where(within, value[metric.split("@")[0]], 0.0)


def ratio(ours, peer):
    """Ratio of the means of two paired samples and its standard error (delta method)."""
    value = ours.mean() / peer.mean()
    return value, (ours - value * peer).std(ddof=1) / np.sqrt(len(ours)) / peer.mean()


def analogies(words, vectors, questions_file, block=256):
    """3CosAdd, top 1, the question's own words left out; every word of `words` is a candidate."""
    row = {word: i for i, word in enumerate(words)}
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    questions, syntactic, unknown, section = [], [], 0, ""
    for line in open(questions_file, encoding="utf-8"):
        parts = line.lower().split()
        if parts[:1] == [":"]:
            section = parts[1]
        elif parts and all(word in row for word in parts):
            questions.append([row[word] for word in parts])
            syntactic.append(section.startswith("gram"))
        else:
            unknown += bool(parts)
    questions, syntactic = np.array(questions), np.array(syntactic)
    solved = np.zeros(len(questions), bool)
    for low in range(0, len(questions), block):
        a, b, c, d = questions[low:low + block].T
        scores = (unit[b] - unit[a] + unit[c]) @ unit.T
        for own in (a, b, c):
            scores[np.arange(len(a)), own] = -np.inf
        solved[low:low + block] = scores.argmax(axis=1) == d
    return {"questions": len(questions), "unknown": unknown, "total": float(solved.mean()),
            "semantic": float(solved[~syntactic].mean()), "syntactic": float(solved[syntactic].mean())}
