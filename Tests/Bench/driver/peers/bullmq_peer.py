"""BullMQ: a job is locked while it is worked on, and comes back when its lock runs out."""

import asyncio
import signal
import sys

from bullmq import Queue, Worker

from paced import REDIS, by_tasks, note

OPTIONS = {"connection": f"unix://{REDIS}"}


async def work():
    async def process(job, _token):
        note(job.data["number"], job.data["sent"])

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    worker = Worker("bench", process, OPTIONS | {"concurrency": 64, "removeOnComplete": {"count": 0}})
    await stop.wait()
    await worker.close(True)


async def produce():
    queue = Queue("bench", OPTIONS)
    await by_tasks(lambda number, sent: queue.add("work", {"number": number, "sent": sent}))
    await queue.close()


if __name__ == "__main__":
    asyncio.run(work() if sys.argv[1] == "work" else produce())
