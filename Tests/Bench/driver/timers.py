"""Timers that fall due over a minute: how late each comes, none too early, none lost when the worker is killed."""

import os
import pathlib
import signal
import subprocess
import sys
import time

from jobs import PEERS, PeerFailed, produced
from measure import Void, here, median, ours, percentile, result
from servers import Process, on_disk

APSCHEDULER = [sys.executable, here("peers/apscheduler_peer.py")]
SCHEDULING = {"sidekiq": PEERS["sidekiq"], "apscheduler": (APSCHEDULER, [*APSCHEDULER, "work"])}


def measure(place, binary, extent):
    count, span = extent.of(100_000), 60 if extent.growth else 10
    try:
        done = [our_run(place, binary, count, span) for _ in range(extent.runs)]
        killed = our_run(place, binary, count, span, kill=True)
        growth = [
            (size, our_run(place, binary, size, span)) for size in (count // 100, count // 10) if extent.growth]
        growth.append((count, done[-1]))
        peers = {name: peer_figures(place, name, count, span) for name in SCHEDULING}
        tell(done, killed, growth, peers, count)
    except Void as why:
        result("timers", None, errors=1, note=f"void: {why}")
        return False
    return True


def our_run(place, binary, count, span, kill=False):
    with place.redis() as server:
        file = place.fresh("timers")
        address = ("--redis", f"unix://{server.socket}")
        server.config_set("appendfsync", "no")
        start = time.time() + 5 + count / 20_000
        ours(binary, "timers", "fill", *address, "--count", count, "--from", int(start * 1_000),
             "--span", span * 1_000)
        on_disk(server)
        if time.time() > start:
            raise Void("the timers weren't in before the first was due")

        def worker():
            return Process([binary, "timers", "work", *address, "--file", str(file)], place.fresh("log"))
        running = worker()
        if kill:
            time.sleep(max(0, start + span / 2 - time.time()))
            running.end(signal.SIGKILL)
            running = worker()
        lines = told(file, count, start + span + 60)
        running.end()
        return judged(lines, count)


def judged(lines, count):
    numbers = [line[0] for line in lines]
    late = [line[1] for line in lines]
    lost, early = count - len(set(numbers)), sum(wait < 0 for wait in late)
    if lost or early:
        raise Void(f"timers: {lost} lost, {early} too early")
    return {
        "p50": percentile(late, 0.5), "p99": percentile(late, 0.99), "most": max(late),
        "doubled": len(numbers) - len(set(numbers)),
    }


def told(file: pathlib.Path, count, until):
    """The lines in the file once every number is there, or when the time is up."""
    while True:
        text = file.read_text() if file.exists() else ""
        lines = [[float(word) for word in line.split()] for line in text.splitlines(keepends=True)
                 if line.endswith("\n")]
        if len(lines) >= count and len({line[0] for line in lines}) >= count or time.time() > until:
            return lines
        time.sleep(0.5)


def peer_figures(place, name, count, span):
    try:
        return peer_run(place, name, count, span)
    except (PeerFailed, subprocess.TimeoutExpired) as why:
        print(f"{name}: {why}", file=sys.stderr)
        return {"p50": None, "p99": None}


def peer_run(place, name, count, span):
    """The same timers; what isn't done a minute after the last was due counts as undone."""
    produce, work = SCHEDULING[name]
    with place.redis() as server:
        file = place.fresh(name)
        env = os.environ | {
            "BENCH_REDIS": server.socket, "BENCH_FILE": str(file), "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": here("peers"),
        }
        server.config_set("appendfsync", "no")
        # As long as filling may take, and Sidekiq's first look.
        start = time.time() + 18 + count / 1_000
        produced(produce, "schedule", count, env, f"{start}", str(span))
        on_disk(server)
        worker = Process(work, place.fresh("log"), env, here("peers"))
        try:
            lines = told(file, count, start + span + (15 if span < 60 else 60))
        finally:
            worker.end()
        late = [(line[2] - line[1]) * 1_000 for line in lines]
        return {"p50": percentile(late, 0.5), "p99": percentile(late, 0.99), "undone": count - len(lines)}


def tell(runs, killed, growth, peers, count):
    def words(name):
        peer = peers[name]
        if peer["p99"] is None:
            return f"{name} failed, or none came"
        return (f"{name} p50 {peer['p50']:.0f} ms, p99 {peer['p99']:.0f} ms, "
                f"{peer['undone']} not done when watching ended")
    known = [peer["p99"] for peer in peers.values() if peer["p99"] is not None]
    p99 = median(runs, "p99")
    result(
        "timers", p99, min(known) if known else None, None, median(runs, "p50"), p99, better="less",
        note=f"p99 ms of lateness, {count} timers, none too early, none lost; worker killed halfway and started again: "
             f"0 lost, 0 early, {killed['doubled']} ran twice, p50 {killed['p50']:.1f} ms, p99 {killed['p99']:.0f} ms, "
             f"the latest {killed['most'] / 1_000:.1f} s (its leases last 5 s); growth: "
             + ", ".join(f"{size} timers p99 {told['p99']:.1f} ms" for size, told in growth)
             + f"; peers: {words('sidekiq')}; {words('apscheduler')}")
