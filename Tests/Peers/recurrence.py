"""Random recurrence rules, expanded by `guichet calendar expand --stdin` and by python-dateutil: do they agree?

The same seed makes the same rules. Where dateutil departs from RFC 5545 it gets the rule in other words that mean the
same (`in_other_words`); where there are none the rule is left out (`why_excluded`). Both are counted by reason. It
prints one JSON object and fails when an expansion differs or a rule takes too long.
"""
import argparse
import datetime
import itertools
import json
import multiprocessing
import pathlib
import random
import subprocess
import sys
from collections import Counter
from zoneinfo import ZoneInfo

from dateutil import rrule

WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
# How many days dateutil, which goes step by step, is followed; instances after them are not compared.
HORIZON = {"YEARLY": 30_000, "MONTHLY": 9_000, "WEEKLY": 4_000, "DAILY": 1_500, "HOURLY": 400, "MINUTELY": 60,
           "SECONDLY": 30}
ZONES = ["Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia",
         "America/Sao_Paulo"]
LIMIT = 25
# A gap moves at most so many instances of a rule past others.
MOVED = 400


def some(chance, numbers, most=4):
    """A few of the numbers, rarely many of them."""
    if chance.random() < 0.15:
        most = len(numbers)
    return chance.sample(numbers, chance.randint(1, min(most, len(numbers))))


def signed(highest):
    return [*range(1, highest + 1), *range(-highest, 0)]


def days(chance, counted):
    def day():
        name = chance.choice(WEEKDAYS)
        if not counted or chance.random() < 0.4:
            return name
        highest = 5 if counted == "month" or chance.random() < 0.5 else 53
        return f"{chance.choice(signed(highest))}{name}"
    return sorted({day() for _ in range(chance.randint(1, 4))})


def positions(chance, frequency):
    """A second has one instance and a minute few: dateutil would look for more of them second by second."""
    if frequency == "SECONDLY":
        return [chance.choice([1, -1]), chance.randint(2, 9)]
    return some(chance, signed(3 if frequency == "MINUTELY" else chance.choice([3, 10, 366])))


def random_parts(chance):
    frequency = chance.choice(list(HORIZON))
    parts = {"FREQ": frequency}

    def maybe(likelihood, name, values):
        if chance.random() < likelihood:
            parts[name] = values()

    if chance.random() < 0.5:
        parts["INTERVAL"] = chance.randint(2, chance.choice([4, 12, 100, 5_000]))
    maybe(0.25, "BYMONTH", lambda: some(chance, range(1, 13), 6))
    if frequency == "YEARLY":
        maybe(0.2, "BYWEEKNO", lambda: some(chance, signed(53), 6))
    if frequency in ("YEARLY", "HOURLY", "MINUTELY", "SECONDLY"):
        maybe(0.15, "BYYEARDAY", lambda: some(chance, signed(366), 40))
    if frequency != "WEEKLY":
        maybe(0.25, "BYMONTHDAY", lambda: some(chance, signed(31), 8))
    counted = None
    if frequency in ("YEARLY", "MONTHLY") and "BYWEEKNO" not in parts:
        counted = "month" if frequency == "MONTHLY" or "BYMONTH" in parts else "year"
    maybe(0.4, "BYDAY", lambda: days(chance, counted))
    maybe(0.3, "BYHOUR", lambda: some(chance, range(24), 6))
    maybe(0.25, "BYMINUTE", lambda: some(chance, range(60)))
    maybe(0.2, "BYSECOND", lambda: some(chance, range(61)))
    if any(name.startswith("BY") for name in parts):
        maybe(0.2, "BYSETPOS", lambda: positions(chance, frequency))
    maybe(0.3, "WKST", lambda: chance.choice(WEEKDAYS))
    return parts


def random_start(chance):
    second = chance.choice([0, chance.randrange(86_400)]) if chance.random() < 0.3 else chance.randrange(96) * 900
    return datetime.datetime(1950, 1, 1) + datetime.timedelta(days=chance.randrange(50_000), seconds=second)


def bound(chance, parts, start, horizon):
    kind = chance.random()
    if kind < 0.3:
        parts["COUNT"] = chance.randint(1, 60)
    elif kind < 0.6:
        until = start + chance.random() * (horizon - start)
        parts["UNTIL"] = until.strftime(chance.choice(["%Y%m%d", "%Y%m%dT%H%M%S"]))


