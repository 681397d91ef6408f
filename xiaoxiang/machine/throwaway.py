"""A database for tests: made in a temporary folder, gone with the process that made it."""

import atexit
import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from xiaoxiang.machine import postgres, processes

PREFIX = "xiaoxiang-test-"


def ensure_database() -> str:
    """The database tests run on: DATABASE_URL, and a throwaway server behind it when nobody has set one.

    Photos and keys go to a temporary folder too. Processes started from here (xdist's workers) inherit the addresses
    and start nothing.
    """
    if not os.environ.get("XIAOXIANG_DATA"):
        os.environ["XIAOXIANG_DATA"] = str(_folder())
    if not os.environ.get("DATABASE_URL"):
        server = start()
        os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"] = server.url(postgres.OWNER)
    return os.environ["DATABASE_URL"]


def start() -> postgres.Server:
    """Start a throwaway server that ends with this process."""
    server = postgres.Server(_folder(), is_throwaway=True)
    server.start()
    _at_end(server.stop)
    return server


def _folder() -> Path:
    """A temporary folder that is gone with this process; the database's account may walk through it."""
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    folder.chmod(0o755)
    _at_end(lambda: shutil.rmtree(folder, ignore_errors=True))
    return folder


def _at_end(do: Callable[[], None]) -> None:
    """At the end of this process, but not of a fork of it. The last asked for is done first."""
    starter = os.getpid()
    atexit.register(lambda: do() if os.getpid() == starter else None)


def _sweep() -> None:
    """Remove what killed test runs left behind."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        made_by = re.match(rf"{PREFIX}(\d+)-", folder.name)
        if made_by and not processes.is_alive(int(made_by[1])):
            with contextlib.suppress(OSError):
                shutil.rmtree(folder)
