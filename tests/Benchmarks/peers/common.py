"""What the comparisons share: where files lie, options, running and timing a command, stored results, tables.

Import this before numpy: it picks the OpenBLAS kernels, which are chosen once, when the library loads.
"""
import json
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path


def choose_blas_kernels():
    """OpenBLAS 0.3.21 falls back to SSE3 on AVX-512 processors newer than itself; the peer must not lose by that."""
    try:
        flags = Path("/proc/cpuinfo").read_text().split("flags", 1)[1].split("\n", 1)[0].split()
    except (OSError, IndexError):
        return
    if {"avx512f", "avx512bw", "avx512dq", "avx512vl"} <= set(flags):
        os.environ.setdefault("OPENBLAS_CORETYPE", "SKYLAKEX")


choose_blas_kernels()
import numpy as np  # noqa: E402

REPOSITORY = Path(__file__).resolve().parents[3]
DEFAULT_CLI = f"dotnet {REPOSITORY}/artifacts/bin/Item2Vec.Cli/release/item2vec.dll"
DEFAULT_DATA = REPOSITORY.parent / "shared" / "data"
DEFAULT_OUT = Path(tempfile.gettempdir()) / "item2vec-bench"
OURS, PEER = "item2vec", "gensim"


def add_common_options(parser):
    """The options every comparison of trainers has."""
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="parent folder of the data sets")
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="where corpora, models and results go")
    parser.add_argument("--trainer", choices=[PEER, OURS, "both"], default="both")
    parser.add_argument("--item2vec", default=DEFAULT_CLI, metavar="CMD", help="the command to compare")
    parser.add_argument("--train-options", default="", metavar="OPTS", help="more options for `item2vec train`")
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--again", action="store_true", help=f"train {PEER} even where its result is cached")


def all_runs(args, run):
    """{trainer: results over the seeds}; the peer's cached results stand beside ours even when only ours is trained.

    `run(trainer, seed, train)` gives one result, or None where it is neither to be trained nor cached.
    """
    found = {}
    for trainer in (PEER, OURS):
        train = args.trainer in (trainer, "both")
        results = [run(trainer, int(seed), train) for seed in args.seeds.split(",")] if train or trainer == PEER else []
        found[trainer] = [result for result in results if result is not None]
    return found


# A process starts with the peak of the one it was forked from, so a small one stands between us and the command.
LAUNCHER = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.call(sys.argv[2:])
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
json.dump([time.perf_counter() - start, peak], open(sys.argv[1], "w"))
sys.exit(code)
"""


def measure(command):
    """Runs a command to its end; returns its wall seconds, its own peak resident MB and all it printed."""
    argv = [str(part) for part in (shlex.split(command) if isinstance(command, str) else command)]
    with tempfile.NamedTemporaryFile() as cost:
        launch = [sys.executable, "-I", "-S", "-c", LAUNCHER, cost.name, *argv]
        run = subprocess.run(launch, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        if run.returncode != 0:
            sys.exit(f"error: exit code {run.returncode} from: {shlex.join(argv)}\n{run.stdout}")
        seconds, peak = json.load(cost)
    return seconds, peak, run.stdout


def cached(file, settings, again=False):
    """A stored result, if there is one made with the same settings."""
    if again or not file.exists():
        return None
    result = json.loads(file.read_text())
    return result if result["settings"] == settings else None


def store(file, result):
    """Writes one run's result and prints it as one line of JSON."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result), flush=True)


def markdown(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def mean_and_spread(values):
    """'mean +- standard deviation' over the seeds (the deviation only where there are several)."""
    text = f"{np.mean(values):.4f}"
    return text + (f" ± {np.std(values, ddof=1):.4f}" if len(values) > 1 else "")
