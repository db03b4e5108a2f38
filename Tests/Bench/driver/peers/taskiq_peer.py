"""Taskiq on a Redis stream: acknowledged when executed."""

import asyncio

from taskiq_redis import RedisStreamBroker

from paced import REDIS, by_tasks, note

broker = RedisStreamBroker(f"unix://{REDIS}", socket_timeout=120, timeout=120)


@broker.task("work")
async def work(number: int, sent: float) -> None:
    note(number, sent)


async def produce():
    await broker.startup()
    await by_tasks(lambda number, sent: work.kiq(number, sent))
    await broker.shutdown()


if __name__ == "__main__":
    asyncio.run(produce())
