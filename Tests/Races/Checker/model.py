"""The rules of booking a second time: plain, slow, and without a line of the engine."""

from calendar_of_posts import CELL, DAY, Agendas

POOLS = ("public", "sms", "agents", "urgent", "vulnerable")
OCCUPY = {"held", "booked", "attended", "missed", "excused", "resting"}
LOCK = {"held", "booked", "displaced"}
WEEK = 7 * DAY
ARROWS = {
    "hold": {None: "held"},
    "rest": {None: "resting"},
    "move": {"held": "held", "booked": "booked"},
    "confirm": {"held": "booked", "displaced": "booked"},
    "expire": {"held": "lapsed"},
    "cancel": {"held": "cancelled", "booked": "cancelled", "displaced": "cancelled"},
    "attend": {"booked": "attended"},
    "miss": {"booked": "missed"},
    "displace": {"booked": "displaced"},
    "excuse": {"missed": "excused"},
    "free": {"resting": "freed"},
}


def place(a: dict) -> tuple:
    return a["post"], a["group"], a["date"]


def where(a: dict) -> tuple:
    return (*place(a), a["first"], a["cells"], a["pool"])


class Model:
    """All appointments, replayed one change after the other in the order in which Redis decided."""

    def __init__(self, world: dict, agendas: Agendas, complain):
        self.services = world["services"]
        self.agendas = agendas
        self.complain = complain
        self.standing: dict[str, dict] = {}
        self.use: dict[tuple, dict] = {}
        self.counts: dict[tuple, int] = {}
        self.owners: dict[tuple, str] = {}
        self.ends: dict[tuple, int] = {}
        self.takes = self.exact = 0
        self.given: tuple | None = None

    def apply(self, at: tuple, event: dict) -> None:
        a, kind = event["appointment"], event["kind"]
        old = self.standing.get(a["id"])
        if a["revision"] != (old["revision"] if old else 0) + 1:
            self.complain("gap", f"{event['id']} follows {old and old['revision']}")
        if ARROWS[kind].get(old["state"] if old else None) != a["state"]:
            self.complain("arrow", f"{event['id']} {kind}: {old and old['state']} to {a['state']}")
        if kind == "confirm" and old and old["state"] == "held" and old["expiry"] <= event["at"]:
            self.complain("late", f"{event['id']} was confirmed after it lapsed")
        held = old is not None and old["state"] in OCCUPY
        takes = a["state"] in OCCUPY and (not held or where(old) != where(a))
        if held and (takes or a["state"] not in OCCUPY):
            self.count(old, -1)
            self.given = where(old)
        if takes:
            self.take(at, event, a)
        self.lock(event, a)
        self.standing[a["id"]] = a

    def take(self, at: tuple, event: dict, a: dict) -> None:
        if event["kind"] == "rest":
            # It keeps what was given back in the change before it.
            if self.given != where(a):
                self.complain("oversold", f"{event['id']} rests where nothing was given back")
        else:
            self.takes += 1
            days = self.agendas.ruling(place(a), at)
            self.exact += len(days) == 1
            reasons = [self.obstacle(day, event, a) for day in days] or ["the day isn't published"]
            if all(reasons):
                self.complain("oversold", f"{event['id']} {event['kind']} of {place(a)}: {reasons}")
            self.quotas(event, a)
            self.window(event, a)
        self.count(a, 1)

    def obstacle(self, day, event: dict, a: dict) -> str | None:
        """Why a place can't be had in this version; None when it can."""
        sitting = day.sitting(a["first"], a["cells"])
        if sitting is None:
            return "closed"
        step = self.services[a["service"]]["step"] * 60 // CELL
        if not a.get("offered") and event["order"] == 1 and (a["first"] - sitting[0]) % step:
            return "a start that nobody is offered"
        used = self.use.get(place(a), {})
        for cell in range(a["first"], a["first"] + a["cells"]):
            row = used.get(cell, {})
            free = day.counters(cell) - row.get(a["pool"], 0)
            for pool in POOLS:
                if pool != a["pool"]:
                    free -= max(row.get(pool, 0), min(day.reserved.get(pool, 0), day.counters(cell)))
            if free < 1:
                return f"full in cell {cell}: {row} of {day.counters(cell)}, kept {day.reserved}"
        return None

    def quotas(self, event: dict, a: dict) -> None:
        for quota in self.services[a["service"]]["quotas"]:
            share = next(((kind, quota[kind]) for kind in ("pool", "channel") if kind in quota), None)
            if share and a[share[0]] != share[1]:
                continue
            span = a["week"] if quota["per"] == "week" else a["date"]
            count = self.counts.get((a["post"], a["group"], quota["per"], span, a["service"], share), 0)
            if count >= quota["most"]:
                self.complain("quota", f"{event['id']}: {count} of {quota} on {span}")

    def window(self, event: dict, a: dict) -> None:
        service = self.services[a["service"]]
        midnight = self.agendas.midnight(a["date"], a["zone"])
        if a["start"] != (midnight + a["first"] * CELL) * 1000 or a["end"] - a["start"] != a["cells"] * CELL * 1000:
            self.complain("place", f"{event['id']}: cell {a['first']} isn't at {a['start']}")
        if a.get("offered"):
            return
        if not service["lead"] * 60_000 <= a["start"] - event["at"] <= service["horizon"] * DAY:
            self.complain("window", f"{event['id']} is too near or too far: {a['start'] - event['at']} ms")

    def count(self, a: dict, by: int) -> None:
        used = self.use.setdefault(place(a), {})
        self.ends[place(a)] = max(a["end"], self.ends.get(place(a), 0))
        for cell in range(a["first"], a["first"] + a["cells"]):
            row = used.setdefault(cell, {})
            row[a["pool"]] = row.get(a["pool"], 0) + by
        for per, span in (("day", a["date"]), ("week", a["week"])):
            for share in (None, ("pool", a["pool"]), ("channel", a["channel"])):
                key = (a["post"], a["group"], per, span, a["service"], share)
                self.counts[key] = self.counts.get(key, 0) + by

    def lock(self, event: dict, a: dict) -> None:
        if "identity" not in a:
            return
        key = a["service"], a["identity"]
        owner = self.owners.get(key)
        if a["state"] in LOCK:
            if owner not in (None, a["id"]):
                self.complain("two places", f"{event['id']}: {key} has {owner} too")
            self.owners[key] = a["id"]
        elif owner == a["id"]:
            del self.owners[key]
