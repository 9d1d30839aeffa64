"""The text corpora of the speed comparisons: one file for all trainers, a session or a thousand words a line."""
import subprocess
import sys

from analogies import unpack
from common import REPOSITORY
from next_item_quality import Task, split

DEFAULT_GENERATOR = REPOSITORY.parent / "shared" / "bench" / "make_sessions.py"


class Corpus:
    """A text file and what holds for it: the least count of an item, and the pairs to judge by, where there are some."""

    def __init__(self, name, file, min_count=1, heldout=None):
        self.name, self.file, self.min_count, self.heldout = name, file, min_count, heldout

    def task(self):
        return Task(self.file, self.heldout) if self.heldout else None


def synthetic(args, name, sessions, items=200_000):
    """Sessions of ten items on average, drawn from latent topics; 300,000 of them hold 3.0 million tokens."""
    prefix = args.out / "trainer-speed" / name / "corpus"
    file = prefix.with_suffix(".txt")
    if not file.exists():
        prefix.parent.mkdir(parents=True, exist_ok=True)
        made = prefix.with_name("making")
        subprocess.run([sys.executable, args.generator, made, "--sessions", str(sessions), "--items", str(items),
                        "--heldout", "0"], check=True, stdout=subprocess.DEVNULL)
        made.with_suffix(".txt").rename(file)
    return Corpus(name, file)


def corpus(args, name):
    """`items` is synthetic, `text-eltec-english` are novels; any other name is a folder of sessions below --data."""
    if name == "items":
        return synthetic(args, name, 300_000)
    if name.startswith("text"):
        folder = args.out / "analogies" / name
        return Corpus(name, unpack(args.data / name / "corpus.txt.gz", folder / "corpus.txt"), min_count=5)
    file, heldout = split(args.data / name / "events.csv.gz", "session_id", args.out / "next-item" / name)
    return Corpus(name, file, heldout=heldout)
