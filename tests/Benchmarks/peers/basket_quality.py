#!/usr/bin/python3
"""Item, session-set and bagged models of a shop's invoices, beside counts and gensim's skip-gram, same sequences, same judge.

The sequence is a customer's history in order of time; invoices are its baskets; returns and lines without a customer are left out.
Two questions, each asked once by what `similar` and once by what `recommend` ranks by:

  item     a customer's last event is held out; the query is the event before it (most often of the same invoice)
  basket   a customer's last invoice is held out; five pairs of an item of the invoice before it and an item of this one

Pairs of the same item twice are left out.  `together` is how much more often than by chance an item and one of its ten nearest
(by cosine) stand on one invoice, `next` the same for an invoice and the one after it: medians over the items on 20 invoices or more.

  basket_quality.py                              the models below at their defaults
  basket_quality.py --grid                       tries the grid on a validation slice and prints the best of each model
  basket_quality.py --tuned                      the models at the settings the grid chose
  basket_quality.py --only bagged --epochs 20
  basket_quality.py --speed --threads 1          pairs a second of item and bagged
"""
import argparse
import collections
import csv
import gzip
import itertools
import json
import math
import random
import shlex

from common import OURS, add_common_options, cached, markdown, measure, mean_and_spread, np, store
from trainers import align, read_word2vec_binary
import judge

DEFAULTS = {"dimensions": 100, "min-count": 1}
MODELS = {
    "item": "--session-column user_id",
    "item, sets of invoices": "--window session",
    "bagged": "--variant bagged",
    "bagged, mean": "--variant bagged --bag mean",
    "bagged, include": "--variant bagged --same-basket include",
    "bagged, only": "--variant bagged --same-basket only",
}
GRID = {
    "item": [("--epochs", [5, 20, 50]), ("--sample", [0, "1e-3"]), ("--window", [3, 5])],
    "item, sets of invoices": [("--epochs", [5, 20, 50]), ("--sample", [0, "1e-3"])],
    "bagged": [("--epochs", [5, 20]), ("--sample", [0, "1e-3"]), ("--window", [1, 3])],
    "bagged, mean": [("--epochs", [5, 20]), ("--sample", [0, "1e-3"]), ("--window", [1, 3]), ("--learning-rate", [0.025, 0.1])],
}
TUNED = {}
TASKS = ["item", "basket"]


