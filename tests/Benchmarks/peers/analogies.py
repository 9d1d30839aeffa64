#!/usr/bin/python3
"""Word analogies of item2vec against gensim's skip-gram, on novels: same corpus, same settings, same judge.

3CosAdd, top 1, the question's own words left out, over the 30,000 most frequent words; questions with a word
outside them are left out and counted.  Prints one line of JSON a run and, at the end, a table of the seeds.

  analogies.py
  analogies.py --trainer item2vec --seeds 1
"""
import argparse
import collections
import gzip
import json
import shutil

from common import OURS, PEER, add_common_options, all_runs, cached, markdown, mean_and_spread, np, store
from trainers import align, train_gensim, train_item2vec
import judge

SETTINGS = {"dimensions": 100, "window": 5, "negative": 5, "sample": 1e-3, "epochs": 5, "min-count": 5}
PARTS = ["total", "semantic", "syntactic"]


def unpack(source, target):
    """gensim's corpus_file mode needs plain text; both trainers read the same file."""
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with gzip.open(source) as packed, open(target, "wb") as plain:
            shutil.copyfileobj(packed, plain)
    return target


def frequent_words(corpus, most):
    counts = collections.Counter()
    with open(corpus, encoding="utf-8") as lines:
        for line in lines:
            counts.update(line.split())
    return sorted((w for w in counts if counts[w] >= SETTINGS["min-count"]), key=lambda w: (-counts[w], w))[:most]


def run(args, trainer, seed, words, corpus, questions, folder, train=True):
    """The accuracy of one model: gensim's from the cache where it holds it, else trained and judged."""
    file = folder / f"{trainer}-seed{seed}.json"
    settings = {**SETTINGS, "restrict": args.restrict, "threads": args.threads}
    known = cached(file, settings, args.again and train) if trainer == PEER else None
    if known or not train:
        print(json.dumps(known or f"no cached result of {trainer}, seed {seed}"), flush=True)
        return known["accuracy"] if known else None
    if trainer == PEER:
        matrices, cost = train_gensim(args, corpus, seed, SETTINGS)
    else:
        matrices, cost = train_item2vec(args, corpus, seed, SETTINGS, folder, ["input"])
    matrix = align(*matrices["input"], words)
    kept = np.flatnonzero(np.isfinite(matrix).all(axis=1))
    accuracy = judge.analogies([words[i] for i in kept], matrix[kept], questions)
    store(file, {"trainer": trainer, "seed": seed, "settings": settings, **cost, "accuracy": accuracy})
    return accuracy


def table(results):
    rows = [[trainer, *(mean_and_spread([a[part] for a in found]) for part in PARTS)]
            for trainer, found in results.items() if found]
    if all(results.values()):
        means = {trainer: [np.mean([a[part] for a in found]) for part in PARTS] for trainer, found in results.items()}
        rows.append(["difference, points", *(f"{100 * (o - p):+.1f}" for o, p in zip(means[OURS], means[PEER]))])
    return markdown(["trainer", *PARTS], rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", default="text-eltec-english", help="folder below --data")
    parser.add_argument("--restrict", type=int, default=30_000, help="candidates: the most frequent words")
    add_common_options(parser)
    args = parser.parse_args()
    folder, source = args.out / "analogies" / args.text, args.data / args.text
    corpus = unpack(source / "corpus.txt.gz", folder / "corpus.txt")
    words = frequent_words(corpus, args.restrict)
    questions = source / "questions-words.txt"
    results = all_runs(args, lambda trainer, seed, train: run(args, trainer, seed, words, corpus, questions, folder, train))
    first = (results[PEER] or results[OURS])[0]
    print(f"\n{first['questions']:,} questions in vocabulary, {first['unknown']:,} left out, seeds {args.seeds}\n\n"
          f"{table(results)}\n", flush=True)


if __name__ == "__main__":
    main()
