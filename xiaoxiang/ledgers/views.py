"""Pages of the ledgers: the shelf, one ledger with its filters, and the workbooks that go out."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xiaoxiang.door import clock
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.submit import do
from xiaoxiang.ledgers import actions, jobs
from xiaoxiang.ledgers.book import Asked, Book, Column, Kind, Value, lines, on_shelf, shelf, totals
from xiaoxiang.ledgers.models import Export, Stage
from xiaoxiang.pages import words
from xiaoxiang.people.models import STAFF
from xiaoxiang.people.views.pages import side, staff
from xiaoxiang.places.models import Level, Place
from xiaoxiang.places.queries import tree
from xiaoxiang.regulation.worktime import SHANGHAI

A_PAGE = 50
LONG = 20
"""Columns of so many characters break their lines; shorter ones keep them whole."""
HERE = "/desk/ledgers/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def all_books(request: HttpRequest) -> HttpResponse:
    """The shelf: every ledger this reader may open."""
    by = staff(request)
    books = on_shelf(by)
    return render(request, "ledgers/shelf.html", {**side(by, HERE), "books": books})


def one(request: HttpRequest, slug: str) -> HttpResponse:
    """One ledger: filters, rows fifty at a time, totals, and the way to a workbook."""
    by = staff(request)
    book = book_of(by, slug)
    places = places_of(by, book)
    place = chosen(places, request.GET)
    asked = asked_of(place, request.GET)
    rows = book.rows(by, asked)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    kept = {k: v for k, v in request.GET.items() if k != "page" and v}
    context = {
        **side(by, HERE),
        "book": book,
        "columns": book.whole,
        "lines": [_shown(book.whole, line) for line in lines(book, page.object_list)],
        "first": page.start_index(),
        "totals": totals(book, rows),
        "places": places,
        "place": place,
        "asked": asked,
        "heading": jobs.heading_of(book, place, asked),
        "newer_url": _page_url(slug, kept, page.previous_page_number()) if page.has_previous() else "",
        "older_url": _page_url(slug, kept, page.next_page_number()) if page.has_next() else "",
    }
    return render(request, "ledgers/one.html", context)


def book_of(by: Actor, slug: str) -> Book:
    """The ledger of that name. Raises Http404 where it is not this reader's."""
    book = shelf.get(slug)
    if book is None or not by.roles & book.roles:
        raise Http404
    return book


def places_of(by: Actor, book: Book) -> list[Place]:
    """Where this reader may look: what the roles are held at, and the communities below."""
    known = tree(by.county_id)
    held = {h.place_id for h in by.held if h.role in book.roles and h.role in STAFF}
    reached = [p for p in known.values() if p.pk in held or p.subdistrict_id in held or _above(known, held)]
    order = {Level.COUNTY: 0, Level.SUBDISTRICT: 1, Level.COMMUNITY: 2}
    found = [p for p in reached if p.level in order and p.closed_at is None]
    return sorted(found, key=lambda p: (order[Level(p.level)], p.position, p.code))


def _above(known: Mapping[UUID, Place], held: set[UUID]) -> bool:
    return any(known[pk].level == Level.COUNTY for pk in held if pk in known)


def chosen(places: list[Place], given: Mapping[str, Any]) -> Place:
    """The place asked for, else the first. Raises Http404 for a reader who reaches none."""
    if not places:
        raise Http404
    return next((p for p in places if str(p.pk) == given.get("place")), places[0])


def asked_of(place: Place, given: Mapping[str, Any]) -> Asked:
    """The filters of an address; what is no date is left out."""
    return Asked(
        communities=jobs.communities_below(place),
        since=_date(given.get("since")),
        until=_date(given.get("until")),
        words="".join(sign for sign in str(given.get("words") or "") if sign.isprintable())[:40].strip(),
    )


def _date(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text or ""))
    except ValueError:
        return None


def _shown(columns: tuple[Column, ...], line: list[Value]) -> list[tuple[str, bool]]:
    """The values of a row in people's words, and whether a cell is long enough to break its lines."""
    return [(_in_words(column.kind, value), column.width >= LONG) for column, value in zip(columns, line, strict=True)]


def _in_words(kind: Kind, value: Value) -> str:
    if value is None or value == "":
        return ""
    if kind is Kind.DAY and isinstance(value, date):
        on = value.astimezone(SHANGHAI).date() if isinstance(value, datetime) else value
        return words.day(on)
    if kind is Kind.MOMENT and isinstance(value, datetime):
        return words.moment(value)
    return str(value)


def _page_url(slug: str, kept: dict[str, Any], number: int) -> str:
    return f"{HERE}{slug}/?{urlencode({**kept, 'page': number})}"


@require_POST
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a ledger out; a short one comes at once, a long one when it is written."""
    by = staff(request)
    book = book_of(by, slug)
    place = chosen(places_of(by, book), request.POST)
    made: Export = do(request, actions.export, place.pk, slug=slug).result
    if made.total <= actions.AT_ONCE and made.stage == Stage.WAITING:
        jobs.build(made)
        return _file(made)
    return HttpResponseRedirect(f"{HERE}exports/{made.pk}/")


def exported(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far a long export is; the page looks again by itself while it is not done."""
    by = staff(request)
    made = get_object_or_404(Export.objects.visible_to(by), pk=pk)
    context = {
        **side(by, HERE),
        "job": made,
        "back_url": f"{HERE}{made.slug}/",
        "is_there": jobs.path_of(made).exists(),
    }
    response = render(request, "ledgers/exported.html", context)
    if not made.is_over:
        response["Refresh"] = "3"
    return response


def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    made = get_object_or_404(Export.objects.visible_to(staff(request)), pk=pk)
    return _file(made)


def _file(made: Export) -> HttpResponse:
    """The workbook. Raises Refused where it no longer lies ready."""
    path = jobs.path_of(made)
    if not path.exists():
        raise Refused("gone", _("这个文件放满七天收走了。再导出一次。"), status=410)
    on = clock.now().astimezone(SHANGHAI).date()
    name = f"{made.heading['title']} {made.heading['place']} {on}.xlsx"
    answer: Any = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=XLSX)
    answer["Cache-Control"] = "no-store"
    return answer  # type: ignore[no-any-return]
