"""给这套系统提意见: everybody may say what is wrong with it, and everybody reads the answers (LB3)."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoxiang.door import forms, throttle
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.submit import submit
from xiaoxiang.people import suggestions
from xiaoxiang.people.models import Suggestion
from xiaoxiang.people.views.pages import side

AN_HOUR_FROM_ONE_ADDRESS = 10
LATEST = 20
NUMBERS = re.compile(r"\d{5,}")


def suggest(request: HttpRequest) -> HttpResponse:
    """The form, and what was answered."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _page(request)
    counter = throttle.key_of("suggest", request)

    def retry(refused: Refused, post: Mapping[str, Any]) -> HttpResponse:
        response = _page(request, refused=refused, given=post)
        response.status_code = refused.status
        return response

    if not by.is_person:
        if not throttle.has_room(counter, AN_HOUR_FROM_ONE_ADDRESS):
            sentence = gettext_lazy("这个网络一小时里送得太多了，写好的都还在，过一会儿再送。")
            return retry(Refused("too_many", sentence, status=429), request.POST)
        throttle.count(counter)
    said = _("收到了。答复会贴在这一页。")
    return submit(request, suggestions.make, done="/suggest/", retry=retry, said=said)


def _page(
    request: HttpRequest, *, refused: Refused | None = None, given: Mapping[str, Any] | None = None
) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    page = (given or request.GET).get("page", "")[:200]
    form = forms.draw(suggestions.make, "/suggest/", given=given, refused=refused, hidden={"page": page})
    rows = Suggestion.objects.answered(by.county_id).order_by("-answered_at")[:LATEST]
    shown = {
        "form": form,
        "answered": [(row, fit_to_show(row)) for row in rows],
        "back_url": _own(page),
        "back_label": _("返回"),
    }
    return render(request, "web/suggest.html", shown)


def _own(page: str) -> str:
    return page if page.startswith("/") and not page.startswith("//") else "/"


def fit_to_show(suggestion: Suggestion) -> bool:
    """Whether the words themselves may stand beside the answer: not with a telephone or identity number in them."""
    return not NUMBERS.search(re.sub(r"[\s-]", "", suggestion.words))


def desk(request: HttpRequest) -> HttpResponse:
    """What was said, the unanswered first."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if not by.roles & suggestions.ANSWERERS:
        raise Refused("may_not", gettext_lazy("由社区、街道或县里的工作人员答复。"))
    rows = Suggestion.objects.visible_to(by)
    shown = {
        "waiting": list(rows.filter(answered_at=None).order_by("at")[:LATEST]),
        "answered": list(rows.filter(answered_at__isnull=False).order_by("-answered_at")[:LATEST]),
        **side(by, "/desk/suggestions/"),
    }
    return render(request, "web/desk_suggestions.html", shown)


def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer one, in words that everybody will read."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = get_object_or_404(Suggestion.objects.visible_to(by), pk=pk)
    if request.method == "POST":

        def retry(refused: Refused, post: Mapping[str, Any]) -> HttpResponse:
            return _answer_page(request, found, refused=refused, given=post)

        return submit(
            request, suggestions.answer, found.pk, done="/desk/suggestions/", retry=retry, said=_("答复贴出去了。")
        )
    if suggestions.answer.who(by, found) is not True:
        return HttpResponseRedirect("/desk/suggestions/")
    return _answer_page(request, found)


def _answer_page(
    request: HttpRequest, found: Suggestion, *, refused: Refused | None = None, given: Mapping[str, Any] | None = None
) -> HttpResponse:
    url = f"/desk/suggestions/{found.pk}/"
    given = given or {"answer": found.answer}
    form = forms.draw(suggestions.answer, url, given=given, refused=refused, seen=found.version)
    by: Actor = request.actor  # type: ignore[attr-defined]
    return render(
        request, "web/desk_suggestion.html", {"form": form, "suggestion": found, **side(by, "/desk/suggestions/")}
    )
