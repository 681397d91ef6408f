"""Bring the whole product up on this computer, keep it up, and take it down in order.

One process (this one) starts the database, brings its tables up to date, loads the demonstration county into an empty
one, and then watches three children: the database, the web server and the worker. Children end when it ends, even by
kill -9; whoever dies alone is started again.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType

from xiaoxiang.machine import addresses, ground, messages, postgres, processes, upkeep
from xiaoxiang.machine.ground import Ground
from xiaoxiang.machine.terminal import Refusal, say, step

LOG_BYTES = 10_000_000
UNKNOWN_COMMAND = 127  # what __main__ answers to a name that no room has
LONGEST_PAUSE = 30.0  # seconds between two tries to start a part that keeps dying


class Stopping(BaseException):
    """Somebody asked us to stop: Ctrl-C, a closed terminal, or the system."""


def options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/run",
        description="启动小巷管家 · start Xiaoxiang on this computer",
        epilog="DATABASE_URL: 用自己的 PostgreSQL · use your own PostgreSQL instead of the embedded one",
    )
    parser.add_argument("--port", type=int, default=8000, help="端口 · port (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址 · address to listen on (127.0.0.1)")
    parser.add_argument("--data", type=Path, help="数据文件夹 · data folder (./data)")
    parser.add_argument("--empty", action="store_true", help="不装入示范县 · no demonstration county")
    return parser.parse_args(arguments)


def run(arguments: list[str]) -> int:
    """Start everything and stay until asked to stop. Raises Refusal in words when it cannot."""
    began = time.monotonic()
    chosen = options(arguments)
    data = chosen.data.resolve() if chosen.data else ground.chosen_data()
    address = addresses.url(addresses.seen_from_outside(chosen.host), chosen.port)
    os.environ.setdefault("XIAOXIANG_HOSTS", addresses.names(chosen.host))
    os.environ["XIAOXIANG_ADDRESS"] = address
    try:
        with (
            _stoppable(),
            postgres.holding(data, f"{ground.RUN} {address}"),
            addresses.claimed(chosen.host, chosen.port),
            _database(data) as (base, server),
        ):
            _prepare(base, is_empty=chosen.empty)
            with _Parts(base, server, chosen.host, chosen.port) as parts:
                parts.wait_for_web()
                say(f"小巷管家已启动：{address}", f"Xiaoxiang is up: {address}  ({time.monotonic() - began:.1f} s)")
                _show_doors(base)
                say("按 Ctrl-C 停止", "Ctrl-C stops it")
                parts.keep_up()
    except Stopping:
        say("已停止", "stopped")
    return 0


@contextmanager
def _stoppable() -> Iterator[None]:
    """Turn the first request to stop into Stopping; further ones are ignored while things are put away."""

    def ask(number: int, frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise Stopping

    before = {each: signal.signal(each, ask) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for each, was in before.items():
            signal.signal(each, was)


@contextmanager
def _database(data: Path) -> Iterator[tuple[Ground, postgres.Server | None]]:
    outside = ground.external(data)
    if outside:
        yield outside, None
        return
    server = postgres.Server(data)
    try:
        yield ground.embedded(data, server), server
    finally:
        with step("正在停下数据库", "stopping the database"):
            server.stop()


def _prepare(base: Ground, *, is_empty: bool) -> None:
    """Tables up to date; the demonstration county, once, into a database that was made for it.

    What a data folder holds is decided at its first start and remembered in `county`: a later start without --empty
    never pours demonstration people into a real county.
    """
    county = base.data / "county"
    if not county.exists():
        county.write_text("empty\n" if is_empty else "demo, loading\n")
    messages.compile_catalogues()
    if not upkeep.is_current(base.owner_url):
        with step("正在更新数据表", "bringing the tables up to date"):
            _must(base, "migrate", "更新数据表", "the tables could not be brought up to date")
        upkeep.mark_current(base.owner_url)
    if county.read_text().strip() == "demo, loading":
        code = _do(base, "demo", is_shown=True)
        if code == 0:
            county.write_text("demo\n")
        elif code != UNKNOWN_COMMAND:
            raise Refusal(
                f"示范县没有装入，原因见 {_log(base, 'demo')}。",
                f"The demonstration county could not be loaded; see {_log(base, 'demo')}.",
            )


def _show_doors(base: Ground) -> None:
    _do(base, "doors", is_shown=True)


def _command(name: str) -> list[str]:
    return [sys.executable, "-m", "xiaoxiang.machine", name]


def _do(base: Ground, name: str, *, is_shown: bool = False) -> int:
    """Run one of our commands to its end; what it says goes to the terminal or to its log."""
    log = _log(base, name)
    with log.open("ab") as file:
        child = processes.start(
            _command(name), env=base.environment(name), output=None if is_shown else file, cwd=ground.PROJECT
        )
        try:
            return child.wait()
        finally:
            processes.stop(child)


def _must(base: Ground, name: str, zh: str, en: str) -> None:
    if _do(base, name) != 0:
        log = _log(base, name)
        last = log.read_text(errors="replace").strip().splitlines()[-1:]
        raise Refusal(f"{zh}没有成功：{' '.join(last)}（全文在 {log}）", f"{en}: {' '.join(last)} (in full: {log})")


def _log(base: Ground, name: str) -> Path:
    path = base.data / "logs" / f"{name}.log"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path


class _Part:
    """One child that is to stay up."""

    def __init__(self, zh: str, en: str, begin: Callable[[], subprocess.Popen[bytes]]) -> None:
        self.zh = zh
        self.en = en
        self.begin = begin
        self.child = begin()
        self.pause = 1.0
        self.next_try = 0.0

    def restart_if_dead(self) -> None:
        """Start it again, later each time it dies at once."""
        code = self.child.poll()
        if code is None:
            return
        now = time.monotonic()
        if self.next_try == 0.0:
            say(f"{self.zh}停了（{code}），{self.pause:.0f} 秒后重新启动", f"{self.en} ended ({code}), starting again")
            self.next_try = now + self.pause
        elif now >= self.next_try:
            self.next_try = 0.0
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
            self.child = self.begin()


class _Parts:
    """The web server and the worker on top of the database: started together, watched, stopped in order."""

    def __init__(self, base: Ground, server: postgres.Server | None, host: str, port: int) -> None:
        self.base = base
        self.server = server
        self.host = host
        self.port = port
        self.parts: list[_Part] = []

    def __enter__(self) -> "_Parts":
        self.parts.append(_Part("网页服务", "the web server", lambda: self._begin("serve", self.host, str(self.port))))
        # A worker asked to end waits for its database, which is gone when we were killed: there it is ended outright,
        # and the rescue of stalled jobs takes up what it was doing. The web server must end its own workers instead.
        self.parts.append(_Part("后台任务", "the worker", lambda: self._begin("worker", dies_by=signal.SIGKILL)))
        return self

    def __exit__(self, *_: object) -> None:
        for part in self.parts:
            with contextlib.suppress(ProcessLookupError):
                processes.stop(part.child)

    def wait_for_web(self) -> None:
        """Until the web server answers. Raises Refusal with its last words when it ends instead."""
        web = self.parts[0].child
        reach = addresses.seen_from_inside(self.host)

        def is_up() -> bool:
            if web.poll() is not None:
                return True
            link = HTTPConnection(reach, self.port, timeout=5)
            with contextlib.suppress(OSError, HTTPException), contextlib.closing(link):
                link.request("GET", "/health")
                return link.getresponse().status < 500
            return False

        with step("正在启动网页服务", "starting the web server"):
            came_up = processes.wait_until(is_up, 60)
        if not came_up or web.poll() is not None:
            log = _log(self.base, "serve")
            last = log.read_text(errors="replace").strip().splitlines()[-1:]
            raise Refusal(
                f"网页服务没有启动：{' '.join(last)}（全文在 {log}）",
                f"The web server did not come up: {' '.join(last)} (in full: {log})",
            )

    def keep_up(self) -> None:
        """Watch until Stopping."""
        while True:
            time.sleep(0.5)
            if self.server is not None and not self.server.is_running():
                say("数据库停了，正在重新启动", "the database ended, starting it again")
                self.server.start()
            for part in self.parts:
                part.restart_if_dead()

    def _begin(self, name: str, *extra: str, dies_by: signal.Signals = signal.SIGTERM) -> subprocess.Popen[bytes]:
        with _log(self.base, name).open("ab") as file:
            return processes.start(
                [*_command(name), *extra],
                env=self.base.environment(name),
                output=file,
                cwd=ground.PROJECT,
                dies_by=dies_by,
            )
