#!/usr/bin/python3
"""The time of `item2vec evaluate`: 100,000 sessions over 50,000 items, the last item of each held out, every item ranked for every case.

Sessions stay within one of a thousand topics but for some noise.  The notes of the tool say what each model took.

  evaluation_speed.py
  evaluation_speed.py --sessions 20000 --items 10000
"""
import argparse
import random
import shlex

from common import DEFAULT_CLI, DEFAULT_OUT, measure

TOPICS = 1000
NOISE = 0.15


def write_log(path, sessions, items):
    source = random.Random(1)
    per_topic = items // TOPICS
    with open(path, "w", encoding="utf-8") as log:
        for _ in range(sessions):
            topic = source.randrange(TOPICS)
            topics = [source.randrange(TOPICS) if source.random() < NOISE else topic for _ in range(source.randint(4, 14))]
            log.write(" ".join(f"i{of * per_topic + source.randrange(per_topic)}" for of in topics) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=100_000)
    parser.add_argument("--items", type=int, default=50_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--item2vec", default=DEFAULT_CLI, metavar="CMD")
    args = parser.parse_args()
    log = DEFAULT_OUT / f"evaluation-{args.sessions}-{args.items}.txt"
    log.parent.mkdir(parents=True, exist_ok=True)
    write_log(log, args.sessions, args.items)
    command = [*shlex.split(args.item2vec), "evaluate", str(log), "--epochs", "1", "--min-count", "1", "--threads", str(args.threads)]
    seconds, peak, output = measure(command)
    print(output)
    print(f"{seconds:.1f} s with reading, training and all baselines, {peak:.0f} MB")


if __name__ == "__main__":
    main()
