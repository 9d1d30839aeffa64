#!/usr/bin/python3
"""Reading speed: our reader on 10 million events of one Parquet file, against DuckDB's bare sort of them.

The bar: reading the file into a corpus takes at most twice the time DuckDB needs to sort the events once they are
encoded (three integers: hash of the session, item row, time; ordered by hash and time) on the same threads, and at
most 1.5 GB.  The sort is timed --runs times from a table in memory, and the best time is the yardstick.

  ingest.py                                            trains a minimal model, takes the reading time it reports
  ingest.py --reader 'dotnet bench.dll read {file}'    a program that only reads: its whole time counts
"""
import argparse
import json
import re
import shlex
import time
from pathlib import Path

from common import DEFAULT_CLI, DEFAULT_OUT, markdown, measure
from duckdb_library import DuckDB, find_library
from make_events import make_events

READER = ("{item2vec} train {file} -o {model} --epochs 1 --dimensions 8 --window 1 --negative 1 --min-count 1 "
          "--threads {threads} --no-index --verbose")


def sort_seconds(file, library, threads, runs, temporary):
    """DuckDB's own times to sort the encoded events; encoding them is not timed."""
    database = DuckDB(library, threads, temporary)
    database.run(f"create temp table vocabulary as select item_id, (row_number() over (order by n desc, item_id) - 1)::int "
                 f"as item_row from (select item_id, count(*) n from '{file}' group by all)")
    database.run(f"create temp table encoded as select hash(session_id) h, item_row, timestamp ts "
                 f"from '{file}' join vocabulary using (item_id)")
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        database.run("create or replace temp table sorted as select h, item_row from encoded order by h, ts")
        times.append(time.perf_counter() - start)
    return times


def reading_runs(args):
    """Our reader, --runs times: seconds it reports (else its whole wall time), and its peak MB."""
    command = args.reader.format(item2vec=args.item2vec, file=shlex.quote(str(args.file)), threads=args.threads,
                                 model=shlex.quote(str(args.file.with_name("ingest-model"))))
    found = []
    for _ in range(args.runs):
        wall, peak, printed = measure(command)
        reported = re.search(args.pattern, printed, re.IGNORECASE)
        found.append({"reported": float(reported[1]) if reported else None, "wall": wall, "peakMegabytes": peak})
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", type=Path, default=DEFAULT_OUT / "events10m.parquet", help="made when missing")
    parser.add_argument("--item2vec", default=DEFAULT_CLI, metavar="CMD")
    parser.add_argument("--reader", default=READER, metavar="CMD", help="{file}, {threads} and {model} are filled in")
    parser.add_argument("--pattern", default=r"\bread(?:ing)?\b[^\n]*?([0-9]+(?:\.[0-9]+)?) ?s\b",
                        help="finds the reading seconds in the output, in group 1")
    parser.add_argument("--only", choices=["sort", "reader"], help="measure one side alone")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--libduckdb", type=Path, help="default: the one the build fetched")
    args = parser.parse_args()
    rows, best = [], {}
    if args.only != "reader" or not args.file.exists():
        library = find_library(args.libduckdb)
        if not args.file.exists():
            print(make_events(args.file, library, threads=args.threads))
    if args.only != "reader":
        times = sort_seconds(args.file, library, args.threads, args.runs, args.file.with_name("duckdb-temporary"))
        print(json.dumps({"sortSeconds": times}))
        best["sort"] = min(times)
        rows.append(["DuckDB, sort of the encoded events", f"{best['sort']:.2f}", "-"])
    if args.only != "sort":
        runs = reading_runs(args)
        print(json.dumps({"reader": runs}))
        best["reader"] = min(r["reported"] or r["wall"] for r in runs)
        what = "as reported" if runs[0]["reported"] else "whole process"
        rows.append([f"item2vec, file into corpus ({what})", f"{best['reader']:.2f}",
                     f"{max(r['peakMegabytes'] for r in runs):,.0f}"])
    print("\n" + markdown(["what", "best seconds", "peak MB"], rows))
    if len(best) == 2:
        print(f"\nreader / sort: {best['reader'] / best['sort']:.2f} (the bar: at most 2)")


if __name__ == "__main__":
    main()
