#!/usr/bin/python3
"""Maps of trained vectors: item2vec's PCA, t-SNE and UMAP against scikit-learn's t-SNE and umap-learn, on the same vectors.

Vectors are trained once (5 epochs, otherwise the defaults) and kept with their graph; all methods see them scaled to length 1, and run
with the same number of threads.  The judge (map_judge.py) compares the ten nearest neighbors of 2,000 items, exactly, before and after.
A layout of a peer is kept with its time, so that the steps can be run one at a time; `--again` makes it anew.
Prints a line of JSON a layout and a table a data set.

  map_quality.py movielens-1m diginetica text-eltec-english
  map_quality.py diginetica --layout item2vec-tsne,item2vec-umap
  map_quality.py diginetica --passes 250 --layout sklearn-tsne      the time alone of its first passes
"""
import argparse
import json
import shlex
import sys
import time

from common import DEFAULT_CLI, DEFAULT_DATA, DEFAULT_OUT, REPOSITORY, cached, markdown, measure, np, store
from analogies import unpack
from index_sets import read_vectors
from map_judge import judge
from pathlib import Path

SETTINGS = {"epochs": 5, "seed": 1}
LAYOUTS = ["item2vec-pca", "item2vec-tsne", "sklearn-tsne", "item2vec-umap", "umap-learn"]
DEFAULT_BENCH = f"dotnet {REPOSITORY}/artifacts/bin/Item2Vec.Benchmarks.Maps/release/Item2Vec.Benchmarks.Maps.dll"


def model(args, name):
    """The trained vectors of a data set, with their graph."""
    folder = args.out / "maps" / name
    if not (folder / "model").exists():
        folder.mkdir(parents=True, exist_ok=True)
        text = name.startswith("text")
        source = unpack(args.data / name / "corpus.txt.gz", folder / "corpus.txt") if text else args.data / name / "events.csv.gz"
        measure([*shlex.split(args.item2vec), "train", source, "-o", folder / "model", "--min-count", 5 if text else 1,
                 "--epochs", SETTINGS["epochs"], "--seed", SETTINGS["seed"], "--threads", args.threads, "-q"])
    return folder / "model"


def ours(args, made, method, folder):
    file = folder / f"item2vec-{method}.f32"
    _, peak, printed = measure([*shlex.split(args.bench), "layout", made, method, args.threads, SETTINGS["seed"], file])
    found = json.loads(printed)
    return np.fromfile(file, "<f4").reshape(-1, 2), {"seconds": found["seconds"], "stages": found["stages"], "peakMegabytes": round(peak)}


def peer(args, layout, vectors):
    """A peer's layout in this process, its imports and its compilation outside of the time."""
    if layout == "sklearn-tsne":
        from sklearn.manifold import TSNE
        algorithm = TSNE(n_iter=args.passes, perplexity=30, init="pca", learning_rate="auto", random_state=SETTINGS["seed"], n_jobs=args.threads)
    else:
        import umap
        umap.UMAP(n_epochs=10).fit_transform(vectors[:500])
        algorithm = umap.UMAP(n_neighbors=15, min_dist=0.1, n_jobs=args.threads)
    start = time.perf_counter()
    places = algorithm.fit_transform(vectors)
    return places, {"seconds": time.perf_counter() - start}


def run(args, name, layout):
    made = model(args, name)
    folder = args.out / "maps" / name
    file = folder / (f"{layout}.json" if args.passes == 1000 else f"{layout}-{args.passes}.json")
    settings = {**SETTINGS, "sample": args.sample, **({} if args.passes == 1000 else {"passes": args.passes})}
    known = None if layout.startswith("item2vec") else cached(file, settings, args.again)
    wanted = layout in args.layout
    if known or not wanted:
        return known
    vectors = np.ascontiguousarray(read_vectors(made))
    places, cost = ours(args, made, layout.split("-")[1], folder) if layout.startswith("item2vec") else peer(args, layout, vectors)
    result = {"set": name, "layout": layout, "items": len(vectors), "threads": args.threads, "settings": settings,
              **cost, **judge(vectors, places, sample=args.sample)}
    np.save(file.with_suffix(".npy"), places)
    store(file, result)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", metavar="SET", help="movielens-1m, diginetica, text-eltec-english or another folder of --data")
    parser.add_argument("--layout", default=",".join(LAYOUTS), type=lambda text: text.split(","), help="only these; default all")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="parent folder of the data sets")
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="where models, layouts and results go")
    parser.add_argument("--item2vec", default=DEFAULT_CLI, metavar="CMD")
    parser.add_argument("--bench", default=DEFAULT_BENCH, metavar="CMD", help="our side, tests/Benchmarks/Maps")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--sample", type=int, default=2000, help="items that are judged")
    parser.add_argument("--passes", type=int, default=1000, help="of scikit-learn's t-SNE (default its own: 1000)")
    parser.add_argument("--again", action="store_true", help="make the peers' layouts anew")
    args = parser.parse_args()
    if unknown := set(args.layout) - set(LAYOUTS):
        sys.exit(f"error: no layout {', '.join(sorted(unknown))}; there are {', '.join(LAYOUTS)}")
    for name in args.sets:
        results = [found for found in (run(args, name, layout) for layout in LAYOUTS) if found]
        print(f"\n{name}\n\n" + markdown(["layout", "trustworthiness", "10 neighbors kept", "threads", "seconds", "peak MB"], [
            [r["layout"], f"{r['trustworthiness']:.4f}", f"{r['preserved']:.4f}", r["threads"],
             f"{r['seconds']:.1f}", r.get("peakMegabytes", "")]
            for r in results]) + "\n", flush=True)


if __name__ == "__main__":
    main()
