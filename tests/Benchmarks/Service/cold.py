#!/usr/bin/python3
"""Items without events among the others: next items found of both kinds, before and after their scores are calibrated.

    dotnet build -c Release src/Cli
    tests/Benchmarks/Service/cold.py EVENTS.csv ITEMS.csv COLUMN[,COLUMN] [SESSION]

One in twenty users is for the test. One in ten items is cold: its events are left out of the training, and its metadata places it. Before each event
of a test user but the first, the service is asked for 20 items after the last 20 events so far (those that may be seen again are not asked for)."""
import csv, gzip, pathlib, random, shutil, sys, tempfile
import live, load


def table(path):
    with (gzip.open(path, "rt") if path.endswith(".gz") else open(path)) as file:
        return list(csv.DictReader(file))


def main(events, items, columns, session="user_id"):
    work = pathlib.Path(tempfile.mkdtemp(prefix="item2vec-cold-"))
    rng = random.Random(7)
    users = {}
    for row in table(events):
        users.setdefault(row[session], []).append(row["item_id"])
    counts = {}
    for used in users.values():
        for item in used:
            counts[item] = counts.get(item, 0) + 1
    described = [row["item_id"] for row in table(items)]
    cold = set(rng.sample(sorted(item for item in described if counts.get(item, 0) >= 5), len(described) // 10))
    test = set(rng.sample(sorted(users), len(users) // 20))
    with open(work / "log.csv", "w") as file:
        file.write("session_id,item_id,position\n")
        for user, used in users.items():
            if user not in test:
                file.writelines(f"{user},{item},{at}\n" for at, item in enumerate(used) if item not in cold)
    with open(work / "items.csv", "w") as file:
        names = columns.split(",")
        writer = csv.writer(file)
        writer.writerow(["item_id", *names])
        writer.writerows([row["item_id"], *(row[name] for name in names)] for row in table(items))
    print(f"{len(users) - len(test):,} users to learn from, {len(test):,} for the test; {len(cold):,} of {len(described):,} items are cold", flush=True)
    servers = {}
    for name in ("false", "true"):
        result = load.subprocess.run(
            ["dotnet", load.BIN / "Item2Vec.Cli/release/item2vec.dll", "train", str(work / "log.csv"), "--items", str(work / "items.csv"), "--variant", "meta",
             "--metadata", columns, "--cold-items", "--min-count", "1", "--threads", "1", "--calibrate-cold", name, "-o", str(work / name)], check=True, capture_output=True, text=True)
        print("\n".join(line for line in result.stderr.split("\n") if "without events" in line), flush=True)
        servers[name] = load.Server(work / name)
        servers[name].wait()
    asks = {name: live.connect(server) for name, server in servers.items()}
    for score in ("blend", "next", "similar"):
        ways = {"before": ("false", "mix"), "after": ("true", "mix"), "excluded": ("true", "exclude"), "only cold": ("true", "only")}
        found = {(way, kind): live.Found() for way in ways for kind in ("all", "warm", "cold")}
        shown = {way: 0 for way in ways}
        for user in sorted(test):
            used = users[user]
            for at in range(1, len(used)):
                if used[at] in used[:at]:
                    continue
                body = {"history": used[max(0, at - 20):at], "k": 20, "skipUnknown": True, "score": score}
                for way, (name, choice) in ways.items():
                    answer = live.post(asks[name], "recommend", {**body, "cold": choice})
                    shown[way] += sum(one["item"] in cold for one in answer["results"])
                    for kind in ("all", "cold" if used[at] in cold else "warm"):
                        found[way, kind].add(answer, used[at])
        for way in ways:
            share = shown[way] / max(1, 20 * found[way, "all"].asked)
            print(f"{score}, {way}: all {found[way, 'all']}; warm {found[way, 'warm']}; cold {found[way, 'cold']}; {100 * share:.1f} % of the lists cold", flush=True)
    print("exit codes", [server.stop() for server in servers.values()])
    shutil.rmtree(work)


if __name__ == "__main__":
    if "ITEM2VEC_BIN" in live.os.environ:
        load.BIN = pathlib.Path(live.os.environ["ITEM2VEC_BIN"])
    main(*sys.argv[1:])
