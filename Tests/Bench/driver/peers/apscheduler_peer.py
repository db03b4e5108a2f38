"""APScheduler with its Redis store: `schedule COUNT FROM SPAN` puts timers in, `work` runs them."""

import datetime
import json
import signal
import sys

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.redis import RedisJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from paced import REDIS, note


def scheduler():
    return BackgroundScheduler(
        jobstores={"default": RedisJobStore(unix_socket_path=REDIS)},
        executors={"default": ThreadPoolExecutor(64)},
        job_defaults={"misfire_grace_time": None, "max_instances": 1}, timezone=datetime.timezone.utc)


def schedule(count, start, span):
    timers = scheduler()
    timers.start(paused=True)
    for number in range(count):
        due = start + span * number / count
        timers.add_job(
            note, "date", run_date=datetime.datetime.fromtimestamp(due, datetime.timezone.utc), args=(number, due))
    timers.shutdown(wait=False)
    print(json.dumps({"seconds": 0}))


def work():
    scheduler().start()
    signal.pause()


if __name__ == "__main__":
    if sys.argv[1] == "work":
        work()
    else:
        schedule(int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]))
