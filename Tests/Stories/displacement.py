"""A post closes for three days: everybody who had a place is told once and gets another one, although the process that
does it is killed in the middle. Twenty people; three hundred in a long run."""

import collections
import re

from clerks import DeskCaller
from effects import at_once, prepared
from ground import until
from procedures import Procedure

FIRST, DAYS = 2, 3  # the third day that has places, and the two after it
TOLD = "SELECT count(*) FROM scheduler.displaced WHERE told_at IS NOT NULL"
LOST = "ne peut pas avoir lieu"


def run(stage):
    number = 300 if stage.long else 20
    people = prepared(stage, Procedure(stage.root, "p19"), number)
    dates = at_once(books, enumerate(people), 8)
    closure = declares(stage, min(dates), max(dates), number)
    killed_at = killed_in_the_middle(stage, number)
    told = everybody_is_told(stage, number)
    states = collections.Counter(dict(stage.ground.sql(
        "SELECT state, count(*) FROM scheduler.displaced GROUP BY state")))
    offered, waiting = int(states["offered"]), int(states["waiting"])
    assert offered + waiting == number, states
    assert not stage.guichet.invariants(), stage.guichet.invariants()
    print(f"   {number} people displaced, the worker killed after {killed_at}: {told} notices, each once; "
          f"{offered} with another place, {waiting} told that there is none yet", flush=True)
    takes_the_place(stage, people[0])
    stays_closed(stage, closure)
    assert not stage.guichet.invariants(), stage.guichet.invariants()
    print("   the place that was kept is taken by the link; the closure outlives the loss of Redis", flush=True)


def books(numbered):
    """A place on one of the days; gives the date."""
    number, person = numbered
    person.hands_in()
    for attempt in range(40):
        days = []
        form = person.chooses_a_day(lambda days_: days.extend(days_) or days_[FIRST + number % DAYS])
        if not form:
            continue
        buttons = form["buttons"]
        person.submit(form, button=buttons[(number * 5 + attempt * 17) % len(buttons)])
        confirm = person.page.form(action="confirm")
        if confirm:
            person.submit(confirm)
            assert any(link.endswith("/calendar.ics") for link in person.page.links), person.page.path
            return re.search(r"day=([\d-]+)", days[FIRST + number % DAYS])[1]
    raise AssertionError("forty times somebody else was quicker")


def declares(stage, first, last, number):
    """By the supervisor's form; the preview counts everybody, and changes nothing."""
    clerk = DeskCaller(stage, "supervisor")
    form = clerk.caller.get("/fr/desk/displacement").form(control="group")
    typed = {"group": "guichets", "from_date": first, "from_time": "00:00", "to_date": last, "to_time": "24:00",
             "reason": "premises"}
    typed.update({name: "Dégât des eaux" for name in form["controls"] if name.startswith("words_")})
    seen = clerk.caller.submit(form, typed)
    assert seen.status == 200, f"{seen.status} {seen.title}: {re.sub('<[^>]+>', ' ', seen.text)[:800]}"
    assert f"{number} personnes sont concernées" in seen.text, seen.title
    assert stage.ground.sql("SELECT count(*) FROM scheduler.appointments WHERE state = 'displaced'") == [["0"]]
    page = clerk.caller.submit(seen.form(action=r"/desk/displacement\?"))
    assert re.search(r"/desk/displacement/[a-z0-9]+$", page.path), f"{page.status} {page.path}"
    return {"date": first, "page": page.path, "clerk": clerk}


def killed_in_the_middle(stage, number):
    """As if its power were cut, with about half told; what it leased comes back by itself."""
    def count():
        return int(stage.ground.sql(TOLD)[0][0])
    until("the first notices", 60, lambda: count() >= number // 3)
    stage.guichet.worker.kill()
    told = count()
    assert told < number, f"all {number} were told before the kill"
    stage.guichet.start_worker()
    return told


def everybody_is_told(stage, number):
    """Each has one row, and one mail arrived for it; a mail whose outcome the killed process didn't learn may come twice."""
    until("everybody told", 240, lambda: int(stage.ground.sql(TOLD)[0][0]) == number)
    rows = stage.ground.sql(
        "SELECT count(*), count(DISTINCT event), count(DISTINCT recipient) FROM channels.messages "
        "WHERE template = 'appointment.displaced'")
    assert rows == [[str(number)] * 3], rows

    def arrived():
        return {mail.id for mail in stage.mail.mails if LOST in mail.subject}
    until("every notice in the mail", 120, lambda: len(arrived()) >= number)
    ids = arrived()
    assert len(ids) == number, f"{len(ids)} different notices for {number} people"
    return len(ids)


def takes_the_place(stage, person):
    """Without coming in, by a press on the page that the link in the notice opens."""
    notice = stage.mail.wait(person.email, lambda mail: LOST in mail.subject)
    link = next(link for link in notice.links if "/a/" in link)
    page = person.caller.get(re.sub(r"^https?://[^/]+", "", link))
    form = page.form(action="/offer$")
    assert form, f"{page.status} {page.path} {page.title}"
    page = person.caller.submit(form)
    assert any(link.endswith("/calendar.ics") for link in page.links), page.title
    until("their row", 20, lambda: stage.ground.sql(
        "SELECT count(*) FROM scheduler.displaced WHERE state = 'placed'") == [["1"]])


def stays_closed(stage, closure):
    """Redis emptied and filled again: nobody is offered a place on those days."""
    stage.guichet.stop()
    stage.ground.redis_cli("FLUSHALL")
    stage.guichet.start()
    until("the refill", 60, lambda: stage.ground.redis_cli("EXISTS", "{cd}:filled") == "1")
    slots = stage.guichet.json(
        "slots", "--post", "bruxelles", "--service", "legalisation", "--from", closure["date"], "--days", str(DAYS))
    assert slots["slots"] == [], slots["slots"][:3]
