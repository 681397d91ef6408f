"""A database for tests: made in a temporary folder, gone with the process that made it."""

import atexit
import contextlib
import os
import re
import shutil
import tempfile
from pathlib import Path

from xiaoxiang.machine import postgres, processes

PREFIX = "xiaoxiang-test-"


def ensure_database() -> str:
    """The database tests run on: DATABASE_URL, and a throwaway server behind it when nobody has set one.

    Processes started from here (xdist's workers) inherit the address and start nothing.
    """
    if not os.environ.get("DATABASE_URL"):
        server = start()
        os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"] = server.url(postgres.OWNER)
    return os.environ["DATABASE_URL"]


def start() -> postgres.Server:
    """Start a throwaway server that ends with this process."""
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    folder.chmod(0o755)
    server = postgres.Server(folder, is_throwaway=True)
    server.start()
    starter = os.getpid()

    def end() -> None:
        if os.getpid() == starter:  # not in a fork of it
            server.stop()
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    return server


def _sweep() -> None:
    """Remove what killed test runs left behind."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        made_by = re.match(rf"{PREFIX}(\d+)-", folder.name)
        if made_by and not processes.is_alive(int(made_by[1])):
            with contextlib.suppress(OSError):
                shutil.rmtree(folder)
