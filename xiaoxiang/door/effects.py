"""Effects: what must happen after an action, as job rows written in its transaction and run by the worker.

Safe to run twice: a worker that is killed leaves its job `doing`, and `rescue` gives it back.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import connection
from procrastinate.contrib.django import app


class Effects:
    """The effects of one action, or of the actions of a bulk: stored by one statement."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, datetime | None, dict[str, Any]]] = []

    def add(self, task: Any, at: datetime | None, arguments: dict[str, Any]) -> None:
        self.asked.append((task, at, {k: str(v) if isinstance(v, UUID) else v for k, v in arguments.items()}))

    def store(self) -> None:
        """Write the jobs. The rows are procrastinate's own, written by its own SQL function."""
        if not self.asked:
            return
        jobs = ", ".join([JOB] * len(self.asked))
        values = [
            value
            for task, at, arguments in self.asked
            for value in (task.queue, task.name, task.priority, json.dumps(arguments), at)
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT procrastinate_defer_jobs_v1(ARRAY[{jobs}]::procrastinate_job_to_defer_v1[])", values
            )


JOB = "ROW(%s::varchar, %s::varchar, %s::integer, NULL::text, NULL::text, %s::jsonb, %s::timestamptz)"


Declared = Callable[[Callable[..., Any]], Any]


def task(**options: Any) -> Declared:
    """Declare a function that the worker runs. It gets plain values: ids as text, never things."""
    return cast(Declared, app.task(**options))


def periodic(cron: str, **options: Any) -> Declared:
    """Declare a function that the worker runs by the clock (cron, seconds allowed)."""

    def declared(function: Callable[..., Any]) -> Any:
        return app.periodic(cron=cron)(app.task(**options)(function))

    return declared