def written(parts):
    return ";".join(f"{name}={','.join(map(str, value)) if isinstance(value, list) else value}"
                    for name, value in parts.items())


def in_other_words(parts, start):
    """The rule as dateutil understands it, and why it had to be put otherwise."""
    parts, reasons = dict(parts), []
    if 60 in parts.get("BYSECOND", []):
        # "…interpret the second 60 as equivalent to the second 59" (§3.3.12); dateutil raises an error.
        parts["BYSECOND"] = sorted({min(second, 59) for second in parts["BYSECOND"]})
        reasons.append("BYSECOND=60")
    if "BYWEEKNO" in parts and not {"BYDAY", "BYMONTHDAY", "BYYEARDAY"} & set(parts):
        # "Information, not contained in the rule… derived from the Start Time" (§3.3.10); dateutil takes all days.
        parts["BYDAY"] = [WEEKDAYS[start.weekday()]]
        reasons.append("BYWEEKNO without a day")
    named = parts.get("BYDAY", [])
    plain = [day for day in named if day in WEEKDAYS]
    if plain and len(plain) < len(named):
        # BYDAY is a "list of days" (§3.3.10), each counted or not; dateutil wants a day that is both.
        every = 5 if parts["FREQ"] == "MONTHLY" or "BYMONTH" in parts else 53
        parts["BYDAY"] = [day for day in named if day not in plain]
        parts["BYDAY"] += [f"{place}{day}" for day in plain for place in range(1, every + 1)]
        reasons.append("BYDAY with counted and plain days")
    if len(parts.get("UNTIL", "")) == 8:
        # "Bounds the recurrence rule in an inclusive manner": the day is in; dateutil ends at its midnight.
        parts["UNTIL"] += "T235959"
        reasons.append("UNTIL with a date")
    return parts, reasons


def why_excluded(parts, start):
    if parts["FREQ"] == "WEEKLY" and "BYSETPOS" in parts:
        if WEEKDAYS[start.weekday()] != parts.get("WKST", "MO"):
            # "A set of recurrence instances starts at the beginning of the interval" (§3.3.10), here the week;
            # dateutil's first set starts with DTSTART.
            return "BYSETPOS in a first week that dateutil cuts"
    if {52, 53, -52, -53} & set(parts.get("BYWEEKNO", [])):
        # "Week number one… is the first week that contains at least four (4) days in that calendar year": dateutil
        # takes this year's length for last year's, and leaves "-numweeks for next year" to do.
        return "BYWEEKNO 52 and 53, which dateutil miscounts where years meet"
    return None


def reference(parts, start, horizon, most):
    """dateutil's instances; an error says that interval and times never meet."""
    BoundedCalendar.last = (horizon.year, 12 if parts["FREQ"] == "YEARLY" else horizon.month)
    found = []
    try:
        for instance in itertools.islice(rrule.rrulestr(written(parts), dtstart=start), most):
            if instance > horizon:
                break
            found.append(instance)
    except Past:
        pass
    except ValueError as error:
        if "empty" not in str(error):
            raise
    return found


def on_the_wall(instances, zone):
    """What the wall shows when they come, each once; PEP 495's first fold moves a time forward by its gap."""
    if zone is None:
        return instances
    here, utc = ZoneInfo(zone), datetime.timezone.utc
    return sorted({at.replace(tzinfo=here).astimezone(utc) for at in instances})


def as_text(instant, zone):
    return (instant.astimezone(ZoneInfo(zone)) if zone else instant).isoformat()


