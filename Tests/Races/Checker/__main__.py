"""Rebuilds a race from its logs and compares it with Redis and the journal. Shares no code with the engine.

python3 Tests/Races/Checker FOLDER [--seconds S] [--mutants]
"""

import argparse
import collections
import json
import pathlib
import sys
import time

import mutants
from calendar_of_posts import Agendas, stream_id
from journal import Redis, appointments, rows
from logs import Told, mark
from model import LOCK, POOLS, WEEK, Model


class Race:
    """One judgement: what was found, by kind."""

    def __init__(self, folder: pathlib.Path, mutant: mutants.Mutant):
        self.folder, self.mutant = folder, mutant
        self.course = json.loads((folder / "course.json").read_text())
        self.end = json.loads((folder / "end.json").read_text())
        self.tag = "{" + self.course["ministry"] + "}:"
        self.found: dict[str, list[str]] = collections.defaultdict(list)
        self.counts: dict[str, int] = collections.defaultdict(int)

    def complain(self, kind: str, what: str) -> None:
        self.counts[kind] += 1
        if len(self.found[kind]) < 5:
            self.found[kind].append(what)

    def judge(self) -> None:
        journal = self.journal()
        self.model = Model(self.services(), self.agendas(), self.complain)
        happened, caused = self.replay(journal)
        self.told = Told(happened, caused, self.decided, self.complain)
        self.told.posts, self.told.clock = self.posts, self.course["clock"]
        for path in sorted(self.folder.glob("client-*.log")):
            self.told.read(path, self.mutant)
        self.told.leftovers()
        self.latest()
        self.redis()

    def services(self) -> dict:
        services = json.loads((self.folder / "services.json").read_text())
        for service in services.values():
            for quota in service["quotas"]:
                quota["most"] = int(quota["most"])
        return {"services": services}

    def agendas(self) -> Agendas:
        agendas = Agendas(fewer=self.mutant.fewer)
        for line in (self.folder / "versions.log").read_text().splitlines():
            agendas.publish(json.loads(line))
        return agendas

    def journal(self) -> dict[str, int]:
        """Event id: mark of the whole event."""
        sql = f"SELECT event FROM scheduler.journal WHERE ministry = '{self.course['ministry']}'"
        found = {}
        for row in self.mutant.journal(rows(self.course["database"], sql)):
            event = json.loads(row)
            found[event["id"]] = mark(event)
        return found

    def replay(self, journal: dict[str, int]) -> tuple[dict, dict]:
        happened: dict[str, int] = {}
        caused: dict[str, list] = collections.defaultdict(list)
        self.posts: dict[str, str] = {}
        self.kinds: collections.Counter = collections.Counter()
        self.decided: dict[str, int] = {}
        self.lapsed = 0
        last = (0, 0)
        with (self.folder / "order.log").open(encoding="utf-8") as lines:
            for line in lines:
                name, _, text = line.partition(" ")
                at = stream_id(name)
                if at <= last:
                    continue
                last = at
                event = json.loads(text)
                if journal.pop(event["id"], None) != mark(event):
                    self.complain("journal", f"{event['id']} isn't in the journal as it happened")
                self.model.apply(at, event)
                happened[event["id"]] = mark(event["appointment"])
                self.posts[event["id"]] = event["appointment"]["post"]
                self.kinds[event["kind"]] += 1
                self.lapsed += event["kind"] == "expire" and event["appointment"]["post"] == "single"
                if "request" in event:
                    caused[event["request"]].append(event["id"])
                    self.decided.setdefault(event["request"], event["at"])
        for event in journal:
            self.complain("journal", f"{event} is in the journal and never happened")
        return happened, caused

    def latest(self) -> None:
        """The journal's latest state of each appointment."""
        sql = f"SELECT appointment FROM scheduler.appointments WHERE ministry = '{self.course['ministry']}'"
        left = dict.fromkeys(self.model.standing)
        for row in rows(self.course["database"], sql):
            a = json.loads(row)
            left.pop(a["id"], None)
            if self.model.standing.get(a["id"]) != a:
                self.complain("journal", f"{a['id']} is {a['state']} in the journal's latest")
        for known in left:
            self.complain("journal", f"{known} isn't among the journal's latest")

    def redis(self) -> None:
        """Redis holds exactly what it must still remember, as it happened, and its use adds up."""
        redis = Redis(self.course["redis"].removeprefix("unix://"))
        must = {
            a["id"]
            for a in self.model.standing.values()
            if a["state"] in LOCK or a["state"] == "resting" or a["end"] + WEEK > self.end
        }
        for a in appointments(redis, self.tag):
            must.discard(a["id"])
            if self.model.standing.get(a["id"]) != a:
                self.complain("redis", f"{a['id']} is {a['state']} in Redis")
        for known in must:
            self.complain("redis", f"{known} isn't in Redis")
        for place, cells in self.model.use.items():
            # A day that is long over may be forgotten.
            if self.model.ends[place] + WEEK <= self.end:
                continue
            key = "{}/{}:{}".format(*place)
            kept = redis.ask("GET", f"{self.tag}booking:use:{key}") or b""
            ours = bytes(cells.get(cell, {}).get(pool, 0) for cell in range(300) for pool in POOLS)
            if kept.ljust(len(ours), b"\0") != ours:
                self.complain("redis", f"the use of {key} doesn't add up")


def report(race: Race, seconds: float, took: float) -> None:
    told, model = race.told, race.model
    for verb, outcomes in sorted(told.outcomes.items()):
        words = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
        print(f"{verb}: {outcomes.total()} ({words})")
    print("changes: " + ", ".join(f"{count} {kind}" for kind, count in race.kinds.most_common()))
    print(
        f"{told.asked} operations in {seconds:.0f} s, {told.asked / max(seconds, 1):.0f}/s; "
        f"{told.again} asked again, {told.lost.total()} times no answer came at first "
        f"({', '.join(f'{count} {why}' for why, count in told.lost.most_common())}), {told.torn} lines torn by a kill, "
        f"{told.forgotten} answered later than an answer is remembered"
    )
    refused = told.rush.total() - told.rush["done"]
    print(f"on one place: {told.rush['done']} taken, {refused} refused, {race.lapsed} lapsed")
    print(f"{model.takes} times a place was taken, {model.exact} of them under exactly one version of the agenda")
    count = race.counts
    print(
        f"lost {count['lost'] + count['unanswered']}, oversold {count['oversold']}, quotas passed {count['quota']}, "
        f"two places {count['two places']}, families torn {count['family']}, answers changed {count['replay']}, "
        f"journal differs {count['journal']}, Redis differs {count['redis']}; checked in {took:.0f} s"
    )
    for kind, examples in race.found.items():
        print(f"BAD {kind} {count[kind]}: " + " | ".join(examples))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--mutants", action="store_true")
    options = parser.parse_args()
    begun = time.monotonic()
    race = Race(options.folder, mutants.Mutant())
    race.judge()
    report(race, options.seconds, time.monotonic() - begun)
    sound = not race.found and (not race.told.rush or 1 <= race.told.rush["done"] <= 1 + race.lapsed)
    return 0 if sound and (not options.mutants or mutants.all_found(options.folder, Race)) else 1


if __name__ == "__main__":
    sys.exit(main())
