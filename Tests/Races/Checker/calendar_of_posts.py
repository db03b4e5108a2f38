"""What was open: the versions of each agenda as a clerk would tell them, laid over local days."""

import datetime as dt
import zoneinfo

CELL = 300
DAY = 86_400_000


def start_of_day(date: dt.date, zone: zoneinfo.ZoneInfo) -> int:
    """Seconds since 1970 of the first instant of a local day; it isn't always midnight."""
    second = int(dt.datetime.combine(date, dt.time(), zone).timestamp())
    while dt.datetime.fromtimestamp(second, zone).date() < date:
        second += CELL
    while dt.datetime.fromtimestamp(second - 1, zone).date() >= date:
        second -= CELL
    return second


def instant(date: dt.date, clock: str, zone: zoneinfo.ZoneInfo) -> int:
    hour, minute = (int(part) for part in clock.split(":"))
    return int(dt.datetime.combine(date, dt.time(hour, minute), zone).timestamp())


def local_date(milliseconds: int, zone: zoneinfo.ZoneInfo) -> dt.date:
    return dt.datetime.fromtimestamp(milliseconds // 1000, zone).date()


class Day:
    """A desk group's local day in one version: its sittings as (first cell, cell after the last, counters)."""

    def __init__(self, sittings: list, reserved: dict):
        self.sittings = sittings
        self.reserved = reserved

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Day) and (self.sittings, self.reserved) == (other.sittings, other.reserved)

    def sitting(self, first: int, cells: int) -> tuple | None:
        """The sitting that has room for the whole appointment."""
        for sitting in self.sittings:
            if sitting[0] <= first and first + cells <= sitting[1]:
                return sitting
        return None

    def counters(self, cell: int) -> int:
        return sum(counters for first, last, counters in self.sittings if first <= cell < last)


class Agendas:
    """All published versions of every day, each with the two stream ids between which it began to rule."""

    def __init__(self, fewer: int = 0):
        self.days: dict[tuple, list] = {}
        self.fewer = fewer
        self.zones: dict[str, zoneinfo.ZoneInfo] = {}
        self.midnights: dict[tuple, int] = {}

    def zone(self, name: str) -> zoneinfo.ZoneInfo:
        if name not in self.zones:
            self.zones[name] = zoneinfo.ZoneInfo(name)
        return self.zones[name]

    def midnight(self, date: str, zone: str) -> int:
        if (date, zone) not in self.midnights:
            self.midnights[date, zone] = start_of_day(dt.date.fromisoformat(date), self.zone(zone))
        return self.midnights[date, zone]

    def publish(self, version: dict) -> None:
        zone = self.zone(version["zone"])
        today = local_date(version["at"], zone)
        begun, ended = stream_id(version["before"]), stream_id(version["after"])
        for ahead in range(version["horizon"] + 1):
            date = today + dt.timedelta(days=ahead)
            day = self.day(version, date, ahead, zone)
            known = self.days.setdefault((version["post"], version["group"], date.isoformat()), [])
            if not known or known[-1][2] != day:
                known.append((begun, ended, day))

    def day(self, version: dict, date: dt.date, ahead: int, zone: zoneinfo.ZoneInfo) -> Day:
        midnight = self.midnight(date.isoformat(), version["zone"])
        sittings = []
        for begin, end, counters in version["exceptions"].get(date.isoformat(), version["rules"]):
            first = -(-(instant(date, begin, zone) - midnight) // CELL)
            last = (instant(date, end, zone) - midnight) // CELL
            if first < last:
                sittings.append((first, last, int(counters) - self.fewer))
        reserved: dict[str, int] = {}
        for pool, counters, until in version["reserved"]:
            if ahead > int(until):
                reserved[pool] = reserved.get(pool, 0) + int(counters)
        return Day(sittings, reserved)

    def ruling(self, place: tuple, at: tuple) -> list[Day]:
        """The day as it may have stood for a decision: one version, or several while one was being written."""
        found = []
        for begun, ended, day in reversed(self.days.get(place, [])):
            if at > begun:
                found.append(day)
            if at > ended:
                break
        return found


def stream_id(text: str) -> tuple[int, int]:
    time, _, sequence = text.partition("-")
    return int(time), int(sequence)
