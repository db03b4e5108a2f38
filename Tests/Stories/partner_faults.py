"""Partners' servers of which some hang or fail, while workers and servers of ours are struck; counted at the sink.

    python Tests/Stories/partner_faults.py --binary .build/debug/guichet --endpoints 20 --events 100 --strikes 5

One endpoint in twenty hangs, one in twenty answers 500. While test events are put in, each strike kills the worker,
Redis or PostgreSQL or empties Redis, at a random instant. It prints for the healthy endpoints: expected, arrived, lost,
doubled, and how long it took from event to end (p50, p99). Then the others are mended: all must arrive. An event may
come twice only under the same webhook-id, and only where the outcome of an attempt was unknown."""

import argparse
import collections
import json
import os
import random
import sys
import threading
import time

from ground import Ground, until
from guichet import Guichet
from partners import Partner

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
STRIKES = ("worker", "flush", "redis", "postgres")


class Faults:
    def __init__(self, chosen):
        self.chosen, self.dice = chosen, random.Random(chosen.seed)
        self.ground = Ground()
        self.guichet = Guichet(
            self.ground, chosen.binary, ROOT,
            {"GUICHET_WEBHOOKS_DEVELOPMENT": "127.0.0.1", "GUICHET_LOG_LEVEL": "warning"})
        self.guichet.run("migrate")
        self.guichet.start_worker()
        self.partner = Partner()
        self.endpoints = {name: self.add(name) for name in map(self.named, range(chosen.endpoints))}
        with open(self.partner.secrets, "w", encoding="utf-8") as file:
            json.dump({name: [one["secret"]] for name, one in self.endpoints.items()}, file)

    def named(self, number):
        return {1: "hang", 2: "fail"}.get(number % 20, "fine") + str(number)

    def add(self, name):
        way = {"hang": "hang", "fail": "fail/500"}.get(name.rstrip("0123456789"), "flaky/5")
        return self.guichet.json("webhook", "add", self.partner.address(f"{way}@{name}"), "--rate", "500")

    def run(self):
        begun = time.monotonic()
        writing = threading.Thread(target=self.writes)
        writing.start()
        for number in range(self.chosen.strikes):
            time.sleep(self.dice.uniform(0.2, 3))
            self.strike(STRIKES[number % len(STRIKES)] if not self.chosen.only else self.chosen.only)
        writing.join()
        self.settle("the healthy endpoints", "fine")
        print(f"{self.chosen.endpoints} endpoints, {self.chosen.events} events each, {self.chosen.strikes} strikes, "
              f"seed {self.chosen.seed}: {time.monotonic() - begun:.0f} s")
        faults = self.count("healthy", "fine")
        print(f"   from event to end in ms, healthy: p50, p99 = {self.times()}", flush=True)
        self.mend()
        faults += self.count("all, once mended", "")
        broken = self.guichet.invariants()
        print(f"   broken invariants: {broken}")
        return faults + len(broken)

    def writes(self):
        """In small bites, again when a strike came between: what was written stands in PostgreSQL."""
        ids = [one["id"] for one in self.endpoints.values()]
        for _ in range(self.chosen.events // 5):
            self.guichet.run("webhook", "try", *ids, "--count", "5", succeeds=False)
        missing = self.chosen.events * len(ids) - self.expected_count()
        while missing > 0:
            self.guichet.run("webhook", "try", *ids, "--count", str(-(-missing // len(ids))), succeeds=False)
            missing = self.chosen.events * len(ids) - self.expected_count()

    def strike(self, kind):
        if kind == "flush":
            self.ground.redis_cli("FLUSHALL")
        elif kind == "worker":
            self.guichet.worker.kill()
            time.sleep(self.dice.uniform(0, 1))
            self.guichet.start_worker()
        elif kind == "redis":
            self.ground.redis.kill()
            self.ground.start_redis()
        else:
            self.ground.postgres.kill()
            until("PostgreSQL", 120, self.postgres_again)

    def postgres_again(self):
        """It refuses to start while a child of the one that was killed still holds its memory."""
        if not self.ground.postgres.lives:
            self.ground.postgres.start()
            time.sleep(0.5)
        try:
            return self.ground.sql("SELECT 1", database="postgres")
        except RuntimeError:
            return False

    def mend(self):
        """Everybody answers."""
        open(f"{self.partner.folder}/mended", "w").close()
        self.settle("those who were mended", "")

    def settle(self, what, kind):
        """Until nothing waits. What is due later than a claim may last is due now, as if the schedule's minutes and
        hours had passed: a try that went down with its worker counts, and the next refusal then means five minutes."""
        listed = ",".join(f"'{one}'" for one in self.ids(kind))

        def nothing_waits():
            self.ground.sql("UPDATE channels.webhook_endpoints SET rests_until = NULL "
                            f"WHERE rests_until IS NOT NULL AND id IN ({listed});"
                            "UPDATE channels.webhook_deliveries SET next_try_at = now() "
                            f"WHERE next_try_at > now() + interval '35 seconds' AND endpoint IN ({listed})")
            return not self.waiting(kind)
        until(what, 600, nothing_waits)

    def ids(self, kind):
        return {one["id"]: name for name, one in self.endpoints.items() if name.startswith(kind)}

    def waiting(self, kind):
        listed = ",".join(f"'{one}'" for one in self.ids(kind))
        return int(self.ground.sql("SELECT count(*) FROM channels.webhook_deliveries WHERE ended_at IS NULL "
                                   f"AND endpoint IN ({listed})")[0][0])

    def expected_count(self):
        while True:
            try:
                return int(self.ground.sql("SELECT count(*) FROM channels.webhook_deliveries")[0][0])
            except RuntimeError:
                time.sleep(0.2)

    def times(self):
        listed = ",".join(f"'{one}'" for one in self.ids("fine"))
        return ", ".join(self.ground.sql(
            "SELECT round(1000 * percentile_cont(p) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - created_at)))"
            f" FROM channels.webhook_deliveries, unnest(ARRAY[0.5, 0.99]) p WHERE endpoint IN ({listed}) "
            "GROUP BY p ORDER BY p")[number][0] for number in (0, 1))

    def count(self, what, kind):
        """Answers how many promises were broken."""
        named = self.ids(kind)
        rows = self.ground.sql(
            "SELECT endpoint, event, EXISTS (SELECT 1 FROM channels.webhook_attempts a WHERE a.delivery = d.id "
            "AND a.outcome = 'unknown') FROM channels.webhook_deliveries d")
        expected = {(named[end], event): unknown == "t" for end, event, unknown in rows if end in named}
        received = [line for line in self.partner.received() if line["name"].startswith(kind)]
        taken = collections.Counter((line["name"], line["id"]) for line in received if line["status"] == 200)
        lost = [key for key in expected if key not in taken]
        doubled = [key for key, times in taken.items() if times > 1]
        unexplained = [key for key in doubled if not expected.get(key)]
        strange = [key for key in taken if key not in expected]
        unsigned = [line for line in received if not line["signed"] or line["by_library"] is False]
        print(f"   {what}: expected {len(expected)}, arrived {len(taken)}, lost {len(lost)}, doubled {len(doubled)} "
              f"under the same webhook-id ({len(unexplained)} without an unknown outcome), "
              f"never asked for {len(strange)}, not signed {len(unsigned)}", flush=True)
        return len(lost) + len(unexplained) + len(strange) + len(unsigned)

    def end(self):
        self.guichet.stop()
        self.partner.end()
        self.ground.end()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--binary", default=f"{ROOT}/.build/debug/guichet")
    arguments.add_argument("--endpoints", type=int, default=20)
    arguments.add_argument("--events", type=int, default=100, help="to each endpoint")
    arguments.add_argument("--strikes", type=int, default=8)
    arguments.add_argument("--only", choices=STRIKES)
    arguments.add_argument("--seed", type=int, default=random.randrange(10**6))
    faults = Faults(arguments.parse_args())
    try:
        broken = faults.run()
    finally:
        faults.end()
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
