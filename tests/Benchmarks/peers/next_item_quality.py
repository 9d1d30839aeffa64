#!/usr/bin/python3
"""Next-item retrieval of item2vec against gensim's skip-gram, same corpus, same settings, same judge.

Each session's last item is held out; the query is the item before it, the candidates are all other items.
Pairs of the same item twice are left out.  Every pair of the data set is judged, none is sampled.
Three scores: cosine of input vectors (`similar`), input against output vectors, and that plus
beta * log P_n (`recommend`).  Prints one line of JSON a run and, at the end, a table of means over seeds.

  next_item_quality.py diginetica 30music-sample
  next_item_quality.py diginetica --share 0.1684 --seeds 1
  next_item_quality.py diginetica --trainer item2vec --item2vec 'dotnet run --project src/Cli --'
"""
import argparse
import collections
import csv
import gzip
import itertools
import json
import random

from common import OURS, PEER, add_common_options, all_runs, cached, markdown, mean_and_spread, np, store
from trainers import align, train_gensim, train_item2vec
import judge

SETTINGS = {"dimensions": 100, "window": 5, "negative": 5, "sample": 0, "epochs": 20, "min-count": 1}
METRICS = ["hit@10", "hit@20", "mrr@20", "ndcg@20"]


def sessions(events, column):
    """The item ids of each session in file order; blanks in ids become underscores, events without a session are left out."""
    found = {}
    with gzip.open(events, "rt", encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if row[column]:
                found.setdefault(row[column], []).append(row["item_id"].replace(" ", "_"))
    return found


def split(events, column, folder, share=1.0):
    """Writes corpus.txt (one session a line; of a share of the sessions the last item is left out) and heldout.tsv."""
    corpus, heldout = folder / "corpus.txt", folder / "heldout.tsv"
    if corpus.exists() and heldout.exists():
        return corpus, heldout
    folder.mkdir(parents=True, exist_ok=True)
    with open(corpus, "w", encoding="utf-8") as train, open(heldout, "w", encoding="utf-8") as test:
        draw = random.Random(1)
        for session, items in sessions(events, column).items():
            if len(items) > 1 and draw.random() < share:
                test.write(f"{session}\t{items[-2]}\t{items[-1]}\n")
                items.pop()
            train.write(" ".join(items) + "\n")
    return corpus, heldout


class Task:
    """The training items, their counts, and the pairs to judge."""

    def __init__(self, corpus, heldout):
        counts = collections.Counter(itertools.chain.from_iterable(map(str.split, open(corpus, encoding="utf-8"))))
        self.items = sorted(counts, key=lambda item: (-counts[item], item))
        self.counts = np.array([counts[item] for item in self.items], float)
        row = {item: i for i, item in enumerate(self.items)}
        pairs = [line.rstrip("\n").split("\t")[1:] for line in open(heldout, encoding="utf-8")]
        different = [(row.get(a, -1), row.get(b, -1)) for a, b in pairs if a != b]
        self.queries, self.targets = np.array(different).T
        self.facts = {"heldOut": len(pairs), "sameItem": len(pairs) - len(different), "pairs": len(different),
                      "unknown": int(((self.queries < 0) | (self.targets < 0)).sum()),
                      "items": len(self.items), "tokens": int(self.counts.sum())}


def run(args, name, trainer, seed, task, corpus, folder, train=True):
    """The ranks by score of one model: gensim's from the cache where it holds them, else trained and judged."""
    file, ranks_file = folder / f"{trainer}-seed{seed}.json", folder / f"{trainer}-seed{seed}.npz"
    settings = {**SETTINGS, "beta": args.beta, "threads": args.threads, **task.facts}
    known = cached(file, settings, args.again and train) if trainer == PEER else None
    if known or not train:
        print(json.dumps(known or f"no cached result of {trainer}, seed {seed}"), flush=True)
        return dict(np.load(ranks_file)) if known else None
    if trainer == PEER:
        matrices, cost = train_gensim(args, corpus, seed, SETTINGS)
    else:
        matrices, cost = train_item2vec(args, corpus, seed, SETTINGS, folder, ["input", "output"])
    inputs, outputs = (align(*matrices[side], task.items) for side in ("input", "output"))
    ranks = judge.three_scores(task.queries, task.targets, inputs, outputs, task.counts, args.beta)
    np.savez_compressed(ranks_file, **ranks)
    store(file, {"data": name, "trainer": trainer, "seed": seed, "settings": settings, **cost,
                 "scores": {score: judge.metrics(r) for score, r in ranks.items()}})
    return ranks


def table(results):
    """Means over seeds, spread between seeds, and ours / gensim with its standard error over the pairs."""
    rows = []
    for score, metric in itertools.product(["in-in", "in-out", "in-out+prior"], METRICS):
        row, averaged = [score, metric], {}
        for trainer in (PEER, OURS):
            gains = [judge.gains(ranks[score], metric) for ranks in results[trainer]]
            row.append(mean_and_spread([g.mean() for g in gains]) if gains else "-")
            averaged[trainer] = np.mean(gains, axis=0) if gains else None
        both = all(a is not None for a in averaged.values())
        row.append("%.3f ± %.3f" % judge.ratio(averaged[OURS], averaged[PEER]) if both else "-")
        rows.append(row)
    return markdown(["score", "metric", PEER, OURS, f"{OURS} / {PEER}"], rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="+", help="folders below --data that hold events.csv.gz")
    parser.add_argument("--session-column", default="session_id", help="session_id, or user_id for a user's whole history")
    parser.add_argument("--share", type=float, default=1.0, help="the share of sessions whose last item is held out")
    parser.add_argument("--epochs", type=int, default=SETTINGS["epochs"])
    parser.add_argument("--beta", type=float, default=0.5, help="weight of the popularity prior")
    add_common_options(parser)
    args = parser.parse_args()
    SETTINGS["epochs"] = args.epochs
    for name in args.names:
        folder = args.out / "next-item" / (name if args.session_column == "session_id" else f"{name}-{args.session_column}")
        if args.share < 1:
            folder = folder.with_name(f"{folder.name}-{args.share}")
        corpus, heldout = split(args.data / name / "events.csv.gz", args.session_column, folder, args.share)
        task = Task(corpus, heldout)
        results = all_runs(args, lambda trainer, seed, train: run(args, name, trainer, seed, task, corpus, folder, train))
        facts = ", ".join(f"{key} {value:,}" for key, value in task.facts.items())
        print(f"\n{name} ({facts}; seeds {args.seeds})\n\n{table(results)}\n", flush=True)


if __name__ == "__main__":
    main()
