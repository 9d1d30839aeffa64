#!/usr/bin/python3
"""New items by their content: a fifth of the items is held out of training entirely and added with `train --content`.

A case is an event of a held-out item that has trained items before it in its session; the query is the mean of the unit
vectors of the last five of them. Candidates are the held-out items (the shelf of what is new) or all items. The answers
compared on the same cases:

  content      item2vec's vectors of items that it has only read about
  metadata     how much of the metadata an item shares with the five (cosine of its idf-weighted values), no vectors at all
  popularity   by the popularity of its metadata: the mean count of trained items with each value (its own is unknown)
  random       20 of the candidates

Each --text is a kind of content with an encoder of its own, made of the table, or with each --encoder ("own" stands for that one). --validate leaves the held-out items out altogether and
holds out a fifth of the others instead: what is chosen is chosen there.

  cold_items.py movielens-1m --text title --text genres --text year --metadata genres,year
  cold_items.py amazon-beauty --text attribute_ids --metadata attribute_ids
  cold_items.py online-retail --text title --metadata title --encoder own --encoder minilm/minilm.onnx
"""
import argparse
import collections
import csv
import gzip
import hashlib
import json
import math
import shlex
from pathlib import Path

from common import DEFAULT_CLI, DEFAULT_DATA, DEFAULT_OUT, markdown, mean_and_spread, measure, np
from i2v import read_i2v

HISTORY, CUTOFF = 5, 20
OPTIONS = "--dimensions 100 --window 5 --sample 0 --epochs 20 --min-count 1 --index=false"


