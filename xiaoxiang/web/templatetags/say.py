"""Words for templates: days, moments and what is left of a limit, as of now."""

from datetime import date, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from xiaoxiang.door import clock
from xiaoxiang.matters import due as limits
from xiaoxiang.matters import telling
from xiaoxiang.matters.models import Matter
from xiaoxiang.pages import words

SIGNS = {"ok": "✓", "late": "!", "wait": "▲", "go": "→"}
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


@register.filter
def due(matter: Matter) -> str:
    """应在 11月25日（周三）17:30 前办好."""
    return limits.due(matter)


@register.filter
def what_next(matter: Matter) -> str:
    """What happens next and by when, for whoever raised it."""
    return limits.what_next(matter)


@register.filter
def pill(matter: Matter) -> SafeString:
    """The state as a sign, a word and a colour."""
    tone, word = telling.pill(matter)
    return format_html(
        '<span class="pill {}"><span aria-hidden="true">{}</span> {}</span>', tone, SIGNS.get(tone, "–"), word
    )


register.filter("public_title", telling.public_title)
