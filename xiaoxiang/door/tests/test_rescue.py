"""A job left `doing` by a worker that died is done again."""

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from xiaoxiang.door import clock
from xiaoxiang.door.effects import task
from xiaoxiang.door.rescue import TRIES, rescue

done: list[str] = []


@task(name="tests.remember")
def remember(word: str) -> None:
    done.append(word)


@pytest.fixture(autouse=True)
def _no_jobs(transactional_db) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def left_doing(word: str, *, silent: timedelta, attempts: int = 0) -> int:
    """A job taken by a worker that has not been heard of since."""
    job_id = remember.defer(word=word)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", [clock.now() - silent]
        )
        worker_id = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s WHERE id = %s",
            [worker_id, attempts, job_id],
        )
    return job_id


def work() -> None:
    """A living worker, until nothing is left to do."""

    async def until_done() -> None:
        async with app.with_connector(app.connector.get_worker_connector()).open_async() as working:
            await working.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)

    async_to_sync(until_done)()


def test_what_a_dead_worker_left_is_done_by_the_next():
    done.clear()
    job_id = left_doing("灯", silent=timedelta(minutes=2))
    async_to_sync(rescue.func)(0)
    assert ProcrastinateJob.objects.get(pk=job_id).status == "todo"
    work()
    assert done == ["灯"]
    assert ProcrastinateJob.objects.get(pk=job_id).status == "succeeded"


def test_a_worker_that_is_alive_keeps_its_job():
    job_id = left_doing("水", silent=timedelta(seconds=5))
    async_to_sync(rescue.func)(0)
    assert ProcrastinateJob.objects.get(pk=job_id).status == "doing"


def test_a_job_whose_worker_is_forgotten_is_given_back_too():
    job_id = left_doing("路", silent=timedelta(minutes=2))
    ProcrastinateJob.objects.get(pk=job_id)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    assert not ProcrastinateWorker.objects.exists()
    async_to_sync(rescue.func)(0)
    assert ProcrastinateJob.objects.get(pk=job_id).status == "todo"


def test_a_job_that_took_five_workers_with_it_is_left_failed():
    job_id = left_doing("墙", silent=timedelta(minutes=2), attempts=TRIES)
    async_to_sync(rescue.func)(0)
    assert ProcrastinateJob.objects.get(pk=job_id).status == "failed"


def test_the_worker_knows_the_clock_works_tasks():
    assert {"door.rescue", "matters.sweep"} <= {
        task.task.name for task in app.periodic_registry.periodic_tasks.values()
    }
