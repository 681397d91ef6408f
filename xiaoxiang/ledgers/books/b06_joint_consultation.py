"""Ledger 6, 事项流转登记（联合协商）: what several parties were brought together for, and what they agreed."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from xiaoxiang.door.actor import Actor
from xiaoxiang.ledgers.book import Asked, Book, Column, Kept, Kind, Value, shelved
from xiaoxiang.ledgers.books.asking import narrowed
from xiaoxiang.matters.models import Agreement, Matter, Route


def rows(by: Actor, asked: Asked) -> QuerySet[Any]:
    found = Matter.objects.concerning(by).filter(route=Route.CONSULTATION)
    found = found.select_related("community", "alley", "raised_by").prefetch_related("agreements")
    return narrowed(found, asked, on="noted_at", words=("title", "words", "number")).order_by("noted_at", "id")


def agreed(matter: Matter) -> Agreement | None:
    """What was agreed last; nothing while they still talk."""
    return max(matter.agreements.all(), key=lambda a: a.at, default=None)


def parties(matter: Matter) -> Value:
    found = agreed(matter)
    return "、".join(found.parties) if found else ""


def of_agreement(name: str) -> Any:
    def read(matter: Matter) -> Value:
        found = agreed(matter)
        value: Value = getattr(found, name) if found else None
        return value

    return read


joint_consultation = shelved(
    Book(
        number=6,
        slug="joint-consultation",
        title=_("事项流转登记（联合协商）"),
        rows=rows,
        columns=(
            Column(_("编号"), lambda m: m.number, width=14),
            Column(_("事项"), lambda m: m.title, width=24),
            Column(_("牵头"), lambda m: m.community.short_name if m.community else "", width=14),
            Column(_("参加单位"), parties, width=24),
            Column(_("协商日期"), of_agreement("at"), Kind.DAY),
            Column(_("分工"), of_agreement("words"), width=36),
            Column(_("期限"), of_agreement("due_on"), Kind.DAY),
            Column(_("结果"), lambda m: str(m.get_state_display())),
        ),
        kept=Kept.TEN,
        empty=_("请几方来谈过的事会自己记到这里；没有就空着，不用填“无”。"),
        on=lambda m: m.noted_at,
        by=lambda m: m.raised_by.name if m.raised_by else "",
    )
)
