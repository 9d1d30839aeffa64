#!/usr/bin/python3
"""How well trained vectors find the topics planted in synthetic sessions, item2vec against gensim.

The corpus `items` of trainer_speed.py: every item belongs to one of 2,000 topics.  Purity is the share of an item's ten
nearest neighbors by cosine that are of its topic, over 1,000 items of each frequency band (first tenth, to the half,
rest), the bands weighted by their sizes.  Prints a line of JSON a run and a table.

  topic_purity.py
  topic_purity.py --trainer item2vec --train-options=--end-token=false
"""
import argparse
from pathlib import Path

from common import OURS, PEER, add_common_options, all_runs, cached, markdown, mean_and_spread, np, store
from corpora import DEFAULT_GENERATOR, synthetic
from trainers import train_gensim, train_item2vec

SETTINGS = {"dimensions": 100, "window": 5, "negative": 5, "sample": 0, "epochs": 5, "min-count": 1}
BANDS = {"first tenth": (0, 0.1), "to the half": (0.1, 0.5), "rest": (0.5, 1)}


def purity(tokens, vectors, topics, neighbors=10, sample=1000):
    """{band: share of neighbors of the same topic}, and their weighted mean as `all`; tokens by falling frequency."""
    known = [i for i, token in enumerate(tokens) if token in topics]
    labels = np.array([topics[tokens[i]] for i in known])
    unit = vectors[known] / np.maximum(np.linalg.norm(vectors[known], axis=1, keepdims=True), 1e-30)
    draw, found = np.random.default_rng(1), {}
    for band, (low, high) in BANDS.items():
        rows = draw.choice(np.arange(int(low * len(known)), int(high * len(known))), sample, replace=False)
        shares = []
        for some in np.array_split(rows, max(1, sample // 250)):
            scores = unit[some] @ unit.T
            scores[np.arange(len(some)), some] = -np.inf
            nearest = np.argpartition(-scores, neighbors, axis=1)[:, :neighbors]
            shares.append((labels[nearest] == labels[some][:, None]).mean(axis=1))
        found[band] = float(np.concatenate(shares).mean())
    found["all"] = sum(found[band] * (high - low) for band, (low, high) in BANDS.items())
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--generator", type=Path, default=DEFAULT_GENERATOR, help="the program that makes the sessions")
    parser.add_argument("--epochs", type=int, default=SETTINGS["epochs"])
    add_common_options(parser)
    args = parser.parse_args()
    SETTINGS["epochs"] = args.epochs
    corpus = synthetic(args, "items", 300_000).file
    topics = dict(line.split("\t") for line in corpus.with_name("making.topics.tsv").read_text().splitlines())
    folder = args.out / "topic-purity"
    folder.mkdir(parents=True, exist_ok=True)

    def run(trainer, seed, train):
        file = folder / f"{trainer}-seed{seed}.json"
        known = cached(file, SETTINGS, args.again and train) if trainer == PEER else None
        if known or not train:
            return known
        matrices, cost = (train_gensim(args, corpus, seed, SETTINGS) if trainer == PEER
                          else train_item2vec(args, corpus, seed, SETTINGS, folder, ["input"]))
        result = {"trainer": trainer, "seed": seed, "settings": SETTINGS, **cost, "purity": purity(*matrices["input"], topics)}
        store(file, result)
        return result

    results = all_runs(args, run)
    print("\n" + markdown(["trainer", *BANDS, "all"], [
        [trainer, *(mean_and_spread([r["purity"][band] for r in results[trainer]]) for band in [*BANDS, "all"])]
        for trainer in (PEER, OURS) if results[trainer]]))


if __name__ == "__main__":
    main()
