#!/usr/bin/python3
"""What comes next for a user: item2vec's user vectors against gensim's Doc2Vec, counts and popularity, same split, same judge.

Each user's last item is held out; what the user had before is left out of the answers, as with `recommend --exclude`.
Queries: the user's vector, the last items (their mean, each weighing 0.8 of the one after), or both, weighted; each is
scored against the output vectors plus beta * log P_n, as `recommend` does.  `--tune` chooses beta, the weight of the
user and the epochs of each model on each user's last item but one, with all later items left out of the training.

  user_quality.py
  user_quality.py --tune --epochs 5,20
"""
import argparse
import collections
import csv
import gzip
import itertools
import random
import shlex

from common import OURS, add_common_options, markdown, measure, np
from trainers import align, read_word2vec_binary
import judge

SETTINGS = {"dimensions": 100, "window": 5, "negative": 5, "sample": 1e-3, "min-count": 1}
DECAY, HISTORY = 0.8, 50
BETAS, WEIGHTS = [0, 0.25, 0.5, 0.75, 1], [0, 0.25, 0.5, 0.75, 1]
DEFAULTS = (0.5, 0.25)
MODELS = {  # name: (trainer, its options, whether it has users)
    "item2vec user, dbow+items": (OURS, "--variant user", True),
    "item2vec user, dm": (OURS, "--variant user --user-mode dm", True),
    "item2vec user, dbow": (OURS, "--variant user --user-mode dbow", True),
    "item2vec item": (OURS, "--variant item", False),
    "gensim PV-DBOW, dbow_words=1": ("gensim", {"dm": 0, "dbow_words": 1}, True),
    "gensim PV-DM": ("gensim", {"dm": 1}, True),
}


