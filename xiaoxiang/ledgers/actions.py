"""Taking a ledger out, and bringing a list in: deeds with a line in the journal (LG5)."""

import hashlib
from datetime import date
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import Field

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor, Verdict
from xiaoxiang.door.passage import later
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.rows import insert
from xiaoxiang.door.words import Label, Line
from xiaoxiang.ledgers import jobs
from xiaoxiang.ledgers.book import Asked, shelf
from xiaoxiang.ledgers.models import Export, Import, Stage
from xiaoxiang.ledgers.sheets import sheets
from xiaoxiang.people.models import COMMUNITY, STAFF
from xiaoxiang.places.models import Level, Place

AT_ONCE = 10_000
"""Rows of a ledger that are written while its reader waits; longer ones are a job with progress."""
Slug = Annotated[str, Field(max_length=40), Label(gettext_lazy("哪一本"))]


def doer(by: Actor) -> UUID:
    """Who asked: a person of the staff, as `who` has seen to."""
    assert by.person_id is not None  # noqa: S101  # nosec B101
    return by.person_id


def staff_here(by: Actor, place: Place) -> Verdict:
    """Whoever works for this place or above it; which ledger it may be is asked inside."""
    return by.holds_any(STAFF, place) or gettext_noop("由本社区、街道的工作人员来导出。")


@action("ledger.export", who=staff_here, locks=False, changes=False,
        says=gettext_lazy("{by}导出了{thing}的《{result}》"), verb=gettext_lazy("导出 Excel"))  # fmt: skip
def export(
    by: Actor,
    place: Place,
    *,
    slug: Slug,
    since: Annotated[date | None, Label(gettext_lazy("从哪天"))] = None,
    until: Annotated[date | None, Label(gettext_lazy("到哪天"))] = None,
    words: Annotated[Line | None, Label(gettext_lazy("带这几个字的"))] = None,
) -> Export:
    """Take a ledger out as a workbook: at once up to 10,000 rows, longer ones by a job.

    Raises Refused('not_found') for a ledger that is not this reader's.
    """
    book = shelf.get(slug)
    if book is None or not any(by.holds(role, place) for role in book.roles):
        raise Refused("not_found", _("找不到这一本，或者它不给您看。"))
    asked = Asked(communities=jobs.communities_below(place), since=since, until=until, words=words or "")
    made = Export(
        **Export.columns_of(place),
        person_id=doer(by),
        at=clock.now(),
        slug=slug,
        asked=jobs.as_json(asked),
        heading=jobs.heading_of(book, place, asked),
        total=book.rows(by, asked).count(),
    )
    insert(made)
    if made.total > AT_ONCE:
        later(jobs.build_export, export_id=made.pk)
    return made


def community_here(by: Actor, community: Place) -> Verdict:
    return by.holds_any(COMMUNITY, community) or gettext_noop("由本社区的工作人员来导入。")


@action("ledger.check", who=community_here, locks=False, changes=False, secret=("content",),
        says=gettext_lazy("{by}交来一份名单“{result}”，先试了一遍"), verb=gettext_lazy("先试一遍"))  # fmt: skip
def check(
    by: Actor,
    community: Place,
    *,
    slug: Slug,
    file_name: Annotated[Line, Label(gettext_lazy("文件"))],
    content: Annotated[bytes, Field(max_length=8 * 1024 * 1024)],
) -> Import:
    """Keep a workbook and try every row of it, writing nothing. Raises Refused('not_found')."""
    if slug not in sheets or community.level != Level.COMMUNITY:
        raise Refused("not_found", _("找不到这种名单。"))
    made = Import(
        **Import.columns_of(community),
        person_id=doer(by),
        at=clock.now(),
        slug=slug,
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
    )
    jobs.keep(made, content)
    insert(made)
    later(jobs.take_in, import_id=made.pk)
    return made


def who_brought_it(by: Actor, found: Import) -> Verdict:
    return by.person_id == found.person_id or gettext_noop("由交来名单的人接着办。")


@action(
    "ledger.take_in",
    who=who_brought_it,
    says=gettext_lazy("{by}把名单“{thing}”收了进来"),
    verb=gettext_lazy("收进来"),
)
def take_in(by: Actor, found: Import) -> Import:
    """Take a list in for good, row by row; rows that are wrong stay out and are named. Raises Refused('not_now')."""
    if not found.is_rehearsal or found.stage != Stage.READY or found.sentence:
        raise Refused("not_now", _("这份名单还没试完，或者已经收过了。"))
    found.is_rehearsal, found.stage, found.done = False, Stage.WAITING, 0
    found.version += 1
    found.save(update_fields=["is_rehearsal", "stage", "done", "version"])
    later(jobs.take_in, import_id=found.pk)
    return found
