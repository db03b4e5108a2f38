"""What the Python peers share: how they are called, and the line that a job writes."""

import asyncio
import json
import os
import sys
import threading
import time

REDIS = os.environ["BENCH_REDIS"]
FILE = os.environ["BENCH_FILE"]
CALLERS = 64


def note(number, sent):
    """Safe from many processes: one write to a file that is only appended to."""
    descriptor = os.open(FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(descriptor, f"{number} {sent:.6f} {time.time():.6f}\n".encode())
    finally:
        os.close(descriptor)


def numbers(lane):
    """What one of the callers puts in, and when: at once, or at an even pace."""
    verb, count = sys.argv[1], int(sys.argv[2])
    total = count if verb == "enqueue" else count * int(sys.argv[3])
    for number in range(lane, total, CALLERS):
        yield number, number / count if verb == "pace" else 0


def by_threads(put):
    """Calls put(number, time) from many threads."""
    begin = time.time()

    def call(lane):
        for number, wait in numbers(lane):
            time.sleep(max(0, begin + wait - time.time()))
            put(number, time.time())

    threads = [threading.Thread(target=call, args=(lane,)) for lane in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"seconds": time.time() - begin}))


async def by_tasks(put):
    """The same from many tasks of one loop."""
    begin = time.time()

    async def call(lane):
        for number, wait in numbers(lane):
            await asyncio.sleep(max(0, begin + wait - time.time()))
            await put(number, time.time())

    await asyncio.gather(*(call(lane) for lane in range(CALLERS)))
    print(json.dumps({"seconds": time.time() - begin}))
