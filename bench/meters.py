"""Meters that noise does not move: CPU nanoseconds of whole process trees, read from the kernel."""

import os
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICK = 1_000_000_000 // os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    """A process and everything it started, now."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting.extend(children.get(pid, []))
    return found


def spent(root: int) -> float:
    """CPU milliseconds that a process tree has spent, all threads together."""
    total = 0
    for pid in tree(root):
        total += _reaped(pid)
        try:
            threads = list((PROC / str(pid) / "task").iterdir())
        except OSError:
            continue
        for thread in threads:
            try:
                total += int((thread / "schedstat").read_text().split()[0])
            except (OSError, IndexError):
                continue
    return total / 1e6


def _reaped(pid: int) -> int:
    """Nanoseconds of the children that ended and were waited for: a backend that served one client, in ticks of 10 ms."""
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[13]) + int(fields[14])) * TICK


@dataclass
class Meter:
    """The CPU of the web and of the database between two looks."""

    web: int
    database: int

    def __post_init__(self) -> None:
        self.look()

    def look(self) -> None:
        self.web_before, self.database_before = spent(self.web), spent(self.database)

    def since(self) -> tuple[float, float]:
        """Milliseconds of web and of database since the last look."""
        return spent(self.web) - self.web_before, spent(self.database) - self.database_before
