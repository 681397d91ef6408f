"""bin/check and bin/test: everything that must hold, one heading and its seconds each, and an honest exit code."""

import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xiaoxiang.machine import browser, processes, throwaway
from xiaoxiang.machine.ground import PROJECT, SETTINGS
from xiaoxiang.machine.terminal import Refusal, complain, say

PROGRAMS = Path(sys.executable).parent
WORKERS = "2"  # more would wait for the two cores of the machine this is run on
NO_TESTS = 5  # pytest's code for: nothing was chosen
WHAT = ["xiaoxiang", "tests", "conftest.py"]


def main(arguments: list[str]) -> int:
    """`arguments`: check or test, and what pytest is to be told."""
    what, *rest = arguments
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.environ["PYTHONPATH"] = str(PROJECT)
    os.chdir(PROJECT)
    try:
        throwaway.ensure_database()
        is_right = check()
        if what == "check":
            return 0 if is_right else 1
        count = test(rest)
    except Refusal as refusal:
        complain(refusal)
        return 1
    except KeyboardInterrupt:
        return 130
    if not is_right:
        say("有检查未通过，见上文标 ✗ 的项", "checks have failed, see ✗ above")
    if not count.is_whole:
        say("测试没有全部通过", "not every test has passed")
    say(str(count))
    return 0 if is_right and count.is_whole and count.passed else 1


def check() -> bool:
    """Whether all the fast checks hold; each says its own findings."""
    there = [each for each in WHAT if (PROJECT / each).exists()]
    parts = [
        ("格式 · format", ["ruff", "format", "--check", "--quiet", *there]),
        ("规范 · lint", ["ruff", "check", "--quiet", *there]),
        ("类型 · types", ["mypy", "--no-error-summary", "xiaoxiang"]),
        ("层次 · layers", ["lint-imports", "--no-cache"]),
        ("安全 · security lint", ["bandit", "-q", "--severity-level=medium", "-x", "*/tests/*", "-r", "xiaoxiang"]),
        (
            "迁移 · migrations",
            ["python", "-m", "xiaoxiang.machine", "manage", "makemigrations", "--check", "--dry-run"],
        ),
    ]
    codes = [_told(title, [*_program(command[0]), *command[1:]]) for title, command in parts]
    return not any(codes)


def test(extra: list[str]) -> "Count":
    """All tests: first what runs side by side, then what plays in a browser. The outbox under faults: bin/faults."""
    os.environ.update(browser.ensure())
    plain = _pytest("测试 · tests", "-n", WORKERS, "--dist", "loadfile", "-m", "not browser and not faults", *extra)
    plays = _pytest("浏览器中的测试 · tests in a browser", "-m", "browser and not faults", *extra)
    return plain + plays


@dataclass
class Count:
    """How tests went; `is_whole` tells that pytest itself came to its end."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    is_whole: bool = True

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            self.is_whole and other.is_whole,
        )

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed" + (f", {self.skipped} skipped" if self.skipped else "")


def _pytest(title: str, *arguments: str) -> Count:
    """One run, shown as it goes, counted from its own report."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        code = _told(title, [*_program("pytest"), f"--junitxml={report}", *arguments])
        if code not in (0, 1, NO_TESTS) or not report.exists():
            return Count(is_whole=code == NO_TESTS)
        head = report.read_text(encoding="utf-8", errors="replace")[:1000]
    told = {name: int(number) for name, number in re.findall(r'(tests|failures|errors|skipped)="(\d+)"', head)}
    failed = told.get("failures", 0) + told.get("errors", 0)
    skipped = told.get("skipped", 0)
    return Count(told.get("tests", 0) - failed - skipped, failed, skipped, is_whole=code in (0, NO_TESTS))


def _told(title: str, command: Sequence[str]) -> int:
    """Run a program under a heading, and say how it went and how long it took."""
    sys.stdout.write(f"── {title}\n")
    sys.stdout.flush()
    began = time.monotonic()
    code = processes.in_terminal(command, env=os.environ)
    mark = "✓" if code in (0, NO_TESTS) else "✗"
    sys.stdout.write(f"{mark}  {title}  {time.monotonic() - began:.1f} s\n")
    sys.stdout.flush()
    return code


def _program(name: str) -> list[str]:
    return [str(PROGRAMS / name)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
