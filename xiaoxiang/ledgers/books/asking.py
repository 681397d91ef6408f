"""The filters that every ledger has, applied to its rows."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from xiaoxiang.ledgers.book import Asked
from xiaoxiang.regulation.worktime import SHANGHAI


def narrowed(rows: QuerySet[Any], asked: Asked, *, on: str, words: tuple[str, ...] = ()) -> QuerySet[Any]:
    """The rows of some communities, between two days, with some words in one of these columns.

    `on` names the column of the day or the moment; days are those of Shanghai.
    """
    if asked.communities:
        rows = rows.filter(community_id__in=asked.communities)
    is_day = rows.model._meta.get_field(on.split("__", maxsplit=1)[0]).get_internal_type() == "DateField"
    if asked.since:
        rows = rows.filter(**{f"{on}__gte": asked.since if is_day else _midnight(asked.since)})
    if asked.until:
        last = asked.until + timedelta(days=1)
        rows = rows.filter(**{f"{on}__lt": last if is_day else _midnight(last)})
    if asked.words and words:
        said = Q()
        for name in words:
            said |= Q(**{f"{name}__icontains": asked.words})
        rows = rows.filter(said)
    return rows


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
