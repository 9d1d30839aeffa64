#!/usr/bin/python3
"""Makes the log that the reading bar is measured on: one Parquet file, the same bytes for the same numbers.

10 million events of 1 million sessions over 500,000 items, ordered by time, so that sessions interleave as in a
real log.  Item ids are 11 characters of the base64url alphabet, session ids 16 hexadecimal digits, timestamps int64
seconds.  Session lengths are geometric, items follow Zipf's law; every session and every item occurs.
"""
import argparse
from pathlib import Path

from common import DEFAULT_OUT
from duckdb_library import DuckDB, find_library

STATEMENTS = """
create temp table items as
    select n, string_agg(substr('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
                                (1 + (hash(n, k, 'item') >> 32) % 64)::int, 1), '' order by k) as item
    from range({items}) a(n), range(11) b(k) group by n;
create temp table sessions as
    select n, lower(lpad(hex(hash(n, 'session')), 16, '0')) as session,
           1700000000 + (hash(n, 'start') % 2592000)::bigint as start,
           greatest(1, ceil(ln((n + 0.5) / {sessions}) / ln(1 - {sessions} / {events}))::bigint) as length
    from range({sessions}) t(n);
update sessions set length = greatest(1, length + {events} - (select sum(length)::bigint from sessions)) where n = 0;
create temp table events as
    select session, start + place * (20 + (hash(n, 'pace') % 60)::bigint) + (hash(n, place) % 20)::bigint as timestamp,
           row_number() over (order by hash(n, place, 'row'), n, place) - 1 as event
    from (select *, unnest(range(length)) as place from sessions);
copy (select session as session_id, item as item_id, timestamp
      from (select *, case when event < {items} then event
                           else least({items} - 1,
                                floor(pow({items}, (hash(event, 'draw') >> 11) / 9007199254740992.0))::bigint)
                      end as n from events)
      join items using (n) order by timestamp, event)
    to '{file}' (format parquet, compression snappy, row_group_size 122880);
"""


def make_events(file, library, events=10_000_000, sessions=1_000_000, items=500_000, threads=2):
    """Writes the file (over a temporary name) and returns 'events, sessions, items' as counted in it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(file.name + ".partial")
    database = DuckDB(library, threads, file.parent / "duckdb-temporary")
    filled = STATEMENTS.format(items=items, sessions=sessions, events=events, file=partial)
    for statement in filter(str.strip, filled.split(";\n")):
        database.run(statement)
    partial.replace(file)
    return database.run("select format('{:,} events, {:,} sessions, {:,} items', count(*), count(distinct session_id), "
                        f"count(distinct item_id)) from '{file}'")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", default=DEFAULT_OUT / "events10m.parquet")
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--sessions", type=int, default=1_000_000)
    parser.add_argument("--items", type=int, default=500_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--libduckdb", type=Path, help="default: the one the build fetched")
    args = parser.parse_args()
    library = find_library(args.libduckdb)
    print(make_events(args.file, library, args.events, args.sessions, args.items, args.threads))


if __name__ == "__main__":
    main()
