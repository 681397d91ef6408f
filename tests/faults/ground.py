"""What every fault stands on: a real database, a real server process, a real browser, and the proxy between them."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.conftest import FLAGS
from tests.faults.proxy import Proxy
from tests.people import Cast, cast, grown
from xiaoxiang.door import at_hand
from xiaoxiang.machine import browser as machine_browser
from xiaoxiang.machine import postgres, processes, throwaway
from xiaoxiang.matters import queries as matters
from xiaoxiang.places import queries as places
from xiaoxiang.places.models import Level, Place
from xiaoxiang.regulation import queries as regulation
from xiaoxiang.web.database import from_url

PROJECT = Path(__file__).parents[2]
COMMUNITIES = 24
"""Seeds take them in turn, so that no list of one seed is long with what earlier ones left."""


class Web:
    """The web server as bin/run starts it, in a process group of its own that can be killed."""

    def __init__(self, database_url: str, log: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.database_url = database_url
        self.log = log
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers. Raises RuntimeError with its last words."""
        command = [sys.executable, "-m", "xiaoxiang.machine", "serve", "127.0.0.1", str(self.port)]
        told = {**os.environ, "DATABASE_URL": self.database_url, "PYTHONPATH": str(PROJECT)}
        with self.log.open("ab") as log:
            self.child = processes.start(command, env=told, output=log, cwd=PROJECT)
        if not processes.wait_until(self.answers, 30, 0.03):
            raise RuntimeError(self.log.read_text()[-3000:])

    def answers(self) -> bool:
        with suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=2).close()
            return True
        return False

    def kill(self) -> None:
        """All its processes at once, as a power cut would."""
        if self.child is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()
            self.child = None

    def stop(self) -> None:
        if self.child is not None:
            processes.stop(self.child)
            self.kill()


class Ground:
    """Stands for many seeds. `is_durable`: a database of its own that really writes to disk and may be killed."""

    def __init__(self, *, is_durable: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"{throwaway.PREFIX}{os.getpid()}-"))
        self.folder.chmod(0o755)
        self.database = postgres.Server(self.folder) if is_durable else None
        if self.database is not None:
            self.database.start()
            owner, app = (self.database.url(role) for role in (postgres.OWNER, postgres.APP))
        else:
            owner = app = throwaway.ensure_database()
        self.owner_url = owner
        self.look_here()
        os.environ["DATABASE_OWNER_URL"] = owner
        call_command("migrate", verbosity=0)
        self.cast: Cast = cast()
        self.communities = [self._community(n) for n in range(COMMUNITIES)]
        self.web = Web(app, self.folder / "web.log")
        self.web.start()
        self.proxy = Proxy(self.web.port)
        self.numbers = count(1)
        self._playing: Any = None
        self._browser: Browser | None = None
        self.found: dict[str, str] = {}

    def look_here(self) -> None:
        """Django of this process speaks with this ground's database."""
        connection.close()
        connection.close_pool()
        connection.settings_dict.update(from_url(self.owner_url))
        for forget in (places.forget, regulation.forget, matters.forget, at_hand.forget):
            forget()

    def _community(self, n: int) -> tuple[Place, Place]:
        """A community and its grid."""
        code = f"350922009{n:03}"
        community = grown(self.cast.east, Level.COMMUNITY, f"第{n}社区居委会", code, telephone="0593-3880009")
        return community, grown(community, Level.GRID, f"第{n}网格", f"{code}001")

    @property
    def playwright(self) -> Playwright:
        if self._playing is None:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the player's event loop lives in this thread
            self.found = machine_browser.ensure()
            os.environ.update(self.found)
            self._playing = sync_playwright().start()
        return self._playing

    @property
    def browser(self) -> Browser:
        """One browser for all seeds; each phone has a context of its own in it."""
        if self._browser is None or not self._browser.is_connected():
            play = self.playwright
            self._browser = play.chromium.launch(executable_path=self.found["XIAOXIANG_CHROMIUM"], args=FLAGS)
        return self._browser

    def close(self) -> None:
        if self._browser is not None:
            self._browser.close()
        if self._playing is not None:
            self._playing.stop()
        self.proxy.stop()
        self.web.stop()
        connection.close()
        if self.database is not None:
            self.database.stop()


class Grounds:
    """Both kinds of ground, each made when a test first asks for it."""

    def __init__(self) -> None:
        self.made: dict[bool, Ground] = {}

    def of(self, *, is_durable: bool) -> Ground:
        if is_durable not in self.made:
            self.made[is_durable] = Ground(is_durable=is_durable)
        ground = self.made[is_durable]
        ground.look_here()
        return ground


@contextmanager
def standing() -> Iterator[Grounds]:
    grounds = Grounds()
    try:
        yield grounds
    finally:
        for ground in grounds.made.values():
            ground.close()


def wait_for(is_so: Any, seconds: float = 10, pause: float = 0.01) -> None:
    """Until something became so. Raises TimeoutError."""
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError(getattr(is_so, "__doc__", None) or "it never came")
        time.sleep(pause)
