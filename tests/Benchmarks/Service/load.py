#!/usr/bin/python3
"""The service under load: processor time for a request beside that of a query in process, latency at half the saturation rate, reloads, start.

    apt-get install wrk; dotnet build -c Release
    tests/Benchmarks/Service/load.py MODEL [--other MODEL] [--million MODEL] [--only query,saturation,half,reload,start]
    tests/Benchmarks/Service/load.py MODEL --recommend LOG.txt

MODEL is a model directory; --other is the one that reloads alternate with, --million a large one for the start. Client and server share the machine."""
import argparse, os, pathlib, shutil, signal, socket, subprocess, sys, tempfile, time, urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
BIN = ROOT / "artifacts" / "bin"
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """The built tool, serving."""

    def __init__(self, model, *options):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.begin = time.monotonic()
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            ["dotnet", BIN / "Item2Vec.Cli/release/item2vec.dll", "serve", "--model", model, "--port", str(self.port), *options], stderr=self.log)

    def wait(self):
        """Seconds from the start of the process until /readyz says yes."""
        while True:
            try:
                if self.get("/readyz"):
                    return time.monotonic() - self.begin
            except OSError:
                if self.process.poll() is not None:
                    self.log.seek(0)
                    sys.exit(self.log.read())
                time.sleep(0.005)

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.read().decode()

    def cpu(self):
        """Processor seconds so far."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def anonymous(self):
        """Resident megabytes that are not a file's."""
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("RssAnon"):
                return int(line.split()[1]) / 1000
        return 0

    def counter(self, name):
        return sum(float(line.split()[-1]) for line in self.get("/metrics").split("\n") if line.startswith(name))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


class Load:
    """wrk, while it runs."""

    def __init__(self, server, items, seconds, connections, pause=0, kind="ITEMS", more=""):
        self.process = subprocess.Popen(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", pathlib.Path(__file__).parent / "request.lua", f"http://127.0.0.1:{server.port}"],
            stdout=subprocess.PIPE, text=True, env={**os.environ, kind: str(items), "PAUSE": str(pause), "MORE": more})

    def result(self):
        output = self.process.communicate()[0]
        fields = [line.split()[1:] for line in output.split("\n") if line.startswith("RESULT")][0]
        names = ["requests", "seconds", "p50", "p99", "p999", "refused", "broken"]
        return dict(zip(names, map(float, fields)))


def in_process(model, items):
    program = BIN / "Item2Vec.Benchmarks.Service/release/Item2Vec.Benchmarks.Service.dll"
    return float(subprocess.run(["dotnet", program, "similar", model, items], check=True, capture_output=True, text=True).stdout)


def saturate(server, items, seconds=10, connections=16, more=""):
    """Requests a second, and the server's processor microseconds for each."""
    before = server.cpu()
    result = Load(server, items, seconds, connections, more=more).result()
    return result, 1e6 * (server.cpu() - before) / result["requests"]


def recommend(options, work):
    """Latency in process, then requests a second on both processors beside the client's."""
    bodies = work / "bodies.txt"
    program = BIN / "Item2Vec.Benchmarks.Service/release/Item2Vec.Benchmarks.Service.dll"
    subprocess.run(["dotnet", program, "recommend", options.model, options.recommend, bodies], check=True)
    server = Server(options.model, *options.serve_options.split())
    server.wait()
    Load(server, bodies, 5, 16, kind="BODIES").result()
    rounds = []
    for _ in range(3):
        before = server.cpu()
        result = Load(server, bodies, 10, 16, kind="BODIES").result()
        rounds.append((result["requests"] / result["seconds"], 1e6 * (server.cpu() - before) / result["requests"], result))
    rate, cost, result = sorted(rounds, key=lambda one: one[0])[1]
    print(f"service: {rate:,.0f} recommendations/s, {cost:.0f} us of processor time each, p99 {result['p99'] / 1000:.2f} ms, "
          f"{result['refused'] + result['broken']:.0f} failed")
    server.stop()


