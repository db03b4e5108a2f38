"""What the clients wrote down: each request before it was sent, each answer behind it."""

import collections
import json
import pathlib
from collections.abc import Iterable, Iterator

from model import WEEK


def mark(appointment: dict) -> int:
    """The same for the same appointment in the same revision, field for field."""
    return hash(json.dumps(appointment, sort_keys=True))


class Told:
    """Compares what the clients were told with what happened."""

    def __init__(self, happened: dict[str, int], caused: dict[str, list], decided: dict[str, int], complain):
        self.happened = happened  # event id: mark of its appointment
        self.caused = caused  # request id: its event ids, in order
        self.decided = decided  # request id: when its first event was decided
        self.complain = complain
        self.clock: dict[str, int] = {}
        self.asked = 0
        self.again = self.torn = self.forgotten = 0
        self.lost: collections.Counter = collections.Counter()
        self.outcomes: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
        self.rush: collections.Counter = collections.Counter()

    def read(self, path: pathlib.Path, mutant) -> None:
        asks: dict[str, dict] = {}
        told: dict[str, tuple] = {}
        with path.open(encoding="utf-8") as lines:
            for text in mutant.log(self.whole(lines)):
                self.line(json.loads(text), asks, told)
        for request, ask in asks.items():
            if request not in told:
                self.complain("unanswered", f"{request} {ask['verb']} in {path.name}")
        self.asked += len(asks)

    def whole(self, lines: Iterable[str]) -> Iterator[str]:
        """Without those that a kill tore: they count as not written."""
        for text in lines:
            try:
                json.loads(text)
            except ValueError:
                self.torn += 1
            else:
                yield text

    def line(self, line: dict, asks: dict, told: dict) -> None:
        if ask := line.get("ask"):
            if ask["id"] in asks:
                self.complain("twice", f"{ask['id']} stands for two requests")
            asks[ask["id"]] = ask
        elif "again" in line:
            self.again += 1
        elif "lost" in line:
            self.lost[line["lost"].split()[1].rstrip(":")] += 1
        elif answer := line.get("told"):
            request = answer["id"]
            if request not in asks:
                self.complain("unasked", f"{request} was answered and never asked")
                return
            said = self.said(answer)
            if request not in told:
                told[request] = said
                self.first(asks[request], answer, said)
            elif told[request] != said:
                self.complain("replay", f"{request}: {told[request]}, then {said}")

    @staticmethod
    def said(answer: dict) -> tuple:
        """All of an answer that must be the same when it is asked for again."""
        if "done" in answer:
            return tuple((f"{a['id']}:{a['revision']}", mark(a)) for a in answer["done"])
        return answer["refused"], answer.get("detail")

    def first(self, ask: dict, answer: dict, said: tuple) -> None:
        verb = ask["verb"]
        party = max(len(ask.get("guests") or []), len(ask.get("appointments") or []))
        if verb == "hold" and party > 1:
            verb = "hold (family)"
        elif verb == "move" and answer.get("done") and self.transferred(answer["done"][0]):
            verb = "move (transfer)"
        outcome = answer.get("refused") or "done"
        self.outcomes[verb][outcome] += 1
        if ask.get("post") == "single" and verb == "hold":
            self.rush[outcome] += 1
        if verb == "join":
            return
        events = self.caused.pop(ask["id"], [])
        if events and self.now(answer["told"]) > self.decided[ask["id"]] + WEEK:
            # Whoever asks again after seven days isn't promised the same answer.
            self.forgotten += 1
            return
        if outcome != "done":
            if events:
                self.complain("refused", f"{ask['id']} was refused {outcome} and yet made {events}")
            return
        if len(said) != party or [event for event, _ in said] != events:
            self.complain("family", f"{ask['id']} for {party} was told {said}, and made {events}")
        for event, content in said:
            if self.happened.get(event) != content:
                what = "is nowhere" if event not in self.happened else "stands otherwise"
                self.complain("lost", f"{ask['id']}: {event} was acknowledged and {what}")

    posts: dict[str, str] = {}

    def transferred(self, appointment: dict) -> bool:
        """Whether the revision before stood at another post."""
        before = self.posts.get(f"{appointment['id']}:{appointment['revision'] - 1}")
        return before is not None and before != appointment["post"]

    def now(self, wall: int) -> int:
        """What the time was for bookings at an instant of the machine's clock."""
        clock = self.clock
        return clock["start"] + max(0, wall - clock["origin"] - clock["still"]) * clock["speed"]

    def leftovers(self) -> None:
        """Changes that nobody asked for; offers are the waitlist's own."""
        for request, events in self.caused.items():
            if not request.startswith(("offer/", "free/")):
                self.complain("unasked", f"{request} made {events} and was never asked")
