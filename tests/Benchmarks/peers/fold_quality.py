#!/usr/bin/python3
"""What comes next after a history that no training has seen as one: the mean of its items against the inferred vector.

Each session's last item is held out; a sample of the sessions is judged, each by the items before the last.  Both vectors are scored
as `recommend --history` does, what the session had before left out.  The cosine between both is a check of their health.

  fold_quality.py movielens-1m amazon-beauty diginetica
"""
import argparse
import shlex
import subprocess

from common import add_common_options, markdown, np
from user_quality import DEFAULTS, SETTINGS, Task, train_ours
import judge


def inferred(args, task):
    """The vectors that the tool infers from the histories, in their order."""
    command = shlex.split(args.item2vec) + ["vector", "--history", "-", "--model", task.folder / "model", "--format", "tsv"]
    histories = "".join(",".join(task.items[row] for row in history) + "\n" for history in task.histories)
    answer = subprocess.run([str(word) for word in command], input=histories, stdout=subprocess.PIPE, text=True, check=True).stdout
    return np.array([line.split("\t")[1:] for line in answer.splitlines()[1:]], np.float32)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="+", help="folders below --data that hold events.csv.gz")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--cases", type=int, default=3000, help="sessions to judge")
    add_common_options(parser)
    args = parser.parse_args()
    rows = []
    for name in args.names:
        task = Task(args.data / name / "events.csv.gz", args.out / "fold" / name, 1, "session_id", args.cases)
        vectors = train_ours(args, task, "--user-column none --session-column user_id", False, args.epochs, args.seeds.split(",")[0])
        found = {"mean": task.means(vectors["input"]), "infer": inferred(args, task)}
        prior = task.prior(DEFAULTS[0])
        cosines = (found["mean"] * found["infer"]).sum(1) / np.linalg.norm(found["mean"], axis=1) / np.linalg.norm(found["infer"], axis=1)
        for fold, query in found.items():
            metrics = judge.metrics(task.ranks(lambda some: query[list(some)] @ vectors["output"].T + prior))
            rows.append([name, len(task.users), fold, f"{metrics['hit@20']:.4f}", f"{metrics['ndcg@20']:.4f}",
                         f"{cosines.mean():.3f} ({np.quantile(cosines, 0.05):.3f})" if fold == "infer" else ""])
            print(" | ".join(map(str, rows[-1])), flush=True)
    print(f"\n{args.epochs} epochs, {SETTINGS}\n\n" + markdown(["data", "cases", "fold", "hit@20", "NDCG@20", "cosine to the mean (5 % below)"], rows))


if __name__ == "__main__":
    main()
