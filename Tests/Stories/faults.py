"""Strikes every process at random instants while citizens hand in requests, then counts what came of it.

    python Tests/Stories/faults.py --binary .build/release/guichet --submissions 2000 --strikes 20 --seed 7

Prints, for each kind of fault: sent, received (at the SMTP peer, by message id), lost, doubled, unknown. A message
may be doubled only when its outcome was unknown; nothing acknowledged may be lost."""

import argparse
import collections
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor

from applicant import Applicant
from ground import until
from procedures import Procedure

FAULTS = ("worker", "web", "redis", "postgres")


class Faults:
    def __init__(self, stage, submissions, strikes, seed):
        self.stage, self.submissions, self.strikes = stage, submissions, strikes
        self.dice = random.Random(seed)
        self.procedure = Procedure(stage.root, "p19")
        self.number = 0
        print(f"   seed {seed}, {submissions} submissions, {strikes} strikes each", flush=True)

    def run(self):
        for fault in FAULTS:
            self.round(f"kill -9 {fault}", self.submissions // len(FAULTS), lambda fault=fault: self.strike(fault))
        self.refused_mail()
        self.emptied_redis()

    def round(self, name, submissions, strike):
        """Citizens hand in while `strike` falls again and again; then everything is counted."""
        seen, begun = len(self.stage.mail.mails), self.stage.ground.sql("SELECT now()")[0][0]
        with ThreadPoolExecutor(12) as pool:
            first = self.number
            self.number += submissions
            coming = [pool.submit(self.hands_in, number) for number in range(first, self.number)]
            # Servers are started by this thread alone: they are bound to the life of the thread that started them.
            for _ in range(self.strikes):
                time.sleep(self.dice.uniform(0.2, 2.5))
                strike()
            applicants = [future.result() for future in coming]
        self.count(name, applicants, seen, begun)

    def hands_in(self, number):
        applicant = Applicant(self.stage, self.procedure, number)
        applicant.comes_in()
        applicant.hands_in()
        return applicant

    def strike(self, fault):
        stage = self.stage
        pause = self.dice.uniform(0, 1.5)
        match fault:
            case "worker":
                stage.guichet.worker.kill()
                time.sleep(pause)
                stage.guichet.start_worker()
            case "web":
                stage.guichet.web.kill()
                time.sleep(pause)
                stage.guichet.start_web()
            case "redis":
                stage.ground.redis.kill()
                time.sleep(pause)
                stage.ground.start_redis()
            case "postgres":
                stage.ground.postgres.kill()
                time.sleep(pause)
                stage.ground.start_postgres()

    def refused_mail(self):
        """SMTP says "not now" for two minutes; everything arrives afterwards."""
        mail, seconds = self.stage.mail, 120 if self.submissions >= 1000 else 10
        inside = [self.hands_in_up_to_the_button(self.number + index) for index in range(20)]
        self.number += len(inside)
        seen, begun = len(mail.mails), self.stage.ground.sql("SELECT now()")[0][0]
        mail.refusing = True
        for applicant in inside:
            applicant.submit(applicant.form)
        time.sleep(seconds)
        mail.refusing = False
        self.count(f"SMTP refusing for {seconds} s ({mail.refused} refused)", inside, seen, begun)

    def hands_in_up_to_the_button(self, number):
        applicant = Applicant(self.stage, self.procedure, number)
        applicant.comes_in()
        applicant.form = applicant.fills_in()
        return applicant

    def emptied_redis(self):
        """FLUSHALL, then the rebuild: what was acknowledged is there."""
        stage = self.stage
        booked = [self.hands_in(self.number + index) for index in range(20)]
        self.number += len(booked)
        for applicant in booked:
            applicant.books()
        before = appointments(stage)
        stage.ground.redis_cli("FLUSHALL")
        stage.guichet.run("scheduler", "rebuild")
        after = appointments(stage)
        assert before == after, f"appointments before: {before}, after: {after}"
        for applicant in booked:
            applicant.comes_in()
            assert applicant.finds_its_appointment(), f"{applicant.email} lost the appointment"
        assert not stage.guichet.invariants(), stage.guichet.invariants()
        print(f"   FLUSHALL and rebuild: {len(booked)} acknowledged appointments, all there", flush=True)

    def count(self, name, applicants, seen, begun):
        stage = self.stage
        until("the end of every message", 240, lambda: not waiting(stage))
        missing = [one.email for one in applicants if not acknowledged_stands(one)]
        # One that ended as uncertain may have arrived or not: it stands among the unknown.
        sent = {row[0] for row in stage.ground.sql(
            "SELECT id FROM channels.messages WHERE medium = 'email' AND state NOT IN ('uncertain', 'expired') "
            f"AND created_at >= '{begun}'")}
        arrived = collections.Counter(mail.id for mail in stage.mail.mails[seen:])
        unknown = int(stage.ground.sql(
            f"SELECT count(*) FROM channels.attempts WHERE started_at >= '{begun}' "
            "AND (outcome IS NULL OR outcome = 'unknown')")[0][0])
        lost = [id for id in sent if not any(id in header for header in arrived)]
        doubled = sum(count - 1 for count in arrived.values())
        print(f"   {name}: submissions {len(applicants)}, sent {len(sent)}, received {len(arrived)}, "
              f"lost {len(lost)}, doubled {doubled}, unknown {unknown}", flush=True)
        assert not missing, f"acknowledged and gone: {missing}"
        assert not lost, f"lost: {lost[:10]}"
        assert doubled <= unknown, f"{doubled} doubled, only {unknown} unknown"
        broken = stage.guichet.invariants()
        assert not broken, broken


def waiting(stage):
    """How many messages have no end yet."""
    return int(stage.ground.sql("SELECT count(*) FROM channels.messages WHERE ended_at IS NULL")[0][0])


def appointments(stage):
    return stage.ground.sql(
        "SELECT id, revision, state, starts FROM scheduler.appointments WHERE state <> 'held' ORDER BY id")


def acknowledged_stands(applicant):
    page = applicant.get(f"/{applicant.locale}/requests")
    return applicant.reference is None or page.text.count(applicant.reference) == 1


def run(stage, submissions=None, strikes=None, seed=None):
    """A few of each, for every change; all of them in a long run."""
    submissions = submissions or (2000 if stage.long else 100)
    strikes = strikes or (20 if stage.long else 3)
    Faults(stage, submissions, strikes, seed if seed is not None else int.from_bytes(os.urandom(4))).run()


def main():
    from stage import Stage
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--binary", default=".build/debug/guichet")
    arguments.add_argument("--submissions", type=int, default=2000)
    arguments.add_argument("--strikes", type=int, default=20)
    arguments.add_argument("--seed", type=int)
    chosen = arguments.parse_args()
    stage = Stage(chosen.binary, ".")
    stage.guichet.start()
    try:
        run(stage, chosen.submissions, chosen.strikes, chosen.seed)
    finally:
        stage.end()


if __name__ == "__main__":
    main()
