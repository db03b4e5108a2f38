"""Running what is measured, and saying what came out."""

import dataclasses
import json
import os
import pathlib
import re
import socket
import statistics
import subprocess
import threading
import time


@dataclasses.dataclass
class Extent:
    """How much is measured: how often, which share of the full counts, and whether their growth, too."""

    runs: int
    size: float
    growth: bool

    def of(self, count):
        return max(1, round(count * self.size))


class Void(Exception):
    """Something was lost, doubled or wrong: there is no figure."""


def ours(binary, *arguments):
    """What a command of the target Bench tells."""
    done = subprocess.run([binary, *map(str, arguments)], capture_output=True, text=True, timeout=900)
    if done.returncode != 0:
        raise Void(f"{' '.join(map(str, arguments[:2]))}: {done.stderr[-400:]}")
    return json.loads(done.stdout.splitlines()[-1])


def benchmark(path, count, command, among=1_000, pipeline=64):
    """Calls a second by redis-benchmark on one connection; each __rand_int__ becomes twelve digits below `among`."""
    done = subprocess.run(
        ["redis-benchmark", "-s", path, "-n", str(count), "-c", "1", "-P", str(pipeline), "-r", str(among), "--csv",
         *command], capture_output=True, text=True)
    if done.returncode != 0:
        raise Void(f"redis-benchmark: {done.stdout[-200:]} {done.stderr[-200:]}")
    line = done.stdout.strip().splitlines()[-1]
    return float(re.findall(r'"([^"]*)"', line)[-7])


def raw_latency(path, command, count):
    """Milliseconds of each of `count` calls of one prepared command over a plain socket, one after the other."""
    words = [word.encode() for word in command]
    message = b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in words)
    with socket.socket(socket.AF_UNIX) as wire:
        wire.connect(path)
        wire.sendall(message)
        wire.settimeout(1)
        size = 0
        try:
            while True:
                size += len(wire.recv(1 << 20))
        except TimeoutError:
            wire.settimeout(60)
        times = []
        for _ in range(count):
            begin = time.perf_counter()
            wire.sendall(message)
            left = size
            while left > 0:
                left -= len(wire.recv(1 << 20))
            times.append((time.perf_counter() - begin) * 1_000)
    return times


class Overheard:
    """The commands that others send while the block runs, as lists of words; only those with one verb."""

    END = "nothing more to hear"

    def __init__(self, path, verb):
        self.path = path
        self.verb = f'"{verb}"'
        self.commands = []

    def __enter__(self):
        self.child = subprocess.Popen(
            ["redis-cli", "-s", self.path, "MONITOR"], stdout=subprocess.PIPE, text=True, errors="replace")
        self.child.stdout.readline()
        self.reader = threading.Thread(target=self.read)
        self.reader.start()
        return self

    def read(self):
        for line in self.child.stdout:
            if self.END in line:
                return
            if self.verb in line:
                words = re.findall(r'"((?:[^"\\]|\\.)*)"', line)
                self.commands.append([re.sub(r"\\(.)", r"\1", word) for word in words])

    def __exit__(self, *_):
        subprocess.run(["redis-cli", "-s", self.path, "ECHO", self.END], check=True, capture_output=True)
        self.reader.join()
        self.child.terminate()
        self.child.wait()

    def call(self, name):
        """The first call of a function whose name begins so."""
        return next(words for words in self.commands if words[1].startswith(name))


def pgbench(place, database, script, clients, each, define=()):
    """Transactions a second, and the milliseconds of each."""
    logs = place.fresh("pgbench")
    logs.mkdir()
    done = subprocess.run(
        ["pgbench", "-h", place.path, "-U", "guichet", "-n", "-M", "prepared", "-c", str(clients),
         "-j", str(min(clients, 2)), "-t", str(each), "-f", script, "-l", "--log-prefix", f"{logs}/log",
         *[f"-D{name}={value}" for name, value in define], database],
        capture_output=True, text=True, check=True)
    times = [int(line.split()[2]) / 1_000
             for log in logs.iterdir() for line in log.read_text().splitlines()]
    rate = float(re.search(r"tps = ([0-9.]+)", done.stdout)[1])
    return rate, times


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else None


def median(runs, *path):
    """The median over the runs of what stands at the path; None where a run has nothing."""
    values = []
    for run in runs:
        for key in path:
            run = run.get(key) if run is not None else None
        if run is not None:
            values.append(run)
    return statistics.median(values) if values else None


def result(scenario, ours, peer=None, limit=None, p50=None, p99=None, errors=0, note="", better="more"):
    """One object as shared by all scenarios. A ratio over 1 is to our credit when less is better, too."""
    def ratio(other):
        if not ours or not other:
            return None
        return significant(ours / other if better == "more" else other / ours)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(json.dumps({
        "scenario": scenario, "ours": significant(ours), "peer": significant(peer), "limit": significant(limit),
        "ratio_to_peer": ratio(peer), "ratio_to_limit": ratio(limit), "p50_ms": significant(p50),
        "p99_ms": significant(p99), "errors": errors, "note": f"{note}; load average {load}".lstrip("; "),
    }), flush=True)


def significant(value, digits=3):
    if value is None:
        return None
    rounded = float(f"{value:.{digits}g}")
    return int(rounded) if rounded == int(rounded) else rounded


def here(name):
    return str(pathlib.Path(__file__).parent / name)