class Task:
    """The histories without their last `drop` items, as files for both trainers, and the item that follows each of some (or all)."""

    def __init__(self, events, folder, drop, column="user_id", cases=None):
        self.folder = folder / f"without-last-{drop}"
        self.folder.mkdir(parents=True, exist_ok=True)
        found = {}
        with gzip.open(events, "rt", encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                found.setdefault(row[column], []).append(row["item_id"])
        found = {user: items for user, items in found.items() if len(items) > drop}
        known = [items[:-drop] for items in found.values()]
        counts = collections.Counter(itertools.chain.from_iterable(known))
        self.items = sorted(counts, key=lambda item: (-counts[item], item))
        self.counts = np.array([counts[item] for item in self.items], float)
        row = {item: i for i, item in enumerate(self.items)}
        self.histories = [np.array([row[item] for item in items]) for items in known]
        self.targets = np.array([row.get(items[-drop], -1) for items in found.values()])
        self.log, self.lines = self.folder / "events.csv", self.folder / "users.txt"
        with open(self.log, "w", encoding="utf-8") as log, open(self.lines, "w", encoding="utf-8") as lines:
            log.write("user_id,item_id\n")
            for user, items in zip(found, known):
                log.writelines(f"{user},{item}\n" for item in items)
                lines.write(" ".join(items) + "\n")
        judged = range(len(known)) if cases is None else sorted(random.Random(1).sample(range(len(known)), min(cases, len(known))))
        names = list(found)
        self.users = [names[user] for user in judged]
        self.histories = [self.histories[user] for user in judged]
        self.targets = self.targets[list(judged)]

    def prior(self, beta):
        noise = self.counts ** 0.75
        return (beta * np.log(noise / noise.sum())).astype(np.float32)

    def ranks(self, scores_of, block=512):
        """Rank of each target among what the user did not have; `scores_of` gives the scores of some users."""
        ranks = np.zeros(len(self.users), np.int32)
        for low in range(0, len(self.users), block):
            some = range(low, min(low + block, len(self.users)))
            for user, scores in zip(some, scores_of(some)):
                target = self.targets[user]
                if target < 0:
                    continue
                wanted = scores[target]
                scores[self.histories[user]] = -np.inf
                scores[target] = wanted
                ranks[user] = np.count_nonzero(scores >= wanted)
        return ranks

    def means(self, vectors):
        """The weighted mean of each user's last items."""
        found = np.empty((len(self.users), vectors.shape[1]), np.float32)
        for user, history in enumerate(self.histories):
            last = history[-HISTORY:]
            weights = DECAY ** np.arange(len(last) - 1, -1, -1)
            found[user] = weights @ vectors[last] / weights.sum()
        return found


def train(args, task, name, epochs, seed):
    """(users or None, inputs, outputs) of a model, trained unless an earlier run has left it."""
    trainer, options, has_users = MODELS[name]
    file = task.folder / f"{name.replace(' ', '-')}-epochs{epochs}-seed{seed}.npz"
    if not file.exists() or (args.again and trainer == "gensim"):
        train_one = train_ours if trainer == OURS else train_gensim
        np.savez(file, **train_one(args, task, options, has_users, epochs, seed))
    stored = np.load(file)
    return (stored["users"] if has_users else None), stored["input"], stored["output"]


def train_ours(args, task, options, has_users, epochs, seed):
    cli, model = shlex.split(args.item2vec), task.folder / "model"
    settings = [part for key, value in SETTINGS.items() for part in ("--" + key, value)]
    measure(cli + ["train", task.log, "-o", model, *settings, *shlex.split(options), *shlex.split(args.train_options),
                   "--epochs", epochs, "--seed", seed, "--threads", args.threads, "--index=false", "-q"])
    found = {}
    for matrix in ["input", "output"] + ["users"] * has_users:
        file = task.folder / f"{matrix}.bin"
        measure(cli + ["export", "--model", model, "--to", "word2vec-binary", "-o", file, "--matrix", matrix, "-q"])
        found[matrix] = align(*read_word2vec_binary(file), task.users if matrix == "users" else task.items)
    return found


def train_gensim(args, task, options, has_users, epochs, seed):
    from gensim.models.doc2vec import Doc2Vec
    model = Doc2Vec(corpus_file=str(task.lines), seed=seed, workers=args.threads, epochs=epochs, hs=0, vector_size=SETTINGS["dimensions"],
                    window=SETTINGS["window"], negative=SETTINGS["negative"], sample=SETTINGS["sample"], min_count=1, **options)
    words = model.wv.index_to_key
    return {"users": model.dv.vectors, "input": align(words, model.wv.vectors, task.items), "output": align(words, model.syn1neg, task.items)}


def model_ranks(task, matrices, beta, weight):
    """`weight` is that of the user beside the last items: 1 is the user alone, 0 the items alone."""
    users, inputs, outputs = matrices
    query = (weight * users if weight > 0 else 0) + ((1 - weight) * task.means(inputs) if weight < 1 else 0)
    prior = task.prior(beta)
    return task.ranks(lambda some: query[list(some)] @ outputs.T + prior)


def count_ranks(task):
    """Popularity, and the co-occurrence counts of the last items with what stood within five places of them."""
    counts = np.zeros((len(task.items), len(task.items)), np.float32)
    for history in task.histories:
        for distance in range(1, 6):
            np.add.at(counts, (history[:-distance], history[distance:]), 1)
    counts += counts.T
    yield "popularity", "", task.ranks(lambda some: np.tile(task.counts, (len(some), 1)))
    yield "co-occurrence within 5", "last item", task.ranks(lambda some: np.array([counts[task.histories[user][-1]] for user in some]))
    yield "co-occurrence within 5", "last items", task.ranks(lambda some: np.array([weighted(counts, task.histories[user]) for user in some]))


def weighted(counts, history):
    last = history[-HISTORY:]
    return DECAY ** np.arange(len(last) - 1, -1, -1) @ counts[last]


def tuned(args, name, valid, seed):
    """The epochs, beta and weight of the user with the highest NDCG@20 on the validation items."""
    weights = WEIGHTS if MODELS[name][2] else [0]
    tries = ((epochs, beta, weight) for epochs in args.epochs for beta in BETAS for weight in weights)
    return max(tries, key=lambda choice: judge.metrics(model_ranks(valid, train(args, valid, name, choice[0], seed), *choice[1:]))["ndcg@20"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="?", default="movielens-1m", help="a folder below --data that holds events.csv.gz with user_id")
    parser.add_argument("--epochs", default="5", type=lambda text: [int(part) for part in text.split(",")], help="the first is the untuned one")
    parser.add_argument("--tune", action="store_true", help="also choose epochs, beta and the user's weight on validation items")
    parser.add_argument("--user-weight", type=float, default=DEFAULTS[1], help="the user's weight beside the last items where not tuned")
    parser.add_argument("--models", default="", help="only models whose name holds this")
    add_common_options(parser)
    args = parser.parse_args()
    events, folder, seed = args.data / args.name / "events.csv.gz", args.out / "user" / args.name, int(args.seeds.split(",")[0])
    task = Task(events, folder, 1)
    rows = []

    def add(model, query, ranks):
        metrics = judge.metrics(ranks)
        rows.append([model, query, f"{metrics['hit@20']:.4f}", f"{metrics['ndcg@20']:.4f}"])
        print(" | ".join(rows[-1]), flush=True)

    for baseline in count_ranks(task):
        add(*baseline)
    valid = Task(events, folder, 2) if args.tune else None
    for name in (name for name in MODELS if args.models in name):
        matrices = train(args, task, name, args.epochs[0], seed)
        for query, weight in [("user", 1), ("user and last items", args.user_weight)] * MODELS[name][2] + [("last items", 0)]:
            add(name, query, model_ranks(task, matrices, DEFAULTS[0], weight))
        if args.tune:
            epochs, beta, weight = tuned(args, name, valid, seed)
            ranks = model_ranks(task, train(args, task, name, epochs, seed), beta, weight)
            add(name, f"tuned: {epochs} epochs, beta {beta}, user weighs {weight}", ranks)
    facts = f"{len(task.users):,} users, {len(task.items):,} items, {int(task.counts.sum()):,} events, {(task.targets < 0).sum()} unknown targets"
    print(f"\n{args.name}: {facts}; {args.epochs[0]} epochs where not tuned, seed {seed}\n\n{markdown(['model', 'query', 'hit@20', 'NDCG@20'], rows)}")


if __name__ == "__main__":
    main()
