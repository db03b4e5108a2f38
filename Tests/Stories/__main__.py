"""Runs the stories: `python Tests/Stories --binary .build/debug/guichet [--long] [--filter X]`.

Each story gets a stage of its own. They run in a network namespace with loopback only, where the system lets us:
the fake SMSC listens on every address, and no story has any business outside."""

import argparse
import os
import subprocess
import sys
import time
import traceback

import agenda
import around
import behalf
import calendars
import closures
import conversation
import displacement
import effects
import faults
import imports
import leaks
import partners
import restore
import routes
import suppressions
import texting
import thread
import tour
from stage import Stage

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def threads(stage):
    for variant in thread.VARIANTS + (thread.LONG if stage.long else []):
        started = time.monotonic()
        thread.thread(stage, *variant)
        print(f"   {' '.join(variant[:3])}, {'with' if variant[3] else 'without'} JavaScript: "
              f"{time.monotonic() - started:.0f} s", flush=True)
    partner = partners.begins(stage)
    around.around(stage)
    tour.tour(stage)
    conversation.conversation(stage)
    calendars.subscribed(stage)
    suppressions.suppressed(stage)
    agenda.agenda(stage)
    closures.closures(stage)
    behalf.behalf(stage)
    partners.ends(stage, partner)
    routes.every_page_was_seen(stage)
    assert not stage.browser.faults, "\n".join(["faults on pages:", *stage.browser.faults])


STORIES = {
    "thread": threads, "effects": effects.run, "displacement": displacement.run, "imports": imports.run,
    "texting": texting.texting,
}
LONG = {"faults": faults.run, "restore": restore.run}


def isolated():
    """Starts ourselves again in a network namespace of our own; False where the system refuses."""
    inside = ["sh", "-c", 'ip link set lo up && exec "$@"', "sh", sys.executable, HERE, *sys.argv[1:]]
    namespace = ["unshare", "--net"]
    if os.geteuid() != 0:
        namespace += ["--user", "--map-current-user", "--keep-caps"]
    if subprocess.run([*namespace, "ip", "link", "set", "lo", "up"], capture_output=True).returncode != 0:
        print("   (no network namespace here: the fake SMSC listens on every address while the stories run)")
        return False
    os.execvpe(namespace[0], [*namespace, "--", *inside], {**os.environ, "GUICHET_ISOLATED": "1"})


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--binary", default=f"{ROOT}/.build/debug/guichet")
    arguments.add_argument("--long", action="store_true")
    arguments.add_argument("--filter", default="")
    chosen = arguments.parse_args()
    if "GUICHET_ISOLATED" not in os.environ:
        isolated()
    failed = []
    for name, story in {**STORIES, **(LONG if chosen.long else {})}.items():
        if chosen.filter.lower() not in name:
            continue
        started = time.monotonic()
        print(f"-- story: {name}", flush=True)
        stage = None
        try:
            stage = Stage(chosen.binary, ROOT, long=chosen.long)
            stage.guichet.start()
            story(stage)
            leaks.nothing_typed_is_readable(stage)
            print(f"ok {name} ({time.monotonic() - started:.0f} s)", flush=True)
        except Exception:
            traceback.print_exc()
            failed.append(name)
            if stage:
                print(f"web: {stage.guichet.log('web')}\nworker: {stage.guichet.log('worker')}", flush=True)
            print(f"FAILED {name} ({time.monotonic() - started:.0f} s)", flush=True)
        finally:
            if stage:
                stage.end()
    sys.exit(1 if failed else 0)


main()