def read(file):
    with gzip.open(file, "rt", encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def write_table(path, items):
    with open(path, "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, next(iter(items.values())).keys())
        table.writeheader()
        table.writerows(items.values())


def held_out(item, seed):
    return hashlib.sha256(f"{seed} {item}".encode()).digest()[0] < 256 * 0.2


def vectors(path):
    """{item: unit vector} of a model."""
    ids, _, matrix, _ = read_i2v(path)
    return dict(zip(ids, matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)))


def values_of(row, columns):
    return [f"{column}={value}" for column in columns for value in row[column].split("|") if value]


def metadata_vectors(items, columns):
    """{item: {value: weight}} of length 1, weights by rarity."""
    counts = collections.Counter(value for row in items.values() for value in set(values_of(row, columns)))
    found = {}
    for item, row in items.items():
        weights = {value: math.log(len(items) / counts[value]) for value in values_of(row, columns)}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1
        found[item] = {value: weight / length for value, weight in weights.items()}
    return found


def dense(sparse, order):
    columns = {value: i for i, value in enumerate(sorted({value for row in sparse.values() for value in row}))}
    matrix = np.zeros((len(order), len(columns)), dtype=np.float32)
    for i, item in enumerate(order):
        for value, weight in sparse.get(item, {}).items():
            matrix[i, columns[value]] = weight
    return matrix


def hits(queries, candidates, targets, banned):
    """The share of cases whose target is among the best; what the query is made of is left out."""
    hit = 0
    for begin in range(0, len(queries), 2048):
        scores = queries[begin:begin + 2048] @ candidates.T
        for i, score in enumerate(scores):
            score[banned[begin + i]] = -np.inf
            target = targets[begin + i]
            better = np.count_nonzero(score > score[target])
            ties = np.count_nonzero(score == score[target]) - 1
            hit += 1.0 if better + ties < CUTOFF else max(0.0, min(1.0, (CUTOFF - better) / (ties + 1)))
    return hit / len(queries)


def cases_of(sessions, cold, known, limit, seed):
    cases = []
    for session in sessions:
        for at, item in enumerate(session):
            if item in cold:
                history = [before for before in session[:at] if before not in cold and before in known][-HISTORY:]
                if history:
                    cases.append((history, item))
    order = np.random.default_rng(seed).permutation(len(cases))[:limit]
    return [cases[i] for i in order]


def encoded(args, cli, table, text, encoder):
    """The vectors of a column. Those of an encoder that is not of the table are the same for each draw of a data set."""
    if encoder == "own":
        own, content = table.parent / f"{text}.onnx", table.parent / f"{text}.i2v"
        measure(cli + ["content", "fit", table, "--text", text, "-o", own, "--dimensions", args.encoder_dimensions])
        measure(cli + ["content", "encode", table, "--encoder", own, "--text", text, "-o", content])
        return content
    folder = table.parent if args.validate else args.out / "cold" / args.dataset
    folder.mkdir(parents=True, exist_ok=True)
    content = folder / f"{text}-{Path(encoder).stem}.i2v"
    if not content.exists():
        measure(cli + ["content", "encode", table, "--encoder", encoder, "--text", text, "-o", content])
    return content


def run(args, name, seed):
    folder = args.data / name
    out = args.out / "cold" / f"{name}-{seed}{'-validate' if args.validate else ''}"
    out.mkdir(parents=True, exist_ok=True)
    items = {row["item_id"]: row for row in read(folder / "items.csv.gz")}
    if args.validate:
        items = {item: row for item, row in items.items() if not held_out(item, seed)}
    cold = {item for item in items if held_out(item, 100 + seed if args.validate else seed)}
    sessions = collections.defaultdict(list)
    for event in read(folder / "events.csv.gz"):
        if event["item_id"] in items:
            sessions[event["session_id"]].append(event["item_id"])
    with open(out / "seen.txt", "w") as file:
        for session in sessions.values():
            seen = [item for item in session if item not in cold]
            if len(seen) > 1:
                file.write(" ".join(seen) + "\n")

    cli, train = shlex.split(args.item2vec), shlex.split(OPTIONS + " " + args.train_options)
    table, model, contents = out / "items.csv", out / "model", []
    write_table(table, items)
    for text in args.text:
        for encoder in args.encoder or ["own"]:
            contents.append(encoded(args, cli, table, text, encoder))
    _, _, log = measure(cli + ["train", out / "seen.txt", "--content", *contents, "-o", model, "--seed", seed, "--threads", args.threads] + train)
    ours = vectors(model / "items.i2v")

    order = sorted(item for item in items if item in ours)
    at = {item: i for i, item in enumerate(order)}
    cold &= set(order)
    counts = collections.Counter(item for session in sessions.values() for item in session if item not in cold)
    cases = cases_of(sessions.values(), cold, at, args.cases, seed)
    fresh = np.array(sorted(at[item] for item in cold))
    place = {row: i for i, row in enumerate(fresh)}
    vector = np.array([ours[item] for item in order])
    meta = metadata_vectors(items, args.metadata.split(","))
    metadata = dense(meta, order)
    by_value = collections.defaultdict(list)
    for item in order:
        if item not in cold:
            for value in meta[item]:
                by_value[value].append(counts[item])
    popular = np.array([np.mean([np.mean(by_value[value]) for value in meta.get(item, {}) if by_value[value]] or [0]) for item in order])

    rows = [[at[item] for item in history] for history, _ in cases]
    query = np.array([vector[row].mean(0) for row in rows])
    metadata_query = np.array([metadata[row].mean(0) for row in rows])
    targets = [at[item] for _, item in cases]
    new_targets = [place[target] for target in targets]
    none = [[] for _ in cases]
    one = np.ones((len(cases), 1), dtype=np.float32)
    seen = np.array([0 if item in cold else counts[item] for item in order])
    result = {
        "cases": len(cases), "held out": len(cold), "items": len(order),
        "new: content": hits(query, vector[fresh], new_targets, none),
        "new: metadata": hits(metadata_query, metadata[fresh], new_targets, none),
        "new: popularity": hits(one, popular[fresh][:, None], new_targets, none),
        "new: random": CUTOFF / len(cold),
        "all: content": hits(query, vector, targets, rows),
        "all: metadata": hits(metadata_query, metadata, targets, rows),
        "all: popularity": hits(one, seen[:, None].astype(np.float32), targets, rows),
        "all: random": CUTOFF / len(order),
        "log": [line for line in log.splitlines() if "content" in line or "events:" in line],
    }
    print(json.dumps({"data": name, "seed": seed, **result}), flush=True)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset")
    parser.add_argument("--text", required=True, action="append", help="columns that are encoded together; several times for several kinds of content")
    parser.add_argument("--encoder", action="append", help="an .onnx file, or own: what item2vec content fit makes; several times for several side by side")
    parser.add_argument("--validate", action="store_true", help="hold out others than the held-out items")
    parser.add_argument("--metadata", required=True, help="the columns of the metadata-only answer, values parted by |")
    parser.add_argument("--data", type=type(DEFAULT_DATA), default=DEFAULT_DATA)
    parser.add_argument("--out", type=type(DEFAULT_OUT), default=DEFAULT_OUT)
    parser.add_argument("--item2vec", default=DEFAULT_CLI)
    parser.add_argument("--train-options", default="")
    parser.add_argument("--encoder-dimensions", default="512")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--threads", default="2")
    args = parser.parse_args()
    results = [run(args, args.dataset, int(seed)) for seed in args.seeds.split(",")]
    rows = [[answer, *(mean_and_spread([result[f"{shelf}: {answer}"] for result in results]) for shelf in ("new", "all"))]
            for answer in ("content", "metadata", "popularity", "random")]
    print(markdown([f"{args.dataset}: hit@{CUTOFF} of held-out items", "among the new", "among all"], rows))


if __name__ == "__main__":
    main()
