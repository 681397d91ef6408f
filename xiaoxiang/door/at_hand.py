"""Rows that everybody may see and that seldom change, kept at hand for seconds: alleys, kinds of matter."""

import time
from functools import lru_cache
from typing import Any

from django.db import connection, models

FRESH_FOR = 10
"""Seconds. A new name shows that much later at most; nothing that a right depends on is kept here."""


@lru_cache(4096)
def _kept(database: str, model: type[models.Model], pk: Any, era: int) -> models.Model:
    return model._base_manager.get(pk=pk)


def at_hand(model: type[models.Model], pk: Any) -> Any:
    """The row, read at most once in ten seconds. Raises DoesNotExist; never write to what it gives."""
    return _kept(connection.settings_dict["NAME"], model, pk, int(time.monotonic() / FRESH_FOR))


def forget() -> None:
    """Read anew: after this process changed one."""
    _kept.cache_clear()
