"""Finding a lost receipt: the number, and the last four digits of the telephone that was left."""

import hmac
import re
import unicodedata
from collections.abc import Mapping
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from xiaoxiang.door import throttle
from xiaoxiang.door.forms import Field, Form
from xiaoxiang.matters.actions.noting import receipt_of
from xiaoxiang.matters.models import Matter
from xiaoxiang.people.vault import open_sealed
from xiaoxiang.places.queries import county

MISSES_AN_HOUR = 10


def find(request: HttpRequest) -> HttpResponse:
    """Number and four digits lead to the receipt; a miss says the same whatever was wrong."""
    if request.method != "POST":
        return _page(request, {"number": request.GET.get("number", "")})
    number, digits = _digits(request.POST.get("number", ""), 10), _digits(request.POST.get("digits", ""), 4)
    wrong = {}
    if len(number) != 10:
        wrong["number"] = _("写出收条上的编号，例如 26-0417-3082")
    if len(digits) != 4:
        wrong["digits"] = _("写出当时留的电话的后四位")
    if wrong:
        return _page(request, request.POST, wrong, status=422)
    counter = throttle.key_of("find", request)
    if not throttle.has_room(counter, MISSES_AN_HOUR):
        return _page(
            request, request.POST, summary=_("试的次数太多了，过一小时再试。等不及就打电话，报编号就行。"), status=429
        )
    token = _receipt(number, digits)
    if token:
        return HttpResponseRedirect(f"/r/{token}/")
    throttle.count(counter)
    sentence = _("编号和电话对不上。照收条再看一遍；没有留过电话的，打电话报编号也能问到。")
    return _page(request, request.POST, summary=sentence, status=422)


def _digits(typed: str, most: int) -> str:
    """The digits of what was typed: strokes, blanks and full-width digits are all the same to us (ux 26)."""
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", typed[:60]), flags=re.ASCII)[: most + 1]


def _receipt(number: str, digits: str) -> str:
    """The receipt's secret, when the last four digits are those of whoever raised it. The number is opened only here."""
    here = county()
    said = f"{number[:2]}-{number[2:6]}-{number[6:]}"
    matter = (
        Matter.objects.filter(county_id=here.pk, number=said).only("pk", "receipt", "raiser_phone").first()
        if here
        else None
    )
    if matter is None or not matter.receipt or not matter.raiser_phone:
        return ""
    phone = open_sealed(matter.raiser_phone, matter.bound_to("raiser_phone"))
    return receipt_of(matter.pk) if hmac.compare_digest(phone[-4:], digits) else ""


def _page(
    request: HttpRequest,
    given: Mapping[str, str],
    wrong: dict[str, str] | None = None,
    *,
    summary: str = "",
    status: int = 200,
) -> HttpResponse:
    wrong = wrong or {}
    asked = (
        Field("number", _("编号"), _("在收条上，例如 26-0417-3082"), max_length=20),
        Field("digits", _("电话后四位"), _("当时留的电话"), max_length=8),
    )
    for field in asked:
        field.value, field.error, field.inputmode = given.get(field.name, ""), wrong.get(field.name, ""), "numeric"
    form = Form("/find/", list(asked), _("找收条"), str(uuid4()), summary)
    shown = {"form": form, "back_url": "/", "back_label": _("首页")}
    response = render(request, "matters/resident/find.html", shown, status=status)
    response["Cache-Control"] = "no-store"
    return response
