"""Writing one row, inside an action: the same columns and checks as the ORM's save, half of its work.

The statement of a model is made once. Signals, `auto_now` and multi-table inheritance are not used in this house, so
nothing is lost; a field still prepares its own value, sealed fields among them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import connection, models


@lru_cache(64)
def _insert(model: type[models.Model]) -> tuple[str, tuple[models.Field[Any, Any], ...]]:
    fields = tuple(f for f in model._meta.concrete_fields if f.column)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(f.column)) for f in fields)
    marks = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})", fields  # noqa: S608  # nosec B608


def insert(thing: models.Model) -> None:
    """Write a new row. Raises IntegrityError as the ORM does."""
    sql, fields = _insert(type(thing))
    with connection.cursor() as cursor:
        cursor.execute(sql, [f.get_db_prep_save(getattr(thing, f.attname), connection) for f in fields])
    thing._state.adding = False
    thing._state.db = connection.alias


@lru_cache(512)
def _update(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, tuple[models.Field[Any, Any], ...]]:
    by_name = {name: f for f in model._meta.concrete_fields for name in (f.name, f.attname)}
    fields = tuple(by_name[name] for name in names)
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(str(f.column))} = %s" for f in fields)
    key = quote(str(model._meta.pk.column))
    return f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {key} = %s", fields  # noqa: S608  # nosec B608


def update(thing: models.Model, columns: dict[str, Any]) -> None:
    """Set columns on the thing and on its row; a thing it points at may be given itself or by its id."""
    sql, fields = _update(type(thing), tuple(columns))
    values = []
    for field, (name, value) in zip(fields, columns.items(), strict=True):
        setattr(thing, name, value)
        values.append(field.get_db_prep_save(getattr(thing, field.attname), connection))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, thing.pk])
