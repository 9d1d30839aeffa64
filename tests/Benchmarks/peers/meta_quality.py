#!/usr/bin/python3
"""Next-item retrieval with metadata (variant meta) against without (variant item), gensim, popularity and co-occurrence.

The last item of each user is held out; the query is the item before it, the candidates are all other items.
Groups: all pairs, targets and queries with fewer than 5 training events, pairs that stood together within three
places never or fewer than 3 times.  `--tune` chooses epochs and weights on the items before the held-out ones.
`--cold` takes a tenth of the items out of the training altogether and asks for them by their metadata.

  meta_quality.py amazon-beauty --tune --cold
  meta_quality.py movielens-1m --epochs 10 --cold
"""
import argparse
import collections
import json
import random

from common import add_common_options, markdown, measure, np
from i2v import read_i2v
from next_item_quality import sessions
from trainers import align, train_gensim
import judge
import shlex

COLUMN = {"amazon-beauty": "attribute_ids", "movielens-1m": "genres"}
METRICS = ["hit@20", "ndcg@20"]
SCORES = ["in-in", "in-out+prior"]


class Task:
    """Training sessions, the pairs to judge, and the groups they fall into."""

    def __init__(self, histories, leave_out):
        self.train = [items[:-leave_out] for items in histories]
        pairs = [(items[-leave_out - 1], items[-leave_out]) for items in histories if len(items) > leave_out]
        self.pairs = [pair for pair in pairs if pair[0] != pair[1]]
        self.counts = collections.Counter(item for items in self.train for item in items)
        self.items = sorted(self.counts, key=lambda item: (-self.counts[item], item))
        self.row = {item: i for i, item in enumerate(self.items)}
        self.queries, self.targets = np.array([[self.row.get(item, -1) for item in pair] for pair in self.pairs]).T
        near = collections.Counter((a, b) for items in self.train for at, a in enumerate(items) for b in items[max(0, at - 3):at] + items[at + 1:at + 4])
        events = np.array([[self.counts[item] for item in pair] for pair in self.pairs])
        together = np.array([near[pair] for pair in self.pairs])
        self.groups = {"all": events[:, 0] >= 0, "rare target": events[:, 1] < 5, "rare query": events[:, 0] < 5,
                       "pair never": together == 0, "pair < 3": together < 3}

    def write(self, file):
        file.write_text("".join(" ".join(items) + "\n" for items in self.train), encoding="utf-8")
        return file

    def vectors(self, inputs, outputs):
        counts = np.array([self.counts[item] for item in self.items], float)
        return judge.three_scores(self.queries, self.targets, inputs, outputs, counts, 0.5)

    def counted(self):
        """Ranks by popularity, and by how often items stood within five places (ties by popularity)."""
        matrix = np.zeros((len(self.items), len(self.items)), np.float32)
        for items in self.train:
            rows = [self.row[item] for item in items]
            for at, row in enumerate(rows):
                matrix[row, rows[max(0, at - 5):at] + rows[at + 1:at + 6]] += 1
        popularity = np.array([self.counts[item] for item in self.items], np.float32)
        popularity += np.arange(len(popularity), 0, -1) / 1e6
        found = {"popularity": np.zeros(len(self.pairs), int), "co-occurrence": np.zeros(len(self.pairs), int)}
        for i, (query, target) in enumerate(zip(self.queries, self.targets)):
            if query < 0 or target < 0:
                continue
            for name, score in (("popularity", popularity), ("co-occurrence", matrix[query] + popularity / 1e7)):
                found[name][i] = np.count_nonzero(np.delete(score, query) >= score[target])
        return found


def train(args, task, name, folder, variant, options, more=()):
    """Trains a model on the task's sessions; returns its ids, counts and matrices, and its folder."""
    corpus, model = task.write(folder / "corpus.txt"), folder / "model"
    metadata = ["--items", args.data / name / "items.parquet", "--metadata", COLUMN[name]] if variant == "meta" else []
    measure(shlex.split(args.item2vec) + ["train", corpus, "-o", model, "--variant", variant, *metadata, "--min-count", 1, "--sample", 0,
            "--threads", args.threads, "--seed", args.seeds.split(",")[0], "--index=false", "-q", *options, *more, *shlex.split(args.train_options)])
    return read_i2v(model / "items.i2v"), model


def ranks(args, task, name, folder, variant, options):
    (ids, _, inputs, outputs), _ = train(args, task, name, folder, variant, options)
    return task.vectors(align(ids, inputs, task.items), align(ids, outputs, task.items))


def tuned(args, histories, name, folder, variant):
    """The options with the highest NDCG@20 of either score on each user's item before the held-out one."""
    task, best = Task(histories, 2), (0, None)
    for epochs in map(int, args.grid.split(",")):
        for weight in (("1", "0.3") if variant == "meta" else ("1",)):
            options = ["--epochs", epochs] + (["--meta-weights", ",".join(f"{loss}={weight}" for loss in ("mi", "jm", "mm", "im"))] if weight != "1" else [])
            found = ranks(args, task, name, folder, variant, options)
            value = max(judge.metrics(found[score])["ndcg@20"] for score in SCORES)
            print(json.dumps({"data": name, "variant": variant, "options": [str(part) for part in options], "validation ndcg@20": round(value, 4)}), flush=True)
            best = max(best, (value, options), key=lambda one: one[0])
    return best[1]


