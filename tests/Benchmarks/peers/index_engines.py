"""The engines of the search comparison: how each is built and served, in a process of its own."""
import json
import shutil
import subprocess
import sys
from pathlib import Path

from common import REPOSITORY

HERE = Path(__file__).resolve().parent
SEARCH = REPOSITORY / "artifacts/bin/Item2Vec.Benchmarks.Search/release/Item2Vec.Benchmarks.Search.dll"


class Engine:
    """`build` writes an index and returns {"seconds": ...}; `serve` is the command whose process answers queries."""

    def __init__(self, name, built_as, build, serve):
        self.name, self.built_as, self._build, self._serve = name, built_as, build, serve

    def index(self, data, threads):
        return data.folder / f"{self.built_as}-{threads}.index"

    def bytes(self, data, threads):
        path = self.index(data, threads)
        return (path / "items.i2v" if path.is_dir() else path).stat().st_size

    def build(self, data, threads):
        path = self.index(data, threads)
        making = path.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        result = json.loads(output(self._build(data, threads, making)).splitlines()[-1])
        shutil.rmtree(path, ignore_errors=True)
        making.rename(path)
        return result

    def serve(self, data, built_with, threads):
        return Server([str(part) for part in self._serve(data, self.index(data, built_with), threads)])


class Server:
    """A process that answers all queries each time it is told an ef."""

    def __init__(self, argv):
        self.process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            sys.exit(f"error: {argv} did not start")

    def ask(self, ef, answers):
        self.process.stdin.write(f"{ef} {answers}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def output(argv):
    argv = [str(part) for part in argv]
    run = subprocess.run(argv, stdout=subprocess.PIPE, text=True)
    if run.returncode != 0:
        sys.exit(f"error: exit code {run.returncode} from: {' '.join(argv)}")
    return run.stdout.strip()


def native(folder):
    """hnswlib for this machine, compiled from the headers of Debian's libhnswlib-dev."""
    program = folder / "hnswlib_native"
    source = HERE / "hnswlib_native.cpp"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        output(["g++", "-O3", "-march=native", "-std=c++17", "-pthread", "-o", program, source])
    return program


def ours(how, map_or_load):
    return Engine(
        f"item2vec, {map_or_load}ed" if how == "rows" else "item2vec, by vector", "item2vec",
        lambda data, threads, path: ["dotnet", SEARCH, "build", data.model, path, threads],
        lambda data, path, threads: ["dotnet", SEARCH, "serve", path, data.rows_file, threads, how, map_or_load])


def theirs(name):
    worker = [sys.executable, HERE / "index_worker.py"]
    return Engine(
        name, name,
        lambda data, threads, path: [*worker, "build", name, data.vectors_file, data.dimensions, threads, path],
        lambda data, path, threads: [*worker, "serve", name, path, data.queries_file, data.dimensions, threads])


ENGINES = [
    theirs("hnswlib"),
    Engine("hnswlib, native", "hnswlib-native",
           lambda data, threads, path: [native(data.folder.parent), "build", data.vectors_file, data.dimensions, threads, path],
           lambda data, path, threads: [native(data.folder.parent), "serve", path, data.queries_file, data.dimensions, threads]),
    theirs("faiss"),
    ours("rows", "load"), ours("rows", "map"), ours("vectors", "load"),
]
ENGINES[-3].name, ENGINES[-2].name = "item2vec, loaded", "item2vec, mapped"
