"""Celery: acknowledged after the work, given back when a worker is lost."""

from celery import Celery

from paced import REDIS, by_threads, note

app = Celery("celery_peer", broker=f"redis+socket://{REDIS}")
app.conf.update(
    task_acks_late=True, task_reject_on_worker_lost=True, task_ignore_result=True, worker_prefetch_multiplier=32,
    broker_pool_limit=64, broker_connection_retry_on_startup=True)


@app.task
def work(number, sent):
    note(number, sent)


if __name__ == "__main__":
    by_threads(lambda number, sent: work.delay(number, sent))