def compare(args, histories, name, folder):
    task = Task(histories, 1)
    untuned = ["--epochs", args.epochs]
    rows = [[label, judge_groups(task, ranks_)] for label, ranks_ in task.counted().items()]
    if args.trainer != "item2vec":
        settings = {"dimensions": 100, "window": 5, "negative": 5, "sample": 0, "epochs": args.epochs, "min-count": 1}
        matrices, _ = train_gensim(args, task.write(folder / "corpus.txt"), int(args.seeds.split(",")[0]), settings)
        found = task.vectors(*(align(*matrices[side], task.items) for side in ("input", "output")))
        rows += [[f"gensim, {score}", judge_groups(task, found[score])] for score in SCORES]
    for variant in ("item", "meta"):
        found = ranks(args, task, name, folder, variant, untuned)
        rows += [[f"{variant}, {score}", judge_groups(task, found[score])] for score in SCORES]
    for variant in ("item", "meta") if args.tune else ():
        options = tuned(args, histories, name, folder, variant)
        found = ranks(args, task, name, folder, variant, options)
        label = f"{variant} tuned ({' '.join(map(str, options))})"
        rows += [[f"{label}, {score}", judge_groups(task, found[score])] for score in SCORES]
    sizes = [f"{group} ({mask.sum():,})" for group, mask in task.groups.items()]
    print(f"\n{name}: hit@20 / NDCG@20\n\n{markdown(['model, score', *sizes], [[label, *values] for label, values in rows])}\n", flush=True)


def judge_groups(task, found):
    return [" / ".join(f"{judge.metrics(found[mask])[metric]:.4f}" for metric in METRICS) for mask in task.groups.values()]


def cold(args, histories, name, folder):
    """A tenth of the items has no events; the query is the item before each of their events, the first kept one back."""
    items = sorted({item for history in histories for item in history})
    hidden = set(random.Random(1).sample(items, len(items) // 10))
    pairs = [(a, b) for history in histories for a, b in zip(history, history[1:]) if b in hidden and a not in hidden]
    task = Task([[item for item in history if item not in hidden] + ["-"] for history in histories], 1)
    (ids, counts, inputs, outputs), model = train(args, task, name, folder, "meta", ["--epochs", args.epochs], ["--cold-items"])
    row = {item: i for i, item in enumerate(ids)}
    placed = [(row[a], row[b]) for a, b in pairs if b in row and a in row]
    is_cold = counts == 0
    candidates = {"all items": np.ones(len(ids), bool), "items without events": is_cold}
    values, _, value_in, _ = read_i2v(model / "metadata.i2v")
    popular = metadata_popularity(args, name, ids, values, read_i2v(model / "metadata.i2v")[1])
    norms = np.linalg.norm(inputs, axis=1, keepdims=True)
    unit = inputs / np.where(norms > 0, norms, 1)
    table = []
    for label, mask in candidates.items():
        hits = collections.Counter()
        for query, target in placed:
            allowed = mask.copy()
            allowed[query] = False
            for score, vector in (("cosine", unit @ unit[query]), ("input-output", outputs @ inputs[query]), ("popularity of the metadata", popular)):
                better, equal = np.count_nonzero(vector[allowed] > vector[target]), np.count_nonzero(vector[allowed] == vector[target])
                hits[score] += min(1, max(0, (20 - better) / equal))
        table += [[label, score, f"{hits[score] / len(placed):.4f}"] for score in ("cosine", "input-output", "popularity of the metadata")]
        table.append([label, "random", f"{20 / mask.sum():.4f}"])
    print(f"\n{name}: hit@20 of items without events ({is_cold.sum():,} of {len(ids):,}; {len(placed):,} pairs, "
          f"{len(pairs) - len(placed):,} more have no place; of equal scores the expected share)\n\n"
          f"{markdown(['candidates', 'score', 'hit@20'], table)}\n", flush=True)


def metadata_popularity(args, name, ids, values, counts):
    """For each item the mean count of its values."""
    import csv
    import gzip
    count = dict(zip((value.split("=", 1)[1] for value in values), counts))
    with gzip.open(args.data / name / "items.csv.gz", "rt", encoding="utf-8", newline="") as rows:
        known = {row["item_id"]: [count[value] for value in row[COLUMN[name]].split("|") if value in count] for row in csv.DictReader(rows)}
    return np.array([np.mean(known[item]) if known.get(item) else 0 for item in ids])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="+", choices=sorted(COLUMN))
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--grid", default="10,20,40", help="the epochs that --tune tries")
    parser.add_argument("--tune", action="store_true")
    parser.add_argument("--cold", action="store_true")
    add_common_options(parser)
    args = parser.parse_args()
    for name in args.names:
        folder = args.out / "meta" / name
        folder.mkdir(parents=True, exist_ok=True)
        histories = list(sessions(args.data / name / "events.csv.gz", "session_id").values())
        compare(args, histories, name, folder)
        if args.cold:
            cold(args, histories, name, folder)


if __name__ == "__main__":
    main()
