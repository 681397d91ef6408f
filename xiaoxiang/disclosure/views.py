"""The journal for people: its daily heads for everybody, its lines for those who work there."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from xiaoxiang.disclosure import chains
from xiaoxiang.door import clock, export, heads
from xiaoxiang.people.models import Role
from xiaoxiang.people.views.pages import actor, side

VERIFIER = Path(settings.HERE).parent.parent / "verifier" / "verify_journal.py"


def journal(request: HttpRequest) -> HttpResponse:
    """The heads of a day, and how to check the journal by hand."""
    by = actor(request)
    context = _day(request) | {
        "back_url": "/",
        "is_missing": heads.is_missing(by.county_id),
        "readable": chains.readable(by),
    }
    return render(request, "disclosure/journal.html", context)


def sheet(request: HttpRequest) -> HttpResponse:
    """The heads of a day as an A4 sheet for the wall: the witness that nobody can rewrite."""
    context = _day(request)
    if context["day"] is None:
        raise Http404
    address = request.build_absolute_uri(f"/journal/?on={context['day']}")
    qr = segno.make(address, error="m").svg_inline(omitsize=True, border=4, svgclass="qr", lineclass=None)
    context |= {"print_url": address, "qr": mark_safe(qr), "printed_at": clock.now()}  # noqa: S308 - drawn by us  # nosec B308 B703
    return render(request, "disclosure/sheet.html", context)


def _day(request: HttpRequest) -> dict[str, Any]:
    """The day asked for with its heads. Raises Http404 for what is not a day."""
    asked = request.GET.get("on", "")
    try:
        on = date.fromisoformat(asked) if asked else None
    except ValueError:
        raise Http404 from None
    county_id = actor(request).county_id
    day, older, newer = chains.sealed_days(county_id, on)
    return {
        "day": day,
        "sealed": chains.sealed(county_id, day) if day else [],
        "older_url": f"/journal/?on={older}" if older else "",
        "newer_url": f"/journal/?on={newer}" if newer else "",
    }


def lines(request: HttpRequest, chain: UUID) -> HttpResponse:
    """The lines of one chain as sentences, newest first."""
    by = actor(request)
    if not chains.may_read(by, chain):
        raise Http404
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else None
    found = chains.lines(by.county_id, chain, before)
    context = {
        "name": chains.called(by.county_id, chain),
        "chain": chain,
        "lines": found,
        "may_erase": Role.AUDIT_ADMINISTRATOR in by.roles,
        "older_url": f"?before={found[-1].height}" if found and found[-1].height > 1 else "",
        "newer_url": f"/journal/{chain}/" if before else "",
        **side(by, "/journal/"),
    }
    return render(request, "disclosure/lines.html", context)


def exported(request: HttpRequest, chain: UUID) -> StreamingHttpResponse:
    """A chain as a file for the stand-alone verifier, with digests and without words or names."""
    by = actor(request)
    if not chains.may_read(by, chain):
        raise Http404

    def rows() -> Iterator[str]:
        yield from export.rows(by.county_id, chain, with_contents=False)

    response = StreamingHttpResponse(rows(), content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="journal-{chain}.jsonl"'
    return response


def verifier(request: HttpRequest) -> HttpResponse:
    """The stand-alone verifier, to be read before it is run."""
    return _file(VERIFIER.read_bytes(), "verify_journal.py", "text/x-python; charset=utf-8")


def key(request: HttpRequest) -> HttpResponse:
    """The public key that checks the signatures of the heads."""
    return _file(heads.public_key().encode(), "journal.pem", "application/x-pem-file")


def _file(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
