#!/usr/bin/python3
"""What gensim's Word2Vec finds at its defaults, on the cases of `item2vec evaluate` (split last, last item given).

The last item of each session is held out, items with fewer than 5 events in the rest are unknown, a target that is the
item just used is left out, and a target that is unknown is a miss. Prints hit@20 and ndcg@20 by cosine
(`most_similar`), with gensim's defaults (CBOW) and with skip-gram.

  evaluation_gensim.py movielens-1m diginetica 30music-sample online-retail amazon-beauty
"""
import argparse
import collections
import logging

from common import DEFAULT_DATA, markdown, np
from next_item_quality import sessions
from pathlib import Path

from gensim.models import Word2Vec


def ranks(vectors, cases):
    """The place of each target by cosine to its query, from 0, the query left out; infinite where either is unknown."""
    unit = vectors.get_normed_vectors()
    found = np.full(len(cases), np.inf)
    known = [i for i, (query, target) in enumerate(cases) if query in vectors.key_to_index and target in vectors.key_to_index]
    for begin in range(0, len(known), 512):
        part = known[begin:begin + 512]
        queries = np.array([vectors.key_to_index[cases[i][0]] for i in part])
        targets = np.array([vectors.key_to_index[cases[i][1]] for i in part])
        scores = unit[queries] @ unit.T
        lines = np.arange(len(part))
        scores[lines, queries] = -np.inf
        found[part] = (scores > scores[lines, targets][:, None]).sum(1)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="+", help="folders below --data that hold events.csv.gz")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    logging.disable(logging.WARNING)
    rows = []
    for name in args.names:
        training, heldout = [], []
        for items in sessions(args.data / name / "events.csv.gz", "session_id").values():
            if len(items) > 1:
                heldout.append((items[:-1], items[-1]))
            training.append(items[:-1] if len(items) > 1 else items)
        counts = collections.Counter(item for session in training for item in session)
        cases = []
        for history, target in heldout:
            known = [item for item in history if counts[item] >= 5]
            query = known[-1] if known else None
            if target not in (query, history[-1]):
                cases.append((query, target))
        row = [name, f"{len(cases):,}"]
        for sg in (0, 1):
            model = Word2Vec(training, sg=sg, seed=args.seed, workers=args.threads)
            rank = ranks(model.wv, cases)
            found = rank < 20
            row += [f"{found.mean():.3f}", f"{np.where(found, 1 / np.log2(np.where(found, rank, 0) + 2), 0).mean():.3f}"]
        rows.append(row)
        print(row, flush=True)
    print(markdown(["data", "cases", "CBOW hit@20", "ndcg@20", "skip-gram hit@20", "ndcg@20"], rows))


if __name__ == "__main__":
    main()
