"""A trainer that the reader names on the command line: how its command is run, and the vectors that it leaves.

  --peer 'NAME=COMMAND {corpus} {output} {threads} {epochs}'

The command runs without a shell, and names in braces are replaced in each of its words: {corpus}, a text file with a session
a line; {output}, the file of vectors to write; {output_matrix}, where it can write the other matrix; and the settings, as in
{threads}, {epochs}, {dimensions}, {window}, {negative}, {learning_rate}, {sample}, {min_count}, {seed}, {architecture}.
Vectors are word2vec's, text or binary. A command whose last line is {"trainSeconds": N} says how long its epochs took; of
any other the whole run counts.
"""
import argparse
import json
import re
import shlex

from common import measure, np
from timed_trainers import read_text, result
from trainers import read_word2vec_binary


class NamedPeer:
    def __init__(self, text):
        name, _, command = text.partition("=")
        if not re.fullmatch(r"[\w.+-]+", name) or not command.strip():
            raise argparse.ArgumentTypeError(f"'{text}' is not NAME=COMMAND, with a name of letters, digits and . _ + -")
        self.name, self.words = name, shlex.split(command)
        if not any("{corpus}" in word for word in self.words) or not any("{output}" in word for word in self.words):
            raise argparse.ArgumentTypeError(f"'{text}' names neither or only one of {{corpus}} and {{output}}")
        try:
            self.command("", "", dict.fromkeys(SETTINGS, ""))
        except (KeyError, ValueError, IndexError) as unknown:
            raise argparse.ArgumentTypeError(f"'{text}' has braces around {unknown}; known: {', '.join(KNOWN)}") from unknown

    @property
    def has_outputs(self):
        return any("{output_matrix}" in word for word in self.words)

    def command(self, corpus, folder, settings):
        """The words of the command for one training."""
        values = {key.replace("-", "_"): value for key, value in settings.items()}
        values.update(corpus=corpus, output=f"{folder}/vectors", output_matrix=f"{folder}/output-vectors")
        return [word.format_map(values) for word in self.words]

    def run(self, args, corpus, settings, folder):
        folder.mkdir(parents=True, exist_ok=True)
        for old in (folder / "vectors", folder / "output-vectors"):
            old.unlink(missing_ok=True)
        cost = measure(self.command(corpus, folder, settings))
        if not (folder / "vectors").exists():
            raise SystemExit(f"error: {self.name} wrote no {folder / 'vectors'}; it printed\n{cost[2]}")
        return result(cost, reported_seconds(cost[2]) or cost[0])

    def vectors(self, args, folder):
        """{"input": (tokens, matrix)}, and "output" where the command writes that."""
        found = {"input": read_vectors(folder / "vectors")}
        if self.has_outputs:
            found["output"] = read_vectors(folder / "output-vectors")
        return found


SETTINGS = ["threads", "epochs", "dimensions", "window", "negative", "learning-rate", "sample", "min-count", "seed", "architecture"]
KNOWN = ["{corpus}", "{output}", "{output_matrix}", *("{%s}" % key.replace("-", "_") for key in SETTINGS)]


def reported_seconds(printed):
    """The seconds of the epochs in the last line, or None."""
    try:
        return float(json.loads(printed.strip().splitlines()[-1])["trainSeconds"])
    except (IndexError, ValueError, KeyError, TypeError):
        return None


def read_vectors(file):
    """(tokens, vectors) of a file of word2vec's: text where the first row is numbers in words, else binary."""
    with open(file, "rb") as data:
        _, dimensions = map(int, data.readline().split())
        row = data.readline().split()
    try:
        is_text = len(row) == 1 + dimensions and np.isfinite([float(value) for value in row[1:]]).all()
    except ValueError:
        is_text = False
    return read_text(file) if is_text else read_word2vec_binary(file)
