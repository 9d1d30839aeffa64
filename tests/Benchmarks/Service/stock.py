#!/usr/bin/python3
"""Stock that changes under load: filtered queries, a list of half a million of a million ids swapped, attributes changed, new filters.

    apt-get install wrk; dotnet build -c Release src/Cli
    tests/Benchmarks/Service/stock.py MODEL

MODEL is a model directory, best one of a million items; its attributes and filters are replaced. Client and server share the machine."""
import http.client, json, mmap, pathlib, random, statistics, struct, subprocess, sys, tempfile, threading, time
from load import BIN, Load, Server

KEY = "a-key-for-the-benchmark"


def send(server, method, path, body=None, key=KEY, kind="application/json", connection=None):
    """Seconds until the answer, and the answer."""
    own = connection or http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    begin = time.monotonic()
    own.request(method, f"/v1/{path}", body, {"X-Api-Key": key, "Content-Type": kind} if body is not None or method == "DELETE" else {})
    answer = own.getresponse()
    text = answer.read().decode()
    took = time.monotonic() - begin
    if answer.status != 200:
        raise RuntimeError(f"{method} {path}: {answer.status} {text}")
    if connection is None:
        own.close()
    return took, json.loads(text)


def tool(*args):
    return subprocess.run(["dotnet", BIN / "Item2Vec.Cli/release/item2vec.dll", *map(str, args)], check=True, capture_output=True, text=True).stdout


def read_ids(path):
    """The ids of a model, from its sections (docs/file-formats.md)."""
    with open(path, "rb") as file:
        data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    table = {}
    for i in range(struct.unpack_from("<i", data, 12)[0]):
        kind, _, _, at, size = struct.unpack_from("<16siIqq", data, 64 + 64 * i)
        table.setdefault(kind.rstrip(b"\0").decode(), data[at:at + size])
    offsets = table["id-offsets"].cast("q")
    return [bytes(table["id-bytes"][offsets[i]:offsets[i + 1]]).decode() for i in range(len(offsets) - 1)]


def latency(server, items, queries, more=""):
    """Median and 99th percentile of one connection in milliseconds."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    times = [send(server, "GET", f"items/{items[i % len(items)]}/similar?k=10{more}", connection=connection)[0] for i in range(queries + 200)][200:]
    times.sort()
    return f"median {1e3 * statistics.median(times):.2f} ms, p99 {1e3 * times[int(0.99 * len(times))]:.2f} ms"


def beside(server, ask, clients=4, seconds=15):
    """The times of questions that some clients ask one after another."""
    times, end = [], time.monotonic() + seconds

    def client():
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        while time.monotonic() < end:
            times.append(ask(connection))

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def report(name, result):
    print(f"{name}: {result['requests'] / result['seconds']:,.0f} requests/s, {result['requests']:,.0f} answered, p50 {result['p50'] / 1000:.2f} ms, "
          f"p99 {result['p99'] / 1000:.2f} ms, p99.9 {result['p999'] / 1000:.2f} ms, {result['refused'] + result['broken']:.0f} failed", flush=True)


def main():
    model = sys.argv[1]
    work = pathlib.Path(tempfile.mkdtemp(prefix="item2vec-stock-"))
    ids = read_ids(pathlib.Path(model, "items.i2v"))
    count = len(ids)
    rng = random.Random(1)
    table = work / "stock.csv"
    table.write_text("item_id,in_stock,price,tags\n" + "".join(f"{one},{rng.random() < 0.5},{rng.randrange(1, 500)},t{rng.randrange(50)}|t{rng.randrange(50)}\n" for one in ids))
    begin = time.monotonic()
    tool("attributes", "set", model, table)
    print(f"attributes set, {count:,} rows of three attributes: {time.monotonic() - begin:.1f} s", flush=True)
    (work / "keys").write_text(KEY)
    asked = work / "items.txt"
    sample = rng.sample(ids, 20_000)
    asked.write_text("\n".join(sample))
    server = Server(model, "--watch", "--write-key-file", work / "keys")
    print(f"ready after {server.wait():.2f} s", flush=True)
    halves = [[one for one in ids if rng.random() < 0.5] for _ in range(2)]
    bodies = [json.dumps(half).encode() for half in halves]
    few = json.dumps(rng.sample(ids, count // 100)).encode()
    whole = json.dumps(ids).encode()
    took, answer = send(server, "PUT", "filters/all", whole)
    print(f"PUT of {answer['ids']:,} ids ({len(whole) / 1e6:.0f} MB), idle: {took:.2f} s", flush=True)
    send(server, "PUT", "filters/in-stock", bodies[0])
    send(server, "PUT", "filters/few", few)
    for name, more in [("no filter", ""), ("filter=in-stock, half of the items", "&filter=in-stock"), ("filter=few, one in a hundred", "&filter=few"),
                       ("where=in_stock=True", "&where=in_stock%3DTrue"), ("where=price<=50 and tags=t7, one in 250", "&where=price%3C%3D50&where=tags%3Dt7"),
                       ("both", "&filter=in-stock&where=price%3C%3D50")]:
        print(f"one connection, {name}: {latency(server, sample, 3000, more)}", flush=True)
    excluded = json.dumps({"items": [sample[0]], "exclude": rng.sample(ids, 100_000)}).encode()
    times = sorted(send(server, "POST", "similar", excluded)[0] for _ in range(30))
    print(f"100,000 exclusions in a body of {len(excluded) / 1e6:.1f} MB: median {1e3 * times[15]:.0f} ms", flush=True)

    Load(server, asked, 3, 16, more="&filter=in-stock").result()
    report("filtered, 16 connections with pauses", Load(server, asked, 15, 16, 4, more="&filter=in-stock").result())
    load = Load(server, asked, 32, 16, 4, more="&filter=in-stock")
    swaps = []
    begin = time.monotonic()
    while time.monotonic() < begin + 30:
        swaps.append(send(server, "PUT", "filters/in-stock", bodies[len(swaps) % 2])[0])
        time.sleep(0.5)
    report(f"the same while {len(halves[0]):,} ids were swapped {len(swaps)} times ({statistics.median(swaps):.2f} s each)", load.result())
    load = Load(server, asked, 32, 16, 4, more="&filter=in-stock")
    swaps = []
    begin = time.monotonic()
    while time.monotonic() < begin + 30:
        swaps.append(send(server, "PUT", "filters/in-stock", whole if len(swaps) % 2 == 0 else bodies[1])[0])
        time.sleep(0.5)
    report(f"the same with {count:,} ids every other time, {len(swaps)} swaps (slowest {max(swaps):.2f} s)", load.result())

    def change(connection):
        return send(server, "PATCH", f"items/{rng.choice(ids)}", json.dumps({"attributes": {"price": rng.randrange(500)}}), connection=connection)[0]

    def invent(connection):
        return send(server, "GET", f"items/{sample[0]}/similar?where=price%3E{rng.random() * 500}", connection=connection)[0]

    for what, ask in [("changed attributes", change), ("asked for filters never asked for before", invent)]:
        load = Load(server, asked, 16, 16, 4)
        times = beside(server, ask)
        report(f"unfiltered while four clients {what}, {len(times)} times (median {1e3 * statistics.median(times):.0f} ms each)", load.result())
    print(f"memory of its own {server.anonymous():.0f} MB; stopped with exit code {server.stop()}")


if __name__ == "__main__":
    main()
