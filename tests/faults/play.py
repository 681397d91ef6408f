"""Play one test with one seed, reconcile the ledgers, and tell what was wrong."""

import importlib
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.ground import Grounds
from tests.faults.ledgers import reconcile
from tests.faults.stage import Stage

HERE = Path(__file__).parent
Check = Callable[[Stage, int], None]


@dataclass
class Played:
    """How a seed went."""

    seconds: float
    wrong: list[str] = field(default_factory=list)


def play(grounds: Grounds, check: Check, seed: int, *, is_quick: bool = False) -> Played:
    """Set the stage, let the test do its worst, and hold the three ledgers against each other."""
    module = sys.modules[check.__module__]
    ground = grounds.of(is_durable=getattr(module, "IS_DURABLE", False))
    began = time.monotonic()
    stage = Stage(ground, check.__module__.rsplit(".", 1)[-1], seed, is_quick)
    wrong: list[str] = []
    try:
        check(stage, seed)
        wrong = reconcile(stage)
    except Exception:  # whatever breaks is a finding of this seed, and the next seed goes on
        shown = [words for phone in stage.phones for words in phone.shows()]
        wrong = [traceback.format_exc(), *stage.trouble()[:5], *shown, *stage.log().splitlines()[-15:]]
    finally:
        stage.close()
    return Played(time.monotonic() - began, wrong)


def checks(chosen: list[int] | None = None) -> dict[int, Check]:
    """The checks by their number, all where none is chosen."""
    numbered = {int(path.name[5:7]): path.stem for path in sorted(HERE.glob("test_[0-9][0-9]_*.py"))}
    return {
        number: importlib.import_module(f"tests.faults.{name}").check
        for number, name in numbered.items()
        if not chosen or number in chosen
    }
