"""Rescue: a job left `doing` by a worker that died is given back, so that what was promised still happens."""

from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from xiaoxiang.door.effects import periodic

SILENT_FOR = 60
"""Seconds without a heartbeat after which a worker counts as dead; it beats every 10."""
TRIES = 5
"""A job that took this many workers with it is left failed, for somebody to look at."""


@periodic("* * * * *", name="door.rescue", queueing_lock="door.rescue")
async def rescue(timestamp: int) -> None:
    """Give back what dead workers left: every effect is safe to run twice."""
    jobs = app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=SILENT_FOR):
        if job.attempts >= TRIES:
            await jobs.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            await jobs.retry_job(job)
