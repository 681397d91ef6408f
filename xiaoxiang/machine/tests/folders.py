"""Data folders for the machine's tests, and who is alive on them."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

import psycopg

from xiaoxiang.machine.postgres import OWNER, Server


@contextmanager
def data_folder() -> Iterator[Path]:
    """A folder that the database's account can walk to; pytest's own are closed to it when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="xiaoxiang-machine-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        rmtree(folder)


@contextmanager
def running(server: Server) -> Iterator[Server]:
    server.start()
    try:
        yield server
    finally:
        server.stop()


def ask(server: Server, query: str, role: str = OWNER) -> list[tuple[object, ...]]:
    with psycopg.connect(server.url(role)) as link:
        answer = link.execute(query)
        return answer.fetchall() if answer.description else []


def alive_on(data: Path) -> list[str]:
    """The command lines of all processes that were told this data folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes()
            told = line + (entry / "environ").read_bytes()
        except OSError:
            continue
        if line and os.fsencode(data) in told and int(entry.name) != os.getpid():
            found.append(line.replace(b"\0", b" ").decode(errors="replace"))
    return found