def question(number, seed):
    """A rule's parts, and everything else that `expand` is asked; dateutil's answer, or why there is none."""
    chance = random.Random(f"{seed}/{number}")
    parts, start = random_parts(chance), random_start(chance)
    horizon = start + datetime.timedelta(days=HORIZON[parts["FREQ"]])
    bound(chance, parts, start, horizon)
    zone = chance.choice(ZONES) if parts["FREQ"] != "SECONDLY" and chance.random() < 0.25 else None
    asked = {"rule": written(parts), "start": start.strftime("%Y%m%dT%H%M%S"), "limit": LIMIT}
    if zone:
        asked["zone"] = zone
    excluded = why_excluded(parts, start)
    if excluded:
        return asked, None, horizon, [excluded]
    other, reasons = in_other_words(parts, start)
    walls = reference(other, start, horizon, 4 * LIMIT + (MOVED if zone else 0))
    instances = on_the_wall(walls, zone)
    if walls and chance.random() < 0.3:
        out = some(chance, walls[:2 * LIMIT], 10) + [start + datetime.timedelta(days=1)]
        asked["exdate"] = ",".join(at.strftime("%Y%m%dT%H%M%S") for at in out)
        excluded = set(on_the_wall(out, zone))
        instances = [at for at in instances if at not in excluded]
    if len(walls) > 1 and chance.random() < 0.3:
        after = walls[:3 * LIMIT][-1] - walls[0]
        first = walls[0] + chance.random() * after
        first = first.replace(microsecond=0)
        asked["from"] = first.isoformat()
        moved = on_the_wall([first], zone)[0]
        instances = [at for at in instances if at >= moved]
    return asked, instances[:LIMIT], horizon, reasons


class Past(Exception):
    """dateutil looks at its UNTIL only where a rule yields something, and would search until the year 9999."""


class BoundedCalendar(rrule._iterinfo):
    last = (9_999, 12)

    def rebuild(self, year, month):
        if (year, month) > BoundedCalendar.last:
            raise Past
        super().rebuild(year, month)


rrule._iterinfo = BoundedCalendar


class Expander:
    def __init__(self, binary):
        self.process = subprocess.Popen([binary, "calendar", "expand", "--stdin"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, bufsize=1)

    def ask(self, asked):
        """The answer, and the seconds of processor time it took: other processes may share the machine."""
        before = self.busy()
        self.process.stdin.write(json.dumps(asked) + "\n")
        answer = json.loads(self.process.stdout.readline())
        return answer, self.busy() - before

    def busy(self):
        nanoseconds = 0
        for thread in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            nanoseconds += int((thread / "schedstat").read_text().split()[0])
        return nanoseconds / 1e9


def compare(binary, seed, most_milliseconds, numbers):
    expander, counts, reworded, excluded = Expander(binary), Counter(), Counter(), Counter()
    different, slow = [], []
    for number in numbers:
        asked, expected, horizon, reasons = question(number, seed)
        answer, taken = expander.ask(asked)
        slow = sorted([*slow, (taken, asked["rule"])], reverse=True)[:5]
        counts["too slow"] += taken * 1000 > most_milliseconds
        counts["rules"] += 1
        counts[answer.get("end", "refused")] += 1
        if expected is None:
            excluded.update(reasons)
            continue
        reworded.update(reasons)
        zone = asked.get("zone")
        last = (horizon - datetime.timedelta(days=2 if zone else 0)).isoformat()
        wanted = [text for text in (as_text(at, zone) for at in expected) if text <= last]
        given = [text for text in answer.get("instances", ["refused"]) if text <= last]
        counts["instances"] += len(wanted)
        counts["with instances"] += bool(wanted)
        counts["agree"] += wanted == given
        if wanted != given:
            different.append({"asked": asked, "dateutil": wanted, "guichet": answer})
    return counts, reworded, excluded, different, slow


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--rules", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=5545)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--most-milliseconds", type=float, default=50, help="for a rule, with a release build")
    options = parser.parse_args()
    shares = [(options.binary, options.seed, options.most_milliseconds, range(worker, options.rules, options.workers))
              for worker in range(options.workers)]
    with multiprocessing.Pool(options.workers) as pool:
        results = pool.starmap(compare, shares)
    counts, reworded, excluded = (sum((result[place] for result in results), Counter()) for place in range(3))
    different = [case for result in results for case in result[3]]
    slowest = sorted((case for result in results for case in result[4]), reverse=True)[:5]
    json.dump({"counts": counts, "put to dateutil in other words": reworded, "excluded": excluded,
               "slowest": [{"milliseconds": round(taken * 1000, 2), "rule": rule} for taken, rule in slowest],
               "different": different[:20]}, sys.stdout, indent=1)
    print()
    sys.exit(bool(different) or counts["too slow"] > 0)


if __name__ == "__main__":
    main()
