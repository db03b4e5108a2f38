"""Figures, reported and never asserted: start time, idle memory, pages a second.

    python Tests/Stories/measure.py --binary .build/release/guichet      (needs wrk)"""

import argparse
import re
import subprocess
import time

from stage import Stage


def start_time(stage):
    """Milliseconds from the start of the web process to a ready answer; the middle of five."""
    times = []
    for _ in range(5):
        stage.guichet.web.stop()
        begun = time.monotonic()
        stage.guichet.start_web()
        times.append((time.monotonic() - begun) * 1000)
    return sorted(times)[2]


def idle_memory(process):
    """Resident megabytes."""
    with open(f"/proc/{process.child.pid}/status", encoding="utf-8") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) / 1024


def pages_a_second(url):
    said = subprocess.run(["wrk", "-t1", "-c32", "-d5s", url], capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--binary", default=".build/release/guichet")
    stage = Stage(arguments.parse_args().binary, ".")
    stage.guichet.start()
    try:
        site = f"http://127.0.0.1:{stage.guichet.port}"
        print(f"start of the web process: {start_time(stage):.0f} ms")
        time.sleep(10)
        print(f"idle memory: web {idle_memory(stage.guichet.web):.0f} MB, "
              f"worker {idle_memory(stage.guichet.worker):.0f} MB")
        pages_a_second(f"{site}/fr/procedures/p19")
        print(f"info page: {pages_a_second(f'{site}/fr/procedures/p19'):.0f}/s, "
              f"bare answer (/healthz): {pages_a_second(f'{site}/healthz'):.0f}/s")
    finally:
        stage.end()


if __name__ == "__main__":
    main()