def histories(events):
    """Each customer's invoices in order of time, each a list of items in file order."""
    found = {}
    with gzip.open(events, "rt", encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if row["user_id"] and row["is_return"] == "false":
                found.setdefault(row["user_id"], {}).setdefault(row["session_id"], []).append((int(row["timestamp"]), row["item_id"].replace(" ", "_")))
    return [[[item for _, item in invoice] for invoice in sorted(user.values(), key=lambda lines: lines[0][0])] for user in found.values()]


def hold_out(users, task, seed=1):
    """The histories without what is held out, and the pairs (query, target)."""
    draw, kept, pairs = random.Random(seed), [], []
    for invoices in users:
        if task == "item":
            flat = [item for invoice in invoices for item in invoice]
            if len(flat) > 2:
                pairs.append((flat[-2], flat[-1]))
                invoices = invoices[:-1] + ([invoices[-1][:-1]] if len(invoices[-1]) > 1 else [])
        elif len(invoices) > 2:
            pairs += [(draw.choice(invoices[-2]), draw.choice(invoices[-1])) for _ in range(5)]
            invoices = invoices[:-1]
        kept.append(invoices)
    return kept, [pair for pair in pairs if pair[0] != pair[1]]


class Task:
    """A training log, its counts, and the pairs to judge."""

    def __init__(self, users, name, folder):
        self.name, self.folder = name, folder / name
        self.users, self.pairs = hold_out(users, name)
        counts = collections.Counter(item for invoices in self.users for invoice in invoices for item in invoice)
        self.items = sorted(counts, key=lambda item: (-counts[item], item))
        self.counts = np.array([counts[item] for item in self.items], float)
        self.row = {item: i for i, item in enumerate(self.items)}
        self.queries, self.targets = np.array([(self.row.get(a, -1), self.row.get(b, -1)) for a, b in self.pairs]).T
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log, self.text = self.folder / "log.csv", self.folder / "histories.txt"
        with open(self.log, "w", encoding="utf-8") as log, open(self.text, "w", encoding="utf-8") as text:
            log.write("user_id,session_id,item_id\n")
            for user, invoices in enumerate(self.users):
                for number, invoice in enumerate(invoices):
                    log.writelines(f"{user},{user}-{number},{item}\n" for item in invoice)
                text.write(" ".join(item for invoice in invoices for item in invoice) + "\n")

    def facts(self):
        return {"task": self.name, "pairs": len(self.pairs), "items": len(self.items), "events": int(self.counts.sum())}

    def invoices(self):
        """Every customer's invoices as sets of rows."""
        return [[sorted({self.row[item] for item in invoice}) for invoice in user] for user in self.users]


def train(args, task, name, options, seed):
    """Ours by the command line: (input, output) in the order of the task's items, and what the tool says of its work."""
    model = task.folder / "model"
    settings = [part for key, value in DEFAULTS.items() for part in ("--" + key, value)]
    cli = shlex.split(args.item2vec)
    printed = measure(cli + ["train", task.log, "-o", model, "--seed", seed, "--threads", args.threads, "--index=false", "-q", "--format", "json",
                             *settings, *([] if "--epochs" in options else ["--epochs", 5]), *shlex.split(MODELS[name]), *shlex.split(options), *shlex.split(args.train_options)])[2]
    matrices = []
    for side in ("input", "output"):
        measure(cli + ["export", "--model", model, "--to", "word2vec-binary", "-o", task.folder / "vectors.bin", "--matrix", side, "-q"])
        matrices.append(align(*read_word2vec_binary(task.folder / "vectors.bin"), task.items))
    return matrices, json.loads(printed.strip().splitlines()[-1])


def train_gensim(args, task, options, seed):
    """gensim's skip-gram on the flat histories; its other settings at their defaults."""
    from gensim.models import Word2Vec
    settings = {"epochs": 5, "window": 5, "sample": 1e-3, **options}
    model = Word2Vec(corpus_file=str(task.text), sg=1, hs=0, negative=5, seed=seed, workers=args.threads,
                     vector_size=DEFAULTS["dimensions"], min_count=DEFAULTS["min-count"], **settings)
    return [align(model.wv.index_to_key, side, task.items) for side in (model.wv.vectors, model.syn1neg)]


def counts_of(task, kind):
    """Counts of pairs, dense: `window` within 5 events of a history, `together` on one invoice, `next` on neighboring invoices."""
    found = np.zeros((len(task.items), len(task.items)), np.float32)
    if kind == "window":
        for user in task.users:
            flat = [task.row[item] for invoice in user for item in invoice]
            for apart in range(1, 6):
                np.add.at(found, (flat[:-apart], flat[apart:]), 1)
    for user in task.invoices():
        if kind == "together":
            for invoice in user:
                found[np.ix_(invoice, invoice)] += 1
        elif kind == "next":
            for one, after in itertools.pairwise(user):
                found[np.ix_(one, after)] += 1
    found = found + found.T if kind != "together" else found
    np.fill_diagonal(found, 0)
    return found


def lifts(task):
    """How much more often than by chance two items stand on one invoice, and on neighboring ones."""
    invoices = task.invoices()
    on = np.zeros(len(task.items))
    for invoice in itertools.chain.from_iterable(invoices):
        on[invoice] += 1
    total = sum(map(len, invoices))
    pairs = sum(len(user) - 1 for user in invoices)
    chance = np.outer(on, on) / total
    return on, {"together": counts_of(task, "together") / chance, "next": counts_of(task, "next") / (2 * chance * pairs / total)}


def nearest_lifts(inputs, on, lift):
    """The median lift of items on 20 invoices or more with their ten nearest among these."""
    rows = np.flatnonzero(on >= 20)
    unit = inputs[rows] / np.linalg.norm(inputs[rows], axis=1, keepdims=True)
    scores = unit @ unit.T
    np.fill_diagonal(scores, -np.inf)
    near = np.argpartition(-scores, 10, axis=1)[:, :10]
    return {kind: float(np.median(table[rows[:, None], rows[near]].mean(axis=1))) for kind, table in lift.items()}


def judged(task, matrices, beta):
    ranks = judge.three_scores(task.queries, task.targets, *matrices, task.counts, beta)
    return {score: judge.metrics(ranks[key]) for score, key in (("similar", "in-in"), ("recommend", "in-out+prior"))}


def by_counts(task, table):
    """What counts alone do: the rank of the target among the items counted with the query, ties against it."""
    scores = table[task.queries]
    scores[np.arange(len(scores)), task.queries] = -np.inf
    known = (task.queries >= 0) & (task.targets >= 0)
    own = scores[np.arange(len(scores)), task.targets][:, None]
    return judge.metrics(np.where(known, (scores >= own).sum(axis=1), 0))


def run(args, task, name, options, seed):
    file = task.folder / f"{name}{options}-{seed}.json".replace(" ", "").replace("/", "")
    settings = {"model": name, "options": options, "more": args.train_options, "beta": args.beta, **task.facts()}
    known = cached(file, settings, args.again)
    if known:
        return known
    matrices, told = train(args, task, name, options, seed)
    on, lift = args.lift[task.name]
    result = {"model": name, "options": options, "settings": settings, "scores": judged(task, matrices, args.beta),
              "lift": nearest_lifts(matrices[0], on, lift), "seconds": told["trainSeconds"], "loss": told["loss"]}
    store(file, result)
    return result


def rows_of(results, name):
    """A model's line of the table: means over seeds."""
    line = [name]
    for task in TASKS:
        for score in ("similar", "recommend"):
            for metric in ("hit@20", "ndcg@20"):
                line.append(mean_and_spread([one["scores"][score][metric] for one in results[task]]))
    return line + [f"{np.mean([one['lift'][kind] for one in results['basket']]):.1f}" for kind in ("together", "next")]


def baselines(task):
    popular = np.tile(task.counts.astype(np.float32), (len(task.items), 1))
    tables = {"popularity": popular, "counts within 5 events": counts_of(task, "window"), "counts on one invoice": counts_of(task, "together"),
              "counts on neighboring invoices": counts_of(task, "next")}
    return {name: by_counts(task, table) for name, table in tables.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", default="online-retail")
    parser.add_argument("--only", default=";".join(["gensim", *MODELS]), help="models, parted by semicolons")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--beta", type=float, default=0.5)
    parser.add_argument("--grid", action="store_true")
    parser.add_argument("--tuned", action="store_true")
    parser.add_argument("--speed", action="store_true", help="pairs a second instead of quality")
    add_common_options(parser)
    args = parser.parse_args()
    users = histories(args.data / args.name / "events.csv.gz")
    folder = args.out / "baskets" / args.name
    if args.grid:
        return grid(args, users, folder)
    tasks = [Task(users, name, folder) for name in TASKS]
    if args.speed:
        return speed(args, tasks[1])
    args.lift = {task.name: lifts(task) for task in tasks}
    lines, seeds = [], [int(seed) for seed in args.seeds.split(",")]
    for name, found in ((name, [baselines(task)[name] for task in tasks]) for name in baselines(tasks[0])):
        lines.append([name, *(f"{metrics[metric]:.4f}" if score == "similar" else "" for metrics in found for score in ("similar", "recommend") for metric in ("hit@20", "ndcg@20")), "", ""])
    for name in args.only.split(";"):
        options = TUNED.get(name, "") if args.tuned else f"--epochs {args.epochs}" if args.epochs else ""
        if name == "gensim":
            results = {task.name: [gensim_result(args, task, TUNED.get(name, {}) if args.tuned else {}, seed) for seed in seeds] for task in tasks}
        else:
            results = {task.name: [run(args, task, name, options, seed) for seed in seeds] for task in tasks}
        lines.append(rows_of(results, f"{name} {options}".strip()))
    header = ["model", *(f"{task}, {score}, {metric}" for task in TASKS for score in ("similar", "recommend") for metric in ("hit@20", "NDCG@20")), "together", "next"]
    print("\n" + "; ".join(json.dumps(task.facts()) for task in tasks) + "\n\n" + markdown(header, lines), flush=True)


def speed(args, task):
    """Pairs a second of `item` and of `bagged`, runs in turn, with windows of a fixed width, so that the pairs can be counted here."""
    flat = [sum(map(len, user)) for user in task.users]
    baskets = [[set(invoice) for invoice in user] for user in task.users]
    pairs = {
        "item": ("--dynamic-window=false --window 5 --end-token=false --epochs 20", 20 * sum(max(0, n - apart) * 2 for n in flat for apart in range(1, 6))),
        "bagged": ("--dynamic-window=false --window 1 --max-basket 10000 --epochs 3",
                   3 * sum(2 * (len(a) * len(b) - len(a & b)) for user in baskets for a, b in itertools.pairwise(user))),
    }
    pairs["bagged, mean"] = (pairs["bagged"][0].replace("--epochs 3", "--epochs 30"), 30 * sum(
        len(b) - len(a & b) for user in baskets for a, b in itertools.chain(itertools.pairwise(user), itertools.pairwise(user[::-1]))))
    found = {name: [] for name in pairs}
    for turn in range(3):
        for name, (options, count) in pairs.items():
            seconds = train(args, task, name, options + " --sample 0", turn + 1)[1]["trainSeconds"]
            found[name].append(count / seconds / 1e6)
            print(name, f"{count / 1e6:.1f} million pairs in {seconds:.2f} s: {found[name][-1]:.1f} million/s", flush=True)
    for name in pairs:
        print(name, f"median {np.median(found[name]):.1f} million pairs/s, {np.median(np.array(found[name]) / found['item']):.2f} of item")


def gensim_result(args, task, options, seed):
    matrices = train_gensim(args, task, options, seed)
    on, lift = args.lift[task.name]
    return {"scores": judged(task, matrices, args.beta), "lift": nearest_lifts(matrices[0], on, lift)}


def grid(args, users, folder):
    """Holds out once more of what is trained on, and ranks each model's settings by NDCG@20 of `recommend`, next basket."""
    slice_users, _ = hold_out(users, "basket")
    task = Task(slice_users, "basket", folder / "validation")
    args.lift = {task.name: lifts(task)}
    for name in [name for name in GRID if name in args.only.split(";")]:
        found = []
        for values in itertools.product(*(values for _, values in GRID[name])):
            options = " ".join(f"{option} {value}" for (option, _), value in zip(GRID[name], values))
            found.append((run(args, task, name, options, 1)["scores"]["recommend"]["ndcg@20"], options))
        print(name, *sorted(found, reverse=True)[:4], sep="\n  ", flush=True)


if __name__ == "__main__":
    main()
