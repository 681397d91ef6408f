"""Words for templates: days, moments and what is left of a limit, as of now."""

from datetime import date, datetime

from django import template

from xiaoxiang.door import clock
from xiaoxiang.web import words

register = template.Library()


@register.filter
def day(on: date | datetime | None) -> str:
    """11月25日（周三）."""
    return words.day(on, clock.now()) if on else ""


@register.filter
def moment(at: datetime | None) -> str:
    """11月21日 8:40."""
    return words.moment(at, clock.now()) if at else ""


@register.filter
def by_when(due: datetime | None) -> str:
    """今天 16:30; 11月25日（周三）17:30."""
    return words.by_when(due, clock.now()) if due else ""


@register.filter
def ago(at: datetime | None) -> str:
    """刚刚; 3 天前."""
    return words.ago(at, clock.now()) if at else ""
