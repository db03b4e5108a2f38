"""Figures, reported and never asserted: start, idle memory, pages a second, a signed PDF, bookings a second.

    python Tests/Stories/measure.py --binary .build/release/guichet      (needs wrk)"""

import argparse
import os
import re
import statistics
import subprocess
import tempfile
import time
import urllib.parse

from effects import prepared
from ground import until
from procedures import Procedure
from stage import Stage

PEOPLE = 300
HERE = os.path.dirname(os.path.abspath(__file__))


def start_time(stage):
    """Milliseconds from the start of the web process to a ready answer; the middle of five."""
    times = []
    for _ in range(5):
        stage.guichet.web.stop()
        begun = time.monotonic()
        stage.guichet.start_web()
        times.append((time.monotonic() - begun) * 1000)
    return statistics.median(times)


def idle_memory(process):
    """Resident megabytes."""
    with open(f"/proc/{process.child.pid}/status", encoding="utf-8") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) / 1024


def wrk(url, seconds, script=()):
    command = ["wrk", "-t1", "-c32", f"-d{seconds}s", *script[:2], url, *script[2:]]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


def pages_a_second(url):
    wrk(url, 2)
    return wrk(url, 5)


def signed_pdf(stage, people):
    """Milliseconds from an answered form to its signed, sealed and registered PDF, one after the other; the middle."""
    for person in people:
        person.hands_in()
    rows = stage.ground.sql(
        "SELECT extract(epoch FROM messages.created_at - documents.issued_at) * 1000 FROM casedesk.documents "
        "JOIN channels.messages ON subject = dossier AND template = 'dossier.submitted'")
    assert len(rows) == len(people), f"{len(rows)} proofs of deposit for {len(people)} people"
    return statistics.median(float(row[0]) for row in rows)


def bookings_a_second(stage, people):
    """From the first hold to the last confirmation, over HTTP, with 32 people at once."""
    with tempfile.NamedTemporaryFile("w", suffix=".plan", encoding="utf-8") as plan:
        plan.writelines(f"{line}\n" for line in planned(people))
        plan.flush()
        wrk(f"http://127.0.0.1:{stage.guichet.port}", 10, ["-s", f"{HERE}/booking.lua", "--", plan.name])
    count = "SELECT count(*) FROM scheduler.journal WHERE kind = 'confirm'"
    until("every booking in the journal", 90, lambda: int(stage.ground.sql(count)[0][0]) == len(people))
    return len(people) / float(stage.ground.sql(
        "SELECT extract(epoch FROM max(at) FILTER (WHERE kind = 'confirm') - min(at) FILTER (WHERE kind = 'hold')) "
        "FROM scheduler.journal")[0][0])


def planned(people):
    """Each a place of their own: cookies, dossier, form, start; by tabs."""
    places = free_places(people[0])
    for person in people:
        person.opens_dossier()
        form = next(form for form in person.page.forms if form["method"] == "post")
        cookies = "; ".join(f"{name}={value}" for name, value in person.caller.cookies.items())
        yield "\t".join([cookies, person.page.path, urllib.parse.urlencode(form["hidden"]), next(places)])


def free_places(person):
    """Every second start, which no visit before it reaches into, on one day after the other."""
    for day in range(1, 21):
        form = person.chooses_a_day(lambda days, day=day: days[day])
        yield from (value for _, value in form["buttons"][::2])


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--binary", default=".build/release/guichet")
    stage = Stage(arguments.parse_args().binary, ".")
    stage.guichet.start()
    try:
        site = f"http://127.0.0.1:{stage.guichet.port}"
        print(f"start of the web process: {start_time(stage):.0f} ms", flush=True)
        time.sleep(10)
        print(f"idle memory: web {idle_memory(stage.guichet.web):.0f} MB, "
              f"worker {idle_memory(stage.guichet.worker):.0f} MB", flush=True)
        print(f"info page: {pages_a_second(f'{site}/fr/procedures/p19'):.0f}/s, "
              f"least answer (/healthz): {pages_a_second(f'{site}/healthz'):.0f}/s", flush=True)
        people = prepared(stage, Procedure(stage.root, "p19"), PEOPLE)
        print(f"signed PDF: {signed_pdf(stage, people):.1f} ms", flush=True)
        print(f"hold and confirm: {bookings_a_second(stage, people):.0f}/s", flush=True)
        print(f"memory after {PEOPLE} requests: web {idle_memory(stage.guichet.web):.0f} MB, "
              f"worker {idle_memory(stage.guichet.worker):.0f} MB", flush=True)
    finally:
        stage.end()


if __name__ == "__main__":
    main()
