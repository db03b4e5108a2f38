"""Dramatiq: acknowledged after the work, requeued when a worker isn't heard of."""

import dramatiq
from dramatiq.brokers.redis import RedisBroker

from paced import REDIS, by_threads, note

dramatiq.set_broker(RedisBroker(url=f"unix://{REDIS}"))


@dramatiq.actor
def work(number, sent):
    note(number, sent)


if __name__ == "__main__":
    by_threads(lambda number, sent: work.send(number, sent))
