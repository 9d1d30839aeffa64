"""The vectors of the search comparison: three models without a graph, made once and kept."""
import shlex
import struct
import subprocess
import sys

from common import np
from corpora import corpus

NAMES = ["items", "words", "clusters"]
TRAIN = ["--index=false", "--epochs", "5", "--threads", "1", "--seed", "1", "-q"]


def model(args, name):
    """The folder of a set's model: trained (items of synthetic sessions, words of novels) or drawn (a million in clusters)."""
    folder = args.out / "index-speed" / name
    made = folder / "model"
    if not made.exists():
        folder.mkdir(parents=True, exist_ok=True)
        if name == "clusters":
            vectors = clusters()
            np.save(folder / "fresh.npy", vectors[MILLION:])
            write_word2vec(folder / "vectors.bin", vectors[:MILLION])
            run(args, "import", folder / "vectors.bin", "--from", "word2vec-binary", "-o", made)
            (folder / "vectors.bin").unlink()
        else:
            source = corpus(args, "items" if name == "items" else "text-eltec-english")
            run(args, "train", source.file, "--min-count", source.min_count, "-o", made, *TRAIN)
    return made


MILLION = 1_000_000


def clusters(seed=7, dimensions=100, centers=1000, intrinsic=16):
    """A million vectors (and some more to ask with): a center each, a cloud of 16 dimensions around it, and a little noise in all 100."""
    random = np.random.default_rng(seed)
    of = random.integers(0, centers, MILLION + 10_000)
    vectors = random.standard_normal((centers, dimensions), dtype=np.float32)[of]
    for center in range(centers):
        mine = np.flatnonzero(of == center)
        cloud = random.standard_normal((intrinsic, dimensions), dtype=np.float32) / np.sqrt(np.float32(intrinsic))
        vectors[mine] += random.standard_normal((len(mine), intrinsic), dtype=np.float32) @ cloud
    return vectors + np.float32(0.1) * random.standard_normal(vectors.shape, dtype=np.float32)


def write_word2vec(path, vectors):
    with open(path, "wb") as file:
        file.write(f"{len(vectors)} {vectors.shape[1]}\n".encode())
        for row, vector in enumerate(vectors):
            file.write(f"v{row} ".encode() + vector.tobytes() + b"\n")


def run(args, *command):
    argv = [*shlex.split(args.item2vec), *map(str, command)]
    if subprocess.run(argv, stdout=subprocess.DEVNULL).returncode != 0:
        sys.exit(f"error: {shlex.join(argv)}")


def read_vectors(model_folder):
    """The input vectors of a model, made 1 long: rows x dimensions."""
    data = np.memmap(model_folder / "items.i2v", dtype=np.uint8, mode="r")
    _, sections, _, _, items, dimensions, _ = struct.unpack_from("<iiqQiiq", data[:64].tobytes(), 8)
    stride = (dimensions + 15) // 16 * 16
    for i in range(sections):
        kind, _, _, at, size, _, _ = struct.unpack_from("<16siIqqQi", data[64 + 64 * i:128 + 64 * i].tobytes())
        if kind.rstrip(b"\0") == b"input":
            rows = np.array(data[at:at + size].view("<f4").reshape(items, stride)[:, :dimensions])
            return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-30))
    sys.exit(f"error: {model_folder} has no input vectors")
