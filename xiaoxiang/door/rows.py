"""Writing rows, inside an action: the same columns and checks as the ORM's save, half of its work.

The statement of a model is made once. Signals, `auto_now` and multi-table inheritance are not used in this house, so
nothing is lost; a field still prepares its own value, sealed fields among them. In a bulk (door/bulk.py) rows and
counts are kept together and written at its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection, models

from xiaoxiang.door.together import Key, Together, present

if TYPE_CHECKING:
    Columns = tuple[models.Field[Any, Any], ...]


@lru_cache(64)
def _columns(model: type[models.Model]) -> Columns:
    return tuple(f for f in model._meta.concrete_fields if f.column)


@lru_cache(64)
def _insert(model: type[models.Model]) -> str:
    marks = ", ".join(["%s"] * len(_columns(model)))
    return f"INSERT INTO {_table(model)} ({_names(_columns(model))}) VALUES ({marks})"  # noqa: S608  # nosec B608


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _names(columns: Iterable[models.Field[Any, Any]]) -> str:
    return ", ".join(connection.ops.quote_name(str(f.column)) for f in columns)


def insert(thing: models.Model) -> None:
    """Write a new row. Raises IntegrityError as the ORM does; in a bulk at its end."""
    model = type(thing)
    values = [f.get_db_prep_save(getattr(thing, f.attname), connection) for f in _columns(model)]
    if kept := present():
        kept.rows[model].append(values)
    else:
        with connection.cursor() as cursor:
            cursor.execute(_insert(model), values)
    thing._state.adding = False
    thing._state.db = connection.alias


def add_up(model: type[models.Model], counts: Mapping[Key, int]) -> None:
    """Move counters: rows named by the composite key of `model`, whose column `n` counts. Made where there is none."""
    if kept := present():
        for key, n in counts.items():
            kept.counts[model][key] += n
    elif counts:
        _move(model, counts)


@lru_cache(16)
def _up(model: type[models.Model], rows: int) -> str:
    key = _names(model._meta.pk_fields)
    marks = ", ".join([f"({', '.join(['%s'] * (len(model._meta.pk_fields) + 1))})"] * rows)
    table = _table(model)
    return (
        f"INSERT INTO {table} AS t ({key}, n) VALUES {marks}"  # noqa: S608  # nosec B608
        f" ON CONFLICT ({key}) DO UPDATE SET n = t.n + EXCLUDED.n"
    )


def _move(model: type[models.Model], counts: Mapping[Key, int]) -> None:
    # In one order everywhere, so that two deeds never wait for each other.
    values = [value for key in sorted(counts) for value in (*key, counts[key])]
    with connection.cursor() as cursor:
        cursor.execute(_up(model, len(counts)), values)


def copy(model: type[models.Model], rows: Iterable[Iterable[Any]]) -> None:
    """Write many new rows, their values in the order of the columns and prepared. Raises IntegrityError."""
    statement = f"COPY {_table(model)} ({_names(_columns(model))}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as stream:
        for row in rows:
            stream.write_row(row)


def store(kept: Together) -> None:
    """Write what was kept together: rows as they were asked for, table by table, then the counts."""
    for model, rows in kept.rows.items():
        copy(model, rows)
    for model, counts in kept.counts.items():
        _move(model, counts)


@lru_cache(512)
def _update(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, Columns]:
    by_name = {name: f for f in model._meta.concrete_fields for name in (f.name, f.attname)}
    fields = tuple(by_name[name] for name in names)
    sets = ", ".join(f"{connection.ops.quote_name(str(f.column))} = %s" for f in fields)
    key = connection.ops.quote_name(str(model._meta.pk.column))
    return f"UPDATE {_table(model)} SET {sets} WHERE {key} = %s", fields  # noqa: S608  # nosec B608


def update(thing: models.Model, columns: dict[str, Any]) -> None:
    """Set columns on the thing and on its row; a thing it points at may be given itself or by its id."""
    sql, fields = _update(type(thing), tuple(columns))
    values = []
    for field, (name, value) in zip(fields, columns.items(), strict=True):
        setattr(thing, name, value)
        values.append(field.get_db_prep_save(getattr(thing, field.attname), connection))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, thing.pk])
