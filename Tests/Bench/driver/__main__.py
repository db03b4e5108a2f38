"""Measures the Scheduler beside its limits and its peers; see docs/performance.md. Started by scripts/bench."""

import argparse
import signal
import subprocess
import sys

import availability
import holds
import jobs
import timers
from measure import Extent, result
from servers import Place

SCENARIOS = {"holds": holds, "availability": availability, "jobs": jobs, "timers": timers}


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("scenarios", nargs="*", metavar="scenario", help=f"{', '.join(SCENARIOS)}; all unless told")
    parser.add_argument("--quick", action="store_true", help="about a minute: shows that the frame works, no more")
    parser.add_argument("--size", type=float, help="share of the full counts; 1 unless told")
    parser.add_argument("--runs", type=int, help="3 unless told; the median counts")
    parser.add_argument("--data", default="/var/tmp", help="folder for the servers' data, on the disk to be measured")
    parser.add_argument("--binary", required=True, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    unknown = [name for name in arguments.scenarios if name not in SCENARIOS]
    if unknown:
        parser.error(f"unknown scenario: {', '.join(unknown)}; there are {', '.join(SCENARIOS)}")
    runs = arguments.runs or (1 if arguments.quick else 3)
    size = arguments.size or (0.1 if arguments.quick else 1)
    # So that servers are stopped and folders removed when somebody ends us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    failed = False
    for name in arguments.scenarios or SCENARIOS:
        try:
            with Place(arguments.data) as place:
                failed |= not SCENARIOS[name].measure(
                    place, arguments.binary, Extent(runs, size, not arguments.quick))
        except (OSError, subprocess.SubprocessError) as why:
            result(name, None, errors=1, note=f"void: {str(why)[:300]} {str(getattr(why, 'stderr', ''))[-300:]}")
            failed = True
    sys.exit(1 if failed else 0)


main()
