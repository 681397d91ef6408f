"""Play one test with one seed, reconcile the ledgers, and tell what was wrong."""

import importlib
import re
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.ground import Ground
from tests.faults.ledgers import reconcile
from tests.faults.stage import Stage

Check = Callable[[Stage, int], None]


@dataclass
class Played:
    """How a seed went."""

    seconds: float
    wrong: list[str] = field(default_factory=list)


def play(ground: Ground, check: Check, seed: int, *, is_quick: bool = False) -> Played:
    """Set the stage, let the test do its worst, and hold the three ledgers against each other."""
    began = time.monotonic()
    stage = Stage(ground, check.__module__.rsplit(".", 1)[-1], seed, is_quick)
    wrong: list[str] = []
    try:
        check(stage, seed)
        wrong = reconcile(stage)
    except Exception:  # whatever breaks is a finding of this seed, and the next seed goes on
        wrong = [traceback.format_exc(), *stage.trouble()]
    finally:
        stage.close()
    return Played(time.monotonic() - began, wrong)


def tests() -> dict[int, Check]:
    """The checks by their number."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("test_[0-9][0-9]_*.py")):
        number = int(re.findall(r"\d+", path.name)[0])
        found[number] = importlib.import_module(f"tests.faults.{path.stem}").check
    return found
