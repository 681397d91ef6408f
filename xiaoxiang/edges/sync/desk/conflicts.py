"""Two values of one field: both side by side, who wrote each and when, and which of them holds."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from xiaoxiang.door import journal
from xiaoxiang.door.action import label_of
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.submit import submit
from xiaoxiang.edges.sync import actions, settling
from xiaoxiang.edges.sync.desk import written
from xiaoxiang.edges.sync.desk.frame import HOME, frame, keeper
from xiaoxiang.edges.sync.merging import as_words, value_of
from xiaoxiang.edges.sync.models import Conflict


def conflict(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Both values; a POST says which holds."""
    by = keeper(request)
    found = get_object_or_404(Conflict.objects.visible_to(by).select_related("item__person", "by"), pk=pk)
    if request.method != "POST":
        return page(request, found)

    def retry(refused: Refused, post: Mapping[str, Any]) -> HttpResponse:
        found.refresh_from_db()
        return page(request, found, refused)

    is_here = request.POST.get("keep") == actions.Keep.HERE.value
    said = _("留了现在的，这一处了结了。") if is_here else _("定了，马上改成手机上的。")
    return submit(request, actions.settle_conflict, found.pk, done=HOME, retry=retry, said=said)


def page(request: HttpRequest, found: Conflict, refused: Refused | None = None) -> HttpResponse:
    by = keeper(request)
    thing = settling.thing_of(by, found)
    now = as_words(value_of(thing, found.field)) if thing else found.here
    context = {
        **frame(by),
        "conflict": found,
        "field": label_of_field(found),
        "thing_url": written.page_of(found.thing_type, found.thing_id) if thing else "",
        "is_gone": thing is None,
        "was": shown(by, found, found.was),
        "now": shown(by, found, now),
        "arrived": shown(by, found, found.here) if now != found.here else "",
        "wanted": shown(by, found, found.wanted),
        "last": last_edit(found),
        "op_ids": {"here": uuid4(), "wanted": uuid4()},
        "refused": refused,
    }
    return render(request, "sync/desk/conflict.html", context)


def label_of_field(found: Conflict) -> str:
    """What the form calls the field; its bare name where no such edit is left."""
    edit = settling.edit_of(found)
    return str(label_of(edit.schema.model_fields[found.field], found.field).title) if edit else found.field


def shown(by: Any, found: Conflict, value: str) -> str:
    edit = settling.edit_of(found)
    if not value:
        return _("（空着）")
    return written.said(by, edit, found.field, value) if edit else value


def last_edit(found: Conflict) -> dict[str, Any] | None:
    """The journal's last line of the same edit by somebody else: who and when."""
    with connection.cursor() as cursor:
        cursor.execute(LAST, [found.county_id, found.thing_id, found.item.action, str(found.item_id)])
        row = cursor.fetchone()
    return {"at": row[0], "sentence": journal.sentence(row[1], row[2])} if row else None


LAST = """
SELECT e.at, e.action, c.body FROM door_entry e LEFT JOIN door_content c ON c.id = e.id
WHERE e.county_id = %s AND e.thing_id = %s AND e.action = %s AND e.line::jsonb ->> 'op' <> %s
ORDER BY e.height DESC LIMIT 1
"""
