"""Pages for lists that come as workbooks: the template, the trial, what became of each row."""

import io
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xiaoxiang.door import forms
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.submit import do
from xiaoxiang.ledgers import actions, jobs, template_book
from xiaoxiang.ledgers.models import Import
from xiaoxiang.ledgers.sheets import Sheet, sheets
from xiaoxiang.ledgers.views import HERE, XLSX
from xiaoxiang.people.models import COMMUNITY
from xiaoxiang.people.views.pages import side, staff
from xiaoxiang.places.models import Place
from xiaoxiang.places.queries import tree

SHOWN = 20


def community_of(by: Actor) -> Place:
    """The community whose lists this reader brings. Raises Http404 for others."""
    places = tree(by.county_id)
    held = next((h for h in by.held if h.role in COMMUNITY and h.place_id in places), None)
    if held is None:
        raise Http404
    return places[held.place_id]


def sheet_of(slug: str) -> Sheet:
    found = sheets.get(slug)
    if found is None:
        raise Http404
    return found


def all_lists(request: HttpRequest) -> HttpResponse:
    """Which lists can be brought, and what was brought before."""
    by = staff(request)
    community_of(by)
    brought = Import.objects.visible_to(by).order_by("-at")[:SHOWN]
    context = {**side(by, HERE), "sheets": list(sheets.values()), "brought": brought}
    return render(request, "ledgers/lists.html", context)


def one(request: HttpRequest, slug: str) -> HttpResponse:
    """One kind of list: its template, its columns and limits, and where to hand it in."""
    by = staff(request)
    community, sheet = community_of(by), sheet_of(slug)
    if request.method == "POST":
        return _hand_in(request, community, sheet)
    return _page(request, community, sheet)


def _page(request: HttpRequest, community: Place, sheet: Sheet, error: str = "") -> HttpResponse:
    asked = forms.Field(
        "file",
        _("填好的文件"),
        hint=_("xlsx，一次最多 10,000 行、8 MB"),
        kind="file",
        error=error,
        accept=".xlsx",
    )
    form = forms.Form(f"{HERE}lists/{sheet.slug}/", [asked], _("先试一遍"), op_id="", is_multipart=True)
    context = {
        **side(staff(request), HERE),
        "sheet": sheet,
        "cells": [(c, c.choices(community) if c.choices else []) for c in sheet.cells],
        "form": form,
    }
    return render(request, "ledgers/list.html", context, status=422 if error else 200)


def _hand_in(request: HttpRequest, community: Place, sheet: Sheet) -> HttpResponse:
    file: Any = request.FILES.get("file")
    if file is None or not (file.size or getattr(file, "is_too_large", False)):
        return _page(request, community, sheet, _("选一个填好的文件"))
    if getattr(file, "is_too_large", False):
        return _page(request, community, sheet, _("文件超过 8 MB。分成几份交。"))
    name = Path(file.name or "").name[-60:] or _("名单.xlsx")
    try:
        made = do(request, actions.check, community.pk, slug=sheet.slug, file_name=name, content=file.read()).result
    except Refused as refused:
        return _page(request, community, sheet, str(next(iter(refused.fields.values()), refused.sentence)))
    return HttpResponseRedirect(f"{HERE}imports/{made.pk}/")


def template(request: HttpRequest, slug: str) -> HttpResponse:
    """The empty workbook to fill in: drop-downs, notes, one example row."""
    by = staff(request)
    community, sheet = community_of(by), sheet_of(slug)
    held = io.BytesIO()
    template_book.write(held, sheet, community)
    name = f"{sheet.title} {community.short_name}.xlsx"
    disposition = content_disposition_header(as_attachment=True, filename=name) or ""
    return HttpResponse(held.getvalue(), content_type=XLSX, headers={"Content-Disposition": disposition})


def imported(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How the trial or the taking in goes, and every row that must be changed."""
    by = staff(request)
    made = get_object_or_404(Import.objects.visible_to(by), pk=pk)
    context = {
        **side(by, HERE),
        "job": made,
        "sheet": sheets.get(made.slug),
        "has_result": jobs.path_of(made, "result").exists(),
        "op_id": made.pk,
    }
    response = render(request, "ledgers/imported.html", context)
    if not made.is_over:
        response["Refresh"] = "2"
    return response


@require_POST
def take_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the good rows in for good."""
    staff(request)
    do(request, actions.take_in, pk)
    return HttpResponseRedirect(f"{HERE}imports/{pk}/")


def result(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The list again with what became of each row."""
    made = get_object_or_404(Import.objects.visible_to(staff(request)), pk=pk)
    path = jobs.path_of(made, "result")
    if not path.exists():
        raise Refused("gone", _("这个文件放满七天收走了。再交一次名单就有。"), status=410)
    name = _("结果 %(name)s") % {"name": made.file_name}
    answer: Any = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=XLSX)
    answer["Cache-Control"] = "no-store"
    return answer  # type: ignore[no-any-return]
