#!/usr/bin/python3
"""The metrics of `item2vec evaluate` against scikit-learn's ndcg_score and roc_auc_score, on scores that both compute exactly.

Sessions are drawn at random; the last 30 % are held out and asked at every position, once for the next item and once for the rest
of the session.  Scores are counts: of items (made distinct) and of pairs within a window (full of ties, of which both take the
expectation).  Every item of the training part is ranked.  Fails where a mean over the cases differs by more than 1e-9.

  evaluation_agreement.py
  evaluation_agreement.py --sessions 2000 --items 300
"""
import argparse
import collections
import json
import random
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from common import DEFAULT_CLI, markdown, np
from sklearn.metrics import ndcg_score, roc_auc_score

CUTOFFS = [5, 10, 20]
WINDOW = 3


def draw(sessions, items, seed):
    """Training and held-out sessions; single-item sessions are added to training until all counts differ."""
    source = random.Random(seed)
    weights = [1 / (1 + i) ** 0.7 for i in range(items)]
    log = [source.choices(range(items), weights, k=source.randint(2, 9)) for _ in range(sessions)]
    held_out = log[round(sessions * 0.7):]
    training = log[:round(sessions * 0.7)]
    counts = collections.Counter(item for session in training for item in session)
    least = 0
    for item in sorted(range(items), key=lambda item: (counts[item], item)):
        least = max(least + 1, counts[item])
        training += [[item]] * (least - counts[item])
    return training, held_out


def pair_counts(training, items):
    together = np.zeros((items, items))
    for session in training:
        for i, item in enumerate(session):
            for other in session[i + 1:i + 1 + WINDOW]:
                together[item, other] += 1
                together[other, item] += 1
    return together


def expected(training, held_out, items, rest):
    """The means over all cases, by scikit-learn."""
    counts = np.bincount([item for session in training for item in session], minlength=items).astype(float)
    together = pair_counts(training, items)
    values = collections.defaultdict(list)
    for session in held_out:
        for at in range(1, len(session)):
            truth = np.zeros(items)
            truth[session[at:] if rest else session[at]] = 1
            for name, scores in (("popularity", counts), ("cooccurrence", together[session[at - 1]])):
                if truth.sum() < items:
                    values[name, "auc"].append(roc_auc_score(truth, scores))
                for cutoff in CUTOFFS:
                    values[name, f"ndcg@{cutoff}"].append(ndcg_score([truth], [scores], k=cutoff))
    return {key: float(np.mean(numbers)) for key, numbers in values.items()}


def measured(command, training, held_out, rest):
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.txt"
        log.write_text("".join(" ".join(f"i{item}" for item in session) + "\n" for session in training + held_out))
        share = repr(len(held_out) / (len(training) + len(held_out)))
        out = subprocess.run(
            [*shlex.split(command), "evaluate", str(log), "--split", f"time:{share}", "--predict", "rest" if rest else "next", "--repeats", "rank",
             "--cutoffs", ",".join(map(str, CUTOFFS)), "--baselines", "popularity,cooccurrence", "--window", str(WINDOW), "--min-count", "1",
             "--dimensions", "2", "--epochs", "1", "--sample", "0", "-q", "--format", "json"], stdout=subprocess.PIPE, text=True, check=True).stdout
    return {model["name"]: model["metrics"] for model in json.loads(out)["models"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=500)
    parser.add_argument("--items", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--item2vec", default=DEFAULT_CLI, metavar="CMD")
    args = parser.parse_args()
    training, held_out = draw(args.sessions, args.items, args.seed)
    rows, worst = [], 0.0
    for rest in (False, True):
        ours = measured(args.item2vec, training, held_out, rest)
        for (model, metric), value in expected(training, held_out, args.items, rest).items():
            difference = abs(ours[model][metric] - value)
            worst = max(worst, difference)
            rows.append(["rest" if rest else "next", model, metric, f"{value:.12f}", f"{ours[model][metric]:.12f}", f"{difference:.1e}"])
    print(markdown(["predict", "model", "metric", "scikit-learn", "item2vec", "difference"], rows))
    if worst > 1e-9:
        sys.exit(f"error: the largest difference is {worst:.1e}")


if __name__ == "__main__":
    main()
