"""The checker judged in turn: each of these lies about the race must be found."""

import json
import pathlib
from collections.abc import Iterable, Iterator


class Mutant:
    """The truth."""

    name = "nothing"
    fewer = 0

    def log(self, lines: Iterable[str]) -> Iterable[str]:
        """The lines of a client's log."""
        return lines

    def journal(self, rows: Iterator[str]) -> Iterator[str]:
        return rows


class Fewer(Mutant):
    """Every agenda had one counter less than was published."""

    name, expected, fewer = "a counter less", "oversold", 1


class NoAnswer(Mutant):
    """A client was never told that its booking stands."""

    name, expected = "an answer lost", "unanswered"

    def log(self, lines: Iterable[str]) -> Iterable[str]:
        return without(lines, lambda line: line.get("told", {}).get("done"))


class NoRequest(Mutant):
    """Something was done that nobody asked for."""

    name, expected = "a request lost", "unasked"

    def log(self, lines: Iterable[str]) -> Iterable[str]:
        return without(lines, lambda line: line.get("ask", {}).get("verb") == "hold")


class NoBooking(Mutant):
    """The journal lost a confirmed appointment."""

    name, expected = "a booking lost", "journal"

    def journal(self, rows: Iterator[str]) -> Iterator[str]:
        missing = True
        for row in rows:
            if missing and json.loads(row)["kind"] == "confirm":
                missing = False
            else:
                yield row


class OtherAnswer(Mutant):
    """The same request was answered otherwise the second time."""

    name, expected = "another answer", "replay"

    def log(self, lines: Iterable[str]) -> Iterable[str]:
        lines = list(lines)
        answers = (json.loads(text).get("told") for text in lines)
        told = next((answer for answer in answers if answer and answer.get("refused")), None)
        return lines + [json.dumps({"told": {**told, "refused": "unknown"}})] if told else lines


def without(lines: Iterable[str], chosen) -> Iterator[str]:
    """All but the first line that is chosen."""
    missing = True
    for text in lines:
        if missing and chosen(json.loads(text)):
            missing = False
        else:
            yield text


def all_found(folder: pathlib.Path, race) -> bool:
    sound = True
    for mutant in (Fewer(), NoAnswer(), NoRequest(), NoBooking(), OtherAnswer()):
        trial = race(folder, mutant)
        trial.judge()
        if mutant.expected in trial.found:
            print(f"found when {mutant.name}: {trial.found[mutant.expected][0]}")
        else:
            print(f"BAD: {mutant.name} wasn't noticed")
            sound = False
    return sound
