"""Putting jobs in, working them off, and how long one takes from its call to its handler."""

import json
import os
import pathlib
import subprocess
import sys
import time

from measure import Overheard, Void, benchmark, here, median, ours, percentile, result
from servers import Process, on_disk

# How each peer's producer and worker are started; {file} takes a line per job, {socket} is Redis.
PEERS = {
    "sidekiq": (["ruby", here("peers/sidekiq_peer.rb")],
                ["sidekiq", "-r", here("peers/sidekiq_peer.rb"), "-c", "64", "-q", "default"]),
    "celery": ([sys.executable, here("peers/celery_peer.py")],
               [sys.executable, "-m", "celery", "-A", "celery_peer", "worker", "--concurrency", "2", "-l", "ERROR",
                "--without-gossip", "--without-mingle", "--without-heartbeat"]),
    "dramatiq": ([sys.executable, here("peers/dramatiq_peer.py")],
                 [sys.executable, "-m", "dramatiq", "dramatiq_peer", "--processes", "1", "--threads", "64"]),
    "taskiq": ([sys.executable, here("peers/taskiq_peer.py")],
               [sys.executable, "-m", "taskiq", "worker", "taskiq_peer:broker", "--workers", "1",
                "--max-async-tasks", "64", "--ack-type", "when_executed", "--log-level", "ERROR"]),
    "bullmq": ([sys.executable, here("peers/bullmq_peer.py")], [sys.executable, here("peers/bullmq_peer.py"), "work"]),
}
SECONDS = 5


class PeerFailed(Exception):
    """A peer gave up: it has no figure, and the note says so."""


def measure(place, binary, extent):
    count, peers_count = extent.of(20_000), extent.of(3_000)
    clean = True
    try:
        done = []
        for _ in range(extent.runs):
            done.append({
                "ours": our_run(place, binary, count), "limit": limits(place, binary, count),
                "peers": {name: peer_figures(place, name, peers_count) for name in PEERS},
            })
        tell(done, grown(place, binary, extent) if extent.growth else "growth not measured")
    except Void as why:
        result("jobs", None, errors=1, note=f"void: {why}")
        clean = False
    return clean


def our_run(place, binary, count, latency=True):
    with place.redis() as server:
        address = ("--redis", f"unix://{server.socket}")
        enqueue = ours(binary, "enqueue", *address, "--count", count)
        drain = ours(binary, "drain", *address, "--count", count)
        if enqueue["errors"] or drain["left"] or drain["doubled"]:
            raise Void(f"jobs: {enqueue['errors']} errors, {drain['left']} left, {drain['doubled']} doubled")
        told = {"enqueue": enqueue, "drain": drain}
        if latency:
            told["latency"] = ours(
                binary, "latency", *address, "--rate", int(drain["rate"] / 2), "--seconds", SECONDS)
            if told["latency"]["errors"]:
                raise Void(f"jobs: {told['latency']['errors']} more or fewer than were put in")
        return told


def grown(place, binary, extent):
    words = []
    for count in map(extent.of, (1_000, 10_000, 100_000)):
        told = our_run(place, binary, count, latency=False)
        words.append(f"backlog {count} drained at {told['drain']['rate']:.0f}/s")
    return "growth: " + ", ".join(words)


