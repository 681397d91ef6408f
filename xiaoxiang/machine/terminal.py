"""What the machine says in a terminal: one sentence in Chinese and English, with the seconds it took.

Standard library only: the bootstrap says its sentences before anything is installed.
"""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 1.0  # seconds after which a step that is still running shows itself


class Refusal(Exception):  # noqa: N818  # it is an answer, not an error
    """The machine cannot go on, and says why and what to do next."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh = zh
        self.en = en


def say(zh: str, en: str = "") -> None:
    """One sentence in both languages on the terminal."""
    sys.stdout.write(f"{zh} · {en}\n" if en else f"{zh}\n")
    sys.stdout.flush()


def complain(refusal: Refusal) -> None:
    """A refusal on the error stream, one language a line."""
    sys.stderr.write(f"{refusal.zh}\n{refusal.en}\n")
    sys.stderr.flush()


@contextmanager
def step(zh: str, en: str) -> Iterator[None]:
    """Show a piece of work that takes longer than a second, and then how long it took."""
    started = time.monotonic()
    ended = threading.Event()
    ticker = threading.Thread(target=_tick, args=(f"{zh} · {en}", started, ended), daemon=True)
    ticker.start()
    try:
        yield
    finally:
        ended.set()
        ticker.join()
        elapsed = time.monotonic() - started
        if elapsed >= PATIENCE:
            start = "\r" if sys.stdout.isatty() else ""
            sys.stdout.write(f"{start}{zh} · {en}  {elapsed:.1f} s\n")
            sys.stdout.flush()


def _tick(title: str, started: float, ended: threading.Event) -> None:
    """On a terminal the line counts the seconds in place; in a log file it is written once when the wait begins."""
    if ended.wait(PATIENCE):
        return
    if not sys.stdout.isatty():
        sys.stdout.write(f"{title} …\n")
        sys.stdout.flush()
        return
    while not ended.wait(0.5):
        sys.stdout.write(f"\r{title}  {time.monotonic() - started:.0f} s")
        sys.stdout.flush()
