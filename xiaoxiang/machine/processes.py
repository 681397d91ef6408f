"""Child processes that never outlive what started them."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from xiaoxiang.machine.binaries import Account

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def dies_with_parent(how: signal.Signals) -> Callable[[], None]:
    """What a child does first: ask the kernel for a signal when its parent is gone, even by kill -9."""
    parent = os.getpid()

    def ask() -> None:  # between fork and exec: system calls only, whatever threads the parent has
        if _libc is None:
            return
        _libc.prctl(PR_SET_PDEATHSIG, int(how), 0, 0, 0)
        if os.getppid() != parent:  # gone between the fork and the asking
            os.kill(os.getpid(), how)

    return ask


def start(
    command: Sequence[str],
    *,
    account: Account | None = None,
    env: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
    cwd: Path | None = None,
    dies_by: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a child in its own session, so that Ctrl-C reaches only us and we stop things in order."""
    return subprocess.Popen(
        command,
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=True,
        preexec_fn=dies_with_parent(dies_by),  # noqa: PLW1509
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        umask=0o077 if account else -1,
    )


def stop(child: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM, patience: float = 20) -> None:
    """Ask a child to end and wait; after `patience` seconds end it."""
    if child.poll() is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        child.send_signal(how)
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def working_in(folder: Path) -> list[int]:
    """The processes whose current folder this is (Linux): a PostgreSQL server and its backends stand in their data."""
    try:
        wanted = folder.stat()
    except FileNotFoundError:
        return []
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            seen = (entry / "cwd").stat()
            if (seen.st_dev, seen.st_ino) == (wanted.st_dev, wanted.st_ino) and int(entry.name) != os.getpid():
                found.append(int(entry.name))
    return found


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def wait_until(is_so: Callable[[], bool], patience: float, pause: float = 0.05) -> bool:
    """Whether something became so within `patience` seconds."""
    until = time.monotonic() + patience
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(pause)
    return True


def tell(pid: int, how: signal.Signals) -> None:
    """Send a signal to a process that may be gone already."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, how)


def in_terminal(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Run a command on our own terminal to its end; Ctrl-C reaches it directly and we wait for it."""
    child = subprocess.Popen(command, env=env, preexec_fn=dies_with_parent(signal.SIGTERM))  # noqa: PLW1509
    while True:
        with contextlib.suppress(KeyboardInterrupt):
            return child.wait()
