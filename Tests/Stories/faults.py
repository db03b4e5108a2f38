"""Strikes every part at random instants while citizens hand in requests and book, then counts what came of it.

    python Tests/Stories/faults.py --binary .build/release/guichet --submissions 2000 --strikes 20 --only redis,smtp

For each kind of fault it prints the submissions; the messages that the program took on, and those that reached the
SMTP peer, by id; how many were lost, expired, or came more than once; and the attempts whose outcome is unknown.
Nothing acknowledged may be lost; a message may come twice only when the outcome of an attempt was unknown."""

import argparse
import collections
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor

import leaks
from applicant import Applicant
from ground import until
from procedures import Procedure
from tally import Tally


class Faults:
    def __init__(self, stage, submissions, strikes, seed, refusal):
        self.stage, self.strikes, self.refusal = stage, strikes, refusal
        self.share = -(-submissions // len(KINDS))
        self.dice = random.Random(seed)
        self.procedure = Procedure(stage.root, "p19")
        self.number = 0
        print(f"   seed {seed}, {self.share} submissions and {strikes} strikes each", flush=True)

    def run(self, kinds):
        for name in kinds:
            KINDS[name](self)

    def killed(self, name, process, start):
        def strike():
            process.kill()
            time.sleep(self.dice.uniform(0, 1.5))
            start()
        self.round(f"kill -9 {name}", [strike] * self.strikes)

    def refused(self):
        """SMTP says "not now" for a while; everything arrives afterwards. Between two refusals people come in:
        nobody does without the code."""
        mail = self.stage.mail

        def strike():
            time.sleep(self.dice.uniform(self.refusal / 6, self.refusal / 2))
            mail.refusing = True
            time.sleep(self.refusal)
            mail.refusing = False
        before = mail.refused
        self.round(f"SMTP refusing for {self.refusal} s", [strike] * self.strikes)
        print(f"      refused: {mail.refused - before} times", flush=True)

    def emptied(self):
        """FLUSHALL, then the rebuild. Sessions are gone with it: people come in again."""
        def strike():
            self.stage.ground.redis_cli("FLUSHALL")
            self.stage.guichet.run("scheduler", "rebuild")
        self.round("FLUSHALL and rebuild", [strike] * self.strikes, forgets=True)

    def round(self, name, strikes, forgets=False):
        """Citizens hand in and book while strikes fall; then everything is counted."""
        begun, tally = time.monotonic(), Tally(self.stage)
        applicants = [Applicant(self.stage, self.procedure, self.number + index) for index in range(self.share)]
        self.number += self.share
        with ThreadPoolExecutor(12) as pool:
            coming = [pool.submit(goes_the_way, applicant) for applicant in applicants]
            # Servers are started by this thread alone: they are bound to the life of the thread that started them.
            amid = 0
            for strike in strikes:
                time.sleep(self.dice.uniform(0.2, 2.5))
                amid += any(not future.done() for future in coming)
                strike()
            for future in coming:
                future.result()
        # What was refused often waits a quarter of an hour for its next try.
        until("the end of every message", 1200, lambda: not waiting(self.stage))
        print(f"   {name}, {len(strikes)} times ({amid} amid the rush): submissions {len(applicants)}, "
              f"booked {sum(one.booked is not None for one in applicants)}, {tally.read()}", flush=True)
        self.check(applicants, tally, forgets)
        print(f"      invariants hold, Redis and the journal agree; {time.monotonic() - begun:.0f} s", flush=True)

    def check(self, applicants, tally, forgets):
        trouble = sum((one.trouble for one in applicants), collections.Counter())
        print(f"      answers to bear with: {dict(trouble) or 'none'}", flush=True)
        missing = [missed for missed in map(misses, applicants) if missed]
        assert not missing, f"acknowledged and gone: {missing}"
        tally.check()
        assert not trouble[500], f"{trouble[500]} pages failed with 500"
        assert forgets or not trouble[403], f"{trouble[403]} pages were refused"
        broken = self.stage.guichet.invariants()
        assert not broken, broken
        differences = self.stage.guichet.json("scheduler", "reconcile", succeeds=False)
        assert not differences, differences


KINDS = {
    "worker": lambda it: it.killed("worker", it.stage.guichet.worker, it.stage.guichet.start_worker),
    "web": lambda it: it.killed("web", it.stage.guichet.web, it.stage.guichet.start_web),
    "redis": lambda it: it.killed("redis", it.stage.ground.redis, it.stage.ground.start_redis),
    "postgres": lambda it: it.killed("postgres", it.stage.ground.postgres, it.stage.ground.start_postgres),
    "smtp": Faults.refused,
    "flush": Faults.emptied,
}


def goes_the_way(applicant):
    applicant.comes_in()
    applicant.hands_in()
    applicant.books()


def misses(applicant):
    return applicant.stays_inside(applicant.misses)


def waiting(stage):
    """How many messages have no end yet."""
    return int(stage.ground.sql("SELECT count(*) FROM channels.messages WHERE ended_at IS NULL")[0][0])


def run(stage):
    """A few of each, for every change; all of them in a long run."""
    submissions, strikes, refusal = (2000, 20, 120) if stage.long else (100, 3, 10)
    Faults(stage, submissions, strikes, int.from_bytes(os.urandom(4)), refusal).run(KINDS)


def main():
    from stage import Stage
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--binary", default=".build/debug/guichet")
    arguments.add_argument("--submissions", type=int, default=2000, help="in all; each kind of fault has its share")
    arguments.add_argument("--strikes", type=int, default=20)
    arguments.add_argument("--refusal", type=int, default=120, help="seconds")
    arguments.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4)))
    arguments.add_argument("--only", default=",".join(KINDS), help=f"some of {','.join(KINDS)}")
    chosen = arguments.parse_args()
    stage = Stage(chosen.binary, ".")
    try:
        stage.guichet.start()
        Faults(stage, chosen.submissions, chosen.strikes, chosen.seed, chosen.refusal).run(chosen.only.split(","))
        leaks.nothing_typed_is_readable(stage)
    finally:
        stage.end()


if __name__ == "__main__":
    main()
