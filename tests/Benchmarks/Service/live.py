#!/usr/bin/python3
"""A service that learns from events: next items found with and without learning, and answers while a thousand events a second arrive.

    dotnet build -c Release src/Cli
    tests/Benchmarks/Service/live.py replay LOG.csv    a log with session_id and item_id, sessions in the order in which they began
    tests/Benchmarks/Service/live.py stream MODEL LOG.csv

replay trains on the first nine tenths of the sessions and goes through the others in their order: before each event but a session's first it
asks both services for 20 items after the session so far, and after a session it sends its events to one of them. stream asks for
recommendations by four clients, first alone and then while another client sends the events of the log. Client and server share the machine."""
import collections, csv, gzip, http.client, json, os, pathlib, random, shutil, statistics, sys, tempfile, threading, time
import load

KEY = "a-key-for-the-benchmark"
HEADERS = {"X-Api-Key": KEY, "Content-Type": "application/json"}


def post(connection, path, body):
    connection.request("POST", f"/v1/{path}", json.dumps(body), HEADERS)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status} {text.decode()}")
    return json.loads(text)


def connect(server):
    return http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)


def read(path):
    """Sessions in the order in which they begin."""
    sessions = {}
    with (gzip.open(path, "rt") if str(path).endswith(".gz") else open(path)) as file:
        for row in csv.DictReader(file):
            sessions.setdefault(row["session_id"], []).append(row["item_id"])
    return list(sessions.items())


def train(log, model):
    load.subprocess.run(
        ["dotnet", load.BIN / "Item2Vec.Cli/release/item2vec.dll", "train", str(log), "-o", str(model), "--quiet"], check=True)


def serve(model, work, *options):
    (work / "keys").write_text(KEY)
    server = load.Server(model, "--write-key-file", work / "keys", *options)
    server.wait()
    return server


class Found:
    """Of the events asked for: how many were found, and the mean of one over their rank."""

    def __init__(self):
        self.asked = self.hits = self.ranks = 0

    def add(self, answer, target):
        items = [one["item"] for one in answer["results"]]
        self.asked += 1
        if target in items:
            self.hits += 1
            self.ranks += 1 / (1 + items.index(target))

    def __str__(self):
        return f"hit@20 {self.hits / max(1, self.asked):.4f}, MRR@20 {self.ranks / max(1, self.asked):.4f} of {self.asked:,}"


def replay(path):
    work = pathlib.Path(tempfile.mkdtemp(prefix="item2vec-live-"))
    sessions = read(path)
    cut = len(sessions) * 9 // 10
    with open(work / "first.csv", "w") as file:
        file.write("session_id,item_id,position\n")
        file.writelines(f"{name},{item},{at}\n" for name, items in sessions[:cut] for at, item in enumerate(items))
    counts = collections.Counter(item for _, items in sessions[:cut] for item in items)
    known = {item for item, count in counts.items() if count >= 5}
    begin = time.monotonic()
    train(work / "first.csv", work / "frozen")
    shutil.copytree(work / "frozen", work / "live")
    print(f"trained on {cut:,} sessions, {sum(len(items) for _, items in sessions[:cut]):,} events, in {time.monotonic() - begin:.0f} s", flush=True)
    servers = [serve(work / "frozen", work), serve(work / "live", work, "--live")]
    asks = [connect(server) for server in servers]
    names = ["all", "items of the model", "items that it lacks", "the first half of the sessions", "the second half"]
    found = {(name, who): Found() for name in names for who in ("frozen", "live")}
    events = 0
    begin = time.monotonic()
    for number, (name, items) in enumerate(sessions[cut:]):
        for at in range(1, len(items)):
            body = {"history": items[:at], "k": 20, "seen": "keep", "skipUnknown": True}
            for who, ask in zip(("frozen", "live"), asks):
                answer = post(ask, "recommend", body)
                half = names[3] if number < (len(sessions) - cut) / 2 else names[4]
                for part in ("all", names[1] if items[at] in known else names[2], half):
                    found[part, who].add(answer, items[at])
        post(asks[1], "events", {"events": [{"session": name, "item": item} for item in items]})
        events += len(items)
    print(f"replayed {len(sessions) - cut:,} sessions, {events:,} events, in {time.monotonic() - begin:.0f} s")
    for part in names:
        for who in ("frozen", "live"):
            print(f"{part}, {who}: {found[part, who]}")
    print(f"memory of its own: frozen {servers[0].anonymous():.0f} MB, live {servers[1].anonymous():.0f} MB; "
          f"new items {servers[1].counter('item2vec_live_items'):.0f}; log {size(work / 'live.events') / events:.0f} bytes an event")
    print("exit codes", [server.stop() for server in servers])
    shutil.rmtree(work)


