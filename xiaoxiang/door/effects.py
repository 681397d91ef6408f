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
    """The effects of one action, stored together by one statement each."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, datetime | None, dict[str, Any]]] = []

    def add(self, task: Any, at: datetime | None, arguments: dict[str, Any]) -> None:
        self.asked.append((task, at, {k: str(v) if isinstance(v, UUID) else v for k, v in arguments.items()}))

    def store(self) -> None:
        """Write the jobs. The row is procrastinate's own, written by its own SQL function."""
        for task, at, arguments in self.asked:
            with connection.cursor() as cursor:
                cursor.execute(DEFER, [task.queue, task.name, task.priority, json.dumps(arguments), at])


DEFER = """
SELECT procrastinate_defer_jobs_v1(ARRAY[
    ROW(%s::varchar, %s::varchar, %s::integer, NULL::text, NULL::text, %s::jsonb, %s::timestamptz)
]::procrastinate_job_to_defer_v1[])
"""


Declared = Callable[[Callable[..., Any]], Any]


def task(**options: Any) -> Declared:
    """Declare a function that the worker runs. It gets plain values: ids as text, never things."""
    return cast(Declared, app.task(**options))


def periodic(cron: str, **options: Any) -> Declared:
    """Declare a function that the worker runs by the clock (cron, seconds allowed)."""

    def declared(function: Callable[..., Any]) -> Any:
        return app.periodic(cron=cron)(app.task(**options)(function))

    return declared
