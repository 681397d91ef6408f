"""Run the bench: `bin/bench [--rows 1000,10000,100000] [--requests 200]`. One JSON object a line.

For each size a fresh database with fsync on, one web process, one visitor after the other. CPU is that of the whole
process trees of web and database, so nothing that a request causes is left out; wall is told but means little here.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.meters import Meter
from xiaoxiang.machine import postgres

WARM_UP = 40


def told(name: str, value: float, unit: str, n: int, note: str = "") -> None:
    print(json.dumps({"name": name, "value": round(value, 3), "unit": unit, "n": n, "note": note}), flush=True)  # noqa: T201


@contextmanager
def database(folder: Path) -> Iterator[postgres.Server]:
    server = postgres.Server(folder)
    server.start()
    os.environ["DATABASE_URL"] = server.url(postgres.OWNER)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def web(port: int) -> Iterator[int]:
    """The web server as bin/run starts it; gives its process id."""
    log = open(os.environ["XIAOXIANG_DATA"] + "/web.log", "wb")  # noqa: SIM115 - closed with the process
    child = subprocess.Popen(
        [sys.executable, "-m", "xiaoxiang.machine", "serve", "127.0.0.1", str(port)], stderr=log, stdout=log
    )
    try:
        for _try in range(200):
            time.sleep(0.1)
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                    break
            except OSError:
                continue
        else:
            raise RuntimeError(Path(log.name).read_text()[-3000:])
        yield child.pid
    finally:
        child.terminate()
        child.wait(20)
        log.close()


def measured(name: str, ask: Callable[[int], Any], meter: Meter, times: int, note: str) -> None:
    """Ask, and tell CPU of both sides, wall and bytes of one request."""
    from bench.requests import block  # noqa: PLC0415

    block(ask, WARM_UP)
    meter.look()
    sent = block(lambda n: ask(n + WARM_UP), times)
    web_ms, database_ms = (spent / times for spent in meter.since())
    if set(sent.statuses) - {200, 302}:
        raise RuntimeError(f"{name}: {sent.statuses}")
    walls = sorted(sent.walls)
    told(f"{name}.cpu.web", web_ms, "ms", times, note)
    told(f"{name}.cpu.database", database_ms, "ms", times, note)
    told(f"{name}.cpu", web_ms + database_ms, "ms", times, note)
    told(f"{name}.wall.p50", statistics.median(walls), "ms", times, note)
    told(f"{name}.wall.p95", walls[int(len(walls) * 0.95)], "ms", times, note)
    told(f"{name}.bytes", sent.wire / times, "B", times, note)


def one_size(rows: int, times: int, port: int) -> None:
    from bench import classes, county  # noqa: PLC0415 - needs Django

    note = f"{rows} matters"
    stage = county.found()
    start = time.perf_counter()
    county.fill(rows)
    told("fill", time.perf_counter() - start, "s", rows, note)
    classes.count_queries(stage, lambda name, n: told(f"{name}.sql", n, "queries", 1, note))
    with web(port) as web_pid:
        meter = Meter(web_pid, postmaster())
        for name, ask in classes.all_of(stage, port):
            measured(name, ask, meter, times if name != "batch of 100 facts" else max(times // 20, 5), note)
    if rows == 1000:
        compare(stage, meter, times, note)


def postmaster() -> int:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    stat = Path(f"/proc/{backend}/stat").read_text()
    return int(stat.rpartition(")")[2].split()[1])


def compare(stage: dict[str, Any], meter: Meter, times: int, note: str) -> None:
    """The same rows and the same commit by pgbench in the same minute."""
    from bench import classes, pgbench  # noqa: PLC0415
    from xiaoxiang.machine import binaries  # noqa: PLC0415

    sent = pgbench.statements(lambda: classes.note(stage))
    text = pgbench.script(sent, classes.known(stage))
    program = Path(binaries.find(None, binaries.account()).program("pgbench"))
    meter.look()
    for n in range(times):
        classes.note(stage, n)
    ours = meter.since()[1] / times
    meter.look()
    pgbench.run(program, os.environ["DATABASE_URL"], Path(os.environ["XIAOXIANG_DATA"]), text, times)
    bare = meter.since()[1] / times
    told("create.rows.pgbench.cpu.database", bare, "ms", times, note + ", the same inserts and commit by pgbench")
    told("create.rows.door.cpu.database", ours, "ms", times, note + ", by the door in the same minute")
    told("create.rows.ratio", ours / bare, "ratio", times, "database CPU, door against pgbench")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", default="1000,10000,100000")
    arguments.add_argument("--requests", type=int, default=300)
    arguments.add_argument("--port", type=int, default=8317)
    arguments.add_argument("--one", type=int, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.one is None:
        for rows in asked.rows.split(","):
            command = [
                sys.executable,
                "-m",
                "bench",
                "--one",
                rows,
                "--requests",
                str(asked.requests),
                "--port",
                str(asked.port),
            ]
            if code := subprocess.call(command):
                return code
        return 0
    folder = Path(tempfile.mkdtemp(prefix="xiaoxiang-bench-"))
    folder.chmod(0o755)
    os.environ["XIAOXIANG_DATA"] = str(folder / "files")
    (folder / "files").mkdir()
    os.environ["DJANGO_SETTINGS_MODULE"] = "xiaoxiang.web.settings"
    try:
        with database(folder / "data"):
            import django  # noqa: PLC0415
            from django.core.management import call_command  # noqa: PLC0415

            django.setup()
            call_command("migrate", verbosity=0)
            one_size(asked.one, asked.requests, asked.port)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