def size(directory):
    return sum(file.stat().st_size for file in directory.iterdir())


def stream(model, path):
    work = pathlib.Path(tempfile.mkdtemp(prefix="item2vec-live-"))
    shutil.copytree(model, work / "model")
    sessions = read(path)
    rng = random.Random(1)
    events = [{"session": f"live-{name}", "item": item} for name, items in sessions[-60_000:] for item in items]
    histories = [items[:rng.randrange(1, len(items))] for _, items in rng.sample(sessions, 20_000) if len(items) > 1]
    for flush in ("true", "false"):
        server = serve(work / "model", work, "--live", "--live-flush", flush)
        report("warm", ask(server, histories, 10))
        print(f"--live-flush {flush}, memory of its own {server.anonymous():.0f} MB")
        report("recommend alone", ask(server, histories, 25))
        sent, stop = {"events": 0, "times": [], "late": 0}, threading.Event()
        sender = threading.Thread(target=send, args=(server, events, sent, stop))
        sender.start()
        began = time.monotonic()
        report("the same with events", ask(server, histories, 30))
        took = time.monotonic() - began
        stop.set()
        sender.join()
        times = sorted(sent["times"])
        print(f"  {sent['events'] / took:,.0f} events/s in {len(times):,} requests of 20, acknowledged after p50 {1e3 * statistics.median(times):.2f} ms, "
              f"p99 {1e3 * times[int(0.99 * len(times))]:.1f} ms; {sent['late']} sent late; memory {server.anonymous():.0f} MB, "
              f"{server.counter('item2vec_live_sessions'):,.0f} sessions kept, {server.counter('item2vec_live_items'):,.0f} new items")
        code = server.stop()
        again = load.Server(work / "model", "--live", "--write-key-file", work / "keys")
        print(f"  stopped with exit code {code}; the next start with {size(work / 'model.events') / 1e6:.0f} MB of log takes {again.wait():.2f} s", flush=True)
        again.stop()
        shutil.rmtree(work / "model.events")
    shutil.rmtree(work)


def send(server, events, sent, stop, rate=1000, group=20):
    """So many events a second, in requests one after another."""
    connection = connect(server)
    begin = time.monotonic()
    for number in range(10**9):
        due = begin + number * group / rate
        pause = due - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        elif pause < -0.1:
            sent["late"] += 1
        if stop.is_set():
            return
        from_ = number * group % (len(events) - group)
        before = time.monotonic()
        post(connection, "events", {"events": events[from_:from_ + group]})
        sent["times"].append(time.monotonic() - before)
        sent["events"] += group


def ask(server, histories, seconds, clients=4, pause=0.004):
    """Times of recommendations, with a pause after each, so that the processors are not saturated."""
    times, failed, end = [], [0], time.monotonic() + seconds

    def client(number):
        connection = connect(server)
        at = number
        while time.monotonic() < end:
            before = time.monotonic()
            try:
                post(connection, "recommend", {"history": histories[at % len(histories)], "k": 20, "skipUnknown": True})
                times.append(time.monotonic() - before)
            except (RuntimeError, OSError, http.client.HTTPException):
                failed[0] += 1
                connection = connect(server)
            at += clients
            time.sleep(pause)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(times), failed[0], seconds


def report(name, result):
    times, failed, seconds = result
    print(f"  {name}: {len(times) / seconds:,.0f} requests/s, p50 {1e3 * statistics.median(times):.2f} ms, p99 {1e3 * times[int(0.99 * len(times))]:.2f} ms, "
          f"p99.9 {1e3 * times[int(0.999 * len(times))]:.2f} ms, {failed} failed", flush=True)


if __name__ == "__main__":
    if "ITEM2VEC_BIN" in os.environ:
        load.BIN = pathlib.Path(os.environ["ITEM2VEC_BIN"])
    {"replay": replay, "stream": stream}[sys.argv[1]](*sys.argv[2:])
