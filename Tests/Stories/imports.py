"""An appointment base of another system, taken over: nasty rows, a command killed in the middle, the same file again."""

import csv
import datetime
import io
import os
import signal
import subprocess
import tempfile
import time

from procedures import unique_ascii

POST, SERVICE = "bruxelles", "legalisation"


def run(stage):
    rows = 1_000 if stage.long else 120
    places = free_places(stage, rows)
    # The other system's files hold every contact: they stand apart from all that is searched for what was typed.
    with tempfile.TemporaryDirectory(prefix="old-") as folder:
        with_table(stage, f"{folder}/base.csv", rows, places)
        with_calendar(stage, f"{folder}/base.ics", 20, places[rows // 2 + 1:])
    assert not stage.guichet.invariants(), stage.guichet.invariants()


def with_table(stage, path, count, places):
    text, good, bad = table(stage, count, places)
    with open(path, "wb") as file:
        file.write(text.encode("cp1252"))
    tried = told(stage, path, "csv", "--dry-run")
    assert (tried["imported"], tried["refused"], tried["alreadyThere"]) == (good, bad, 1), tried["lines"][:5]
    assert (tried["encoding"], tried["separator"]) == ("Windows-1252", "semicolons"), tried
    assert in_the_database(stage) == (0, 0), "a dry run wrote something"
    killed = is_killed(stage, path, good // 3)
    report = told(stage, path, "csv", "--commit")
    assert report["imported"] + report["alreadyThere"] == good + 1 and report["refused"] == bad, report
    assert report["alreadyThere"] >= killed, report
    assert in_the_database(stage) == (good, good), in_the_database(stage)
    again = told(stage, path, "csv", "--commit")
    assert (again["imported"], again["alreadyThere"]) == (0, good + 1), again
    assert in_the_database(stage) == (good, good), in_the_database(stage)
    reasons = sorted({line["reason"] for line in report["lines"] if line["outcome"] == "refused"})
    assert reasons == ["closed", "columns", "contact", "full", "past", "start", "unclosed"], reasons
    print(f"   a table of {good + bad + 1} rows: killed after {killed}, then the same file again: {good} appointments "
          f"and drafts, {bad} rows refused ({', '.join(reasons)})", flush=True)


def with_calendar(stage, path, count, places):
    before = in_the_database(stage)[0]
    events = []
    for index in range(count):
        mail = f"{unique_ascii()}@example.org"
        stage.note(mail)
        local = places[index].replace("-", "").replace(":", "")
        events += ["BEGIN:VEVENT", f"UID:{index}@old.example", f"DTSTART:{local}",
                   'SUMMARY:Léga\r\n lisation\\, "urgent"', f'ATTENDEE;CN="Kab: eya":mailto:{mail}', "END:VEVENT"]
    events += ["BEGIN:VEVENT", "UID:r@old.example", f"DTSTART:{local}Z", "RRULE:FREQ=DAILY", "END:VEVENT",
               "BEGIN:VEVENT", "UID:z@old.example", f"DTSTART;TZID=Romance Standard Time:{local}",
               "ATTENDEE:mailto:z@example.org", "END:VEVENT"]
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write("\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""]))
    for expected in [(count, 0), (0, count)]:
        report = told(stage, path, "ics", "--commit")
        assert (report["imported"], report["alreadyThere"], report["refused"]) == (*expected, 2), report["lines"][-4:]
    assert in_the_database(stage)[0] == before + count
    print(f"   a calendar of {count + 2} events, twice: {count} appointments", flush=True)


def table(stage, count, places):
    """Semicolons, quotation marks with line ends in them, accents of Windows; gives the text and what is good in it."""
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=";", lineterminator="\r\n")
    sheet.writerow(["Numéro", "Nom, prénom", "Début", "Courriel", "Téléphone"])
    good = count // 2
    for index in range(good):
        mail = f"{unique_ascii()}@example.org"
        stage.note(mail)
        date, hour = places[index].split("T")
        year, month, day = date.split("-")
        when = [f"{date} {hour[:5]}", f"{day}/{month}/{year} {hour[:5]}", f"{day}.{month}.{year} {hour[:2]}h{hour[3:5]}"]
        sheet.writerow([f"RV-{index}", f'L\'Hôtel "{index}";\r\nétage', when[index % 3], mail, ""])
    first = places[0].replace("T", " ")[:16]
    sheet.writerow(["RV-0", "encore", first, "other@example.org", ""])
    bad = 0
    for index in range(count - good):
        wrong = [
            [f"B-{index}", "plein", first, f"full{index}@example.org", ""],
            [f"B-{index}", "passé", "2020-02-03 10:30", f"past{index}@example.org", ""],
            [f"B-{index}", "entre deux", first[:10] + " 10:03", f"between{index}@example.org", ""],
            [f"B-{index}", "sans date", "demain matin", f"when{index}@example.org", ""],
            [f"B-{index}", "muet", first, "personne", "12"],
            [f"B-{index}", "court", first],
        ][index % 6]
        sheet.writerow(wrong)
        bad += 1
    return out.getvalue() + 'B-x;"jamais fermé;2026\r\n', good, bad + 1


def free_places(stage, count):
    """A start each, as many as there are; the first one twice, so that its hour is full."""
    tomorrow = (datetime.date.today() + datetime.timedelta(days=2)).isoformat()
    slots = stage.guichet.json("slots", "--post", POST, "--service", SERVICE, "--from", tomorrow, "--days", "50")["slots"]
    first = min(slots, key=lambda slot: slot["places"])
    others = [slot["start"] for slot in slots if slot["start"] != first["start"]]
    return [first["start"]] * first["places"] + others[:count]


def told(stage, path, form, mode):
    return stage.guichet.json(
        "import", "appointments", path, "--format", form, "--post", POST, "--service", SERVICE, mode)


def is_killed(stage, path, after):
    """Gives how many rows were done when the command died."""
    command = subprocess.Popen(
        [stage.guichet.binary, "import", "appointments", path, "--format", "csv", "--post", POST, "--service", SERVICE,
         "--commit", "--json"], env=stage.guichet.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 120
    while in_the_database(stage)[0] < after:
        assert command.poll() is None and time.monotonic() < deadline, command.stderr.read()[-2000:]
        time.sleep(0.02)
    os.kill(command.pid, signal.SIGKILL)
    command.wait()
    return int(stage.ground.sql(
        "SELECT count(*) FROM casedesk.imported_appointments WHERE done_at IS NOT NULL")[0][0])


def in_the_database(stage):
    """Appointments that stand, and drafts that they stand for."""
    return tuple(int(value) for value in stage.ground.sql(
        """SELECT (SELECT count(*) FROM scheduler.appointments WHERE state = 'booked'),
                  (SELECT count(*) FROM casedesk.dossiers WHERE appointment IS NOT NULL)""")[0])