def swap(model, source):
    """Puts a model in the place of another, as item2vec train does: written beside it, then two renames."""
    beside, old = f"{model}.new", f"{model}.gone"
    shutil.copytree(source, beside, copy_function=os.link)
    os.rename(model, old)
    os.rename(beside, model)
    shutil.rmtree(old)


def reload(server, model, sources, items, count=100, seconds=60, pause=6):
    load = Load(server, items, seconds + 2, 32, pause)
    begin = time.monotonic()
    memory = []
    for i in range(count):
        swap(model, sources[i % 2])
        while server.counter('item2vec_reloads_total{result="taken"}') < i + 1:
            time.sleep(0.02)
        memory.append(server.anonymous())
        time.sleep(max(0, begin + (i + 1) * seconds / count - time.monotonic()))
    took = time.monotonic() - begin
    return load.result(), took, memory, server.counter('item2vec_reloads_total{result="refused"}')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--other")
    parser.add_argument("--million")
    parser.add_argument("--recommend", metavar="LOG", help="recommend after beginnings of the sessions of this log, a session a line, instead")
    parser.add_argument("--more", default="", help="more of the query string, such as '&diversity=0.3'")
    parser.add_argument("--only", default="query,saturation,half,reload,start")
    parser.add_argument("--serve-options", default="", help="more options for item2vec serve")
    options = parser.parse_args()
    wanted = options.only.split(",")
    work = pathlib.Path(tempfile.mkdtemp(prefix="item2vec-load-", dir=pathlib.Path(options.model).resolve().parent))
    items = work / "items.txt"
    more = options.serve_options.split()
    try:
        if options.recommend:
            recommend(options, work)
            return
        query = in_process(options.model, items)
        print(f"query in process: {query:.1f} us of processor time", flush=True)
        rate = None
        if "saturation" in wanted or "half" in wanted:
            server = Server(options.model, *more)
            server.wait()
            saturate(server, items, 5, more=options.more)
            rounds = [saturate(server, items, more=options.more) for _ in range(3)]
            rounds.sort(key=lambda one: one[1])
            result, cost = rounds[1]
            rate = result["requests"] / result["seconds"]
            print(f"saturation: {rate:,.0f} requests/s, {cost:.1f} us of processor time a request, {cost / query:.2f} of a query "
                  f"(rounds {', '.join(f'{one[1]:.1f}' for one in rounds)}), p99 {result['p99'] / 1000:.2f} ms, {result['refused'] + result['broken']:.0f} failed", flush=True)
            if "half" in wanted:
                pause = round(64 / (rate / 2) * 1000)
                result = Load(server, items, 20, 64, pause, more=options.more).result()
                print(f"half: {result['requests'] / result['seconds']:,.0f} requests/s, p50 {result['p50'] / 1000:.2f} ms, p99 {result['p99'] / 1000:.2f} ms, "
                      f"p99.9 {result['p999'] / 1000:.2f} ms, {result['refused'] + result['broken']:.0f} failed", flush=True)
            server.stop()
        if "reload" in wanted:
            model = work / "model"
            sources = [options.other or options.model, options.model]
            shutil.copytree(options.model, model, copy_function=os.link)
            server = Server(model, "--watch", *more)
            server.wait()
            result, took, memory, refused = reload(server, str(model), sources, items)
            print(f"reload: {len(memory)} in {took:.0f} s under {result['requests'] / result['seconds']:,.0f} requests/s: {result['requests']:,.0f} answered, "
                  f"{result['refused']:.0f} refused, {result['broken']:.0f} broken, p99 {result['p99'] / 1000:.2f} ms, {refused:.0f} models refused; "
                  f"memory of its own {memory[9]:.0f} MB after 10, {memory[len(memory) // 2]:.0f} after {len(memory) // 2}, {memory[-1]:.0f} after {len(memory)}", flush=True)
            print(f"  stopped with exit code {server.stop()}", flush=True)
        if "start" in wanted and options.million:
            times = []
            for _ in range(5):
                server = Server(options.million, *more)
                times.append(server.wait())
                server.stop()
            print(f"start: ready after {sorted(times)[2]:.2f} s (median of {', '.join(f'{t:.2f}' for t in times)})", flush=True)
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
