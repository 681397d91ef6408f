"""The fault tests in bin/test: a few seeds of each, on one ground. `bin/faults` plays the same with many."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.faults.ground import Grounds, standing
from tests.faults.play import Check, play


@pytest.fixture(scope="session")
def grounds(django_db_blocker: Any) -> Iterator[Grounds]:
    """Databases that really commit: pytest's own is never asked for here."""
    with django_db_blocker.unblock(), standing() as there:
        yield there


@pytest.fixture
def played(grounds: Grounds) -> Callable[[Check, int], None]:
    """Play a check with a seed; a failure names the invariant, the op, and how to see it again."""

    def do(check: Check, seed: int) -> None:
        number = check.__module__.rsplit("test_", 1)[1][:2].lstrip("0")
        wrong = play(grounds, check, seed, is_quick=True).wrong
        assert not wrong, "\n".join([*wrong, f"again: bin/faults --test {number} --seed {seed}"])

    return do


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each file says how many seeds its quick form has."""
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(1, getattr(metafunc.module, "QUICK", 2) + 1))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They run apart, as the plays in a browser do: the player's event loop must not meet other tests."""
    for item in items:
        if "/tests/faults/" in str(item.path).replace(os.sep, "/"):
            item.add_marker(pytest.mark.faults)