def limits(place, binary, count):
    """The functions by redis-benchmark: putting in; and taking 64 at a time and ending one by one."""
    with place.redis() as server:
        address = ("--redis", f"unix://{server.socket}")
        with Overheard(server.socket, "FCALL") as heard:
            ours(binary, "enqueue", *address, "--count", 1)
            ours(binary, "drain", *address, "--count", 1)
        enqueue, take, finish = (heard.call(f"jobs_{name}") for name in ("enqueue", "take", "finish"))
        first = 3 + int(enqueue[2]) + 1
        raw_enqueue = benchmark(
            server.socket, count, [*enqueue[:first], "__rand_int__" * 3, *enqueue[first + 1:]])
        server.flushdb()
        server.config_set("appendfsync", "no")
        wire = server.pipeline(transaction=False)
        for number in range(count):
            wire.execute_command(*enqueue[:first], f"{number:012}", *enqueue[first + 1:])
            if number % 500 == 499:
                wire.execute()
        wire.execute()
        on_disk(server)
        # After the time: 64 at once, a lease that outlasts the measuring, one token for all.
        takes = [*take[:first], "64", "600000", "raw", "0"]
        raw_take = 64 * benchmark(server.socket, count // 64, takes, pipeline=1)
        wire.execute_command(*takes)
        wire.execute()
        few = count // 4
        raw_finish = benchmark(server.socket, few, [*finish[:first], "__rand_int__", "raw"], among=count)
        return {"enqueue": raw_enqueue, "drain": 1 / (1 / raw_take + 1 / raw_finish)}


def peer_figures(place, name, count):
    try:
        return peer_run(place, name, count)
    except (PeerFailed, subprocess.TimeoutExpired) as why:
        print(f"{name}: {why}", file=sys.stderr)
        return None


def peer_run(place, name, count):
    produce, work = PEERS[name]
    with place.redis() as server:
        file = place.fresh(name)
        env = os.environ | {
            "BENCH_REDIS": server.socket, "BENCH_FILE": str(file), "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": here("peers"), "PYTHONWARNINGS": "ignore",
        }
        seconds = produced(produce, "enqueue", count, env)
        worker = Process(work, place.fresh("log"), env, here("peers"))
        try:
            lines = finished(file, count, worker)
            ends = sorted(line[2] for line in lines)
            rate = (count - 1) / (ends[-1] - ends[0])
            doubled = len(lines) - len({line[0] for line in lines})
            file.write_text("")
            pace = max(10, int(rate / 2))
            produced(produce, "pace", pace, env, str(SECONDS))
            waits = [(line[2] - line[1]) * 1_000 for line in finished(file, pace * SECONDS, worker)]
        finally:
            worker.end()
        return {
            "enqueue": count / seconds, "drain": rate, "p50": percentile(waits, 0.5), "p99": percentile(waits, 0.99),
            "doubled": doubled,
        }


def produced(command, verb, count, env, *more):
    done = subprocess.run(
        [*command, verb, str(count), *more], env=env, cwd=here("peers"), capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise PeerFailed(f"{verb}: {done.stderr[-1_500:]}")
    return json.loads(done.stdout.splitlines()[-1])["seconds"]


def finished(file: pathlib.Path, count, worker, patience=120):
    """The lines that a peer's jobs wrote, once there are so many: number, time of the call, time of the handler."""
    end = time.monotonic() + patience
    while True:
        text = file.read_text() if file.exists() else ""
        lines = [[float(word) for word in line.split()] for line in text.splitlines() if line.count(" ") == 2]
        if len(lines) >= count:
            return lines
        if time.monotonic() > end or not worker.is_alive():
            tail = pathlib.Path(worker.log).read_text(errors="replace")[-800:]
            raise PeerFailed(f"{len(lines)} of {count} jobs done: {tail}")
        time.sleep(0.2)


def tell(runs, growth):
    def mid(*path):
        return median(runs, *path)

    def of_peers(name):
        return {peer: mid("peers", peer, name) for peer in PEERS}

    def words(name, digits=0):
        return ", ".join(
            f"{peer} failed" if value is None else f"{peer} {value:.{digits}f}"
            for peer, value in of_peers(name).items())

    def best(name, choose):
        known = [value for value in of_peers(name).values() if value is not None]
        return choose(known) if known else None

    for name, what in (("enqueue", "jobs a second put in one by one by 64 callers"),
                       ("drain", "jobs a second worked off by one worker, 64 at once")):
        p50, p99 = (mid("ours", name, "p50_ms"), mid("ours", name, "p99_ms")) if name == "enqueue" else (None, None)
        result(
            f"jobs/{name}", mid("ours", name, "rate"), best(name, max), mid("limit", name), p50, p99,
            note=f"{what}; peers: {words(name)}; {growth if name == 'drain' else ''}".rstrip("; "))
    result(
        "jobs/latency", mid("ours", "latency", "p50_ms"), best("p50", min), None,
        mid("ours", "latency", "p50_ms"), mid("ours", "latency", "p99_ms"), better="less",
        note=f"ms from call to handler at half of each one's own drain rate ({mid('ours', 'latency', 'rate'):.0f}/s "
             f"ours); peers p50: {words('p50', 1)}; peers p99: {words('p99', 1)}")
