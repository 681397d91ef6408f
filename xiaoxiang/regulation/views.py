"""Pages of the Management Measures: today's numbers in people's words, every version, a new one, the holidays."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xiaoxiang.door import clock, forms
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.forms import Field
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.submit import submit
from xiaoxiang.people.views.pages import actor, side
from xiaoxiang.regulation import actions, filling, holidays, saying
from xiaoxiang.regulation.models import Holiday, Regulation
from xiaoxiang.regulation.parameters import Parameters
from xiaoxiang.regulation.queries import Rules, rules
from xiaoxiang.regulation.worktime import SHANGHAI


def today() -> date:
    return clock.now().astimezone(SHANGHAI).date()


def in_force(by: Actor) -> Rules:
    """The rules of today. Raises Http404 before a county is founded."""
    try:
        return rules(by.county_id, clock.now())
    except LookupError:
        raise Http404 from None


def current(request: HttpRequest) -> HttpResponse:
    """What holds today."""
    return _version_page(request, in_force(actor(request)).number)


def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version, whether it held, holds or will hold."""
    return _version_page(request, number)


def _version_page(request: HttpRequest, number: int) -> HttpResponse:
    by = actor(request)
    bound = in_force(by)
    versions = list(Regulation.objects.visible_to(by))
    found = next((v for v in versions if v.number == number), None)
    if found is None:
        raise Http404
    parameters = Parameters.model_validate(found.parameters)
    before = next((v for v in versions if v.number == number - 1), None)
    context = {
        "version": found,
        "is_in_force": found.number == bound.number,
        "is_coming": found.in_force_on > today(),
        "limits": saying.limits(parameters),
        "others": saying.others(parameters),
        "quota": saying.quota(parameters.quota),
        "changes": saying.changes(Parameters.model_validate(before.parameters), parameters) if before else [],
        "versions": [(v, _standing(v, bound)) for v in versions],
        "warnings": _warnings(bound),
        "may_publish": actions.county_official(by) is True,
        "back_url": "/" if request.path == "/regulation/" else "/regulation/",
    }
    return render(request, "regulation/version.html", context)


def _standing(version: Regulation, bound: Rules) -> tuple[str, str]:
    """Tone and word of a version's pill."""
    if version.number == bound.number:
        return "ok", _("现行")
    return ("go", _("将施行")) if version.in_force_on > today() else ("rest", _("旧版"))


def _warnings(bound: Rules) -> list[str]:
    year = today().year
    return [sentence for y in (year, year + 1) for sentence in bound.calendar.warnings(y)]


def new(request: HttpRequest) -> HttpResponse:
    """The form of a new version, filled in with the latest."""
    by = actor(request)
    _require(by)
    last = Regulation.objects.visible_to(by).first()
    if last is None:
        raise Http404
    if request.method != "POST":
        return _new_page(request, filling.as_form(Parameters.model_validate(last.parameters)), None)
    raw, wrong = filling.read(request.POST)

    def again(refused: Refused, given: Mapping[str, Any]) -> HttpResponse:
        refused.fields = {k: v for k, v in refused.fields.items() if k != "parameters"} | wrong
        return _new_page(request, given, refused)

    return submit(
        request,
        actions.publish,
        done=lambda published: f"/regulation/{published.number}/",
        retry=again,
        said=_("公布了。施行那天起按新的算。"),
        parameters=raw,
    )


def _new_page(request: HttpRequest, given: Mapping[str, Any], refused: Refused | None) -> HttpResponse:
    shown = {"in_force_on": (today() + timedelta(days=1)).isoformat(), **{k: given[k] for k in given}}
    form = forms.draw(actions.publish, request.path, given=shown, refused=refused, only=["in_force_on", "reason"])
    wrong = {k: str(v) for k, v in refused.fields.items()} if refused else {}
    context = {
        "form": form,
        "limits": filling.limit_fields(shown, wrong),
        "units": filling.units(),
        "others": [_other(name, shown, wrong) for name in ("hours", "quiet", "slots", "smallest_total")],
        "quota": filling.quota_fields(shown, wrong),
        "errors": [(f"f-{name}", sentence) for name, sentence in wrong.items()],
        **side(actor(request), "/regulation/"),
    }
    return render(request, "regulation/new.html", context)


def _other(name: str, shown: Mapping[str, Any], wrong: Mapping[str, str]) -> Field:
    titles = {line.name: line.title for line in saying.others(Parameters())}
    hints = {
        "hours": _("工作小时按它来数，例如 8:00-12:00、14:30-17:30"),
        "quiet": _("这段时间不出提醒，例如 21:30-7:30"),
        "slots": _("一行一个：名称和起止。约好的服务时间，不是打卡点"),
        "smallest_total": _("街道、县里看合计时，少于这个数的不单列"),
    }
    kind = {"slots": "textarea", "smallest_total": "number"}.get(name, "text")
    value = shown.get(name, "")
    return Field(name=name, label=titles[name], hint=hints[name], kind=kind, value=value, error=wrong.get(name, ""))


def _require(by: Actor) -> None:
    if actions.county_official(by) is not True:
        raise Http404


def holiday_table(request: HttpRequest) -> HttpResponse:
    """The days that part from Monday to Friday, by year; the county brings in the next year's notice."""
    by = actor(request)
    bound = in_force(by)
    is_official = actions.county_official(by) is True

    def page(refused: Refused | None = None, given: Mapping[str, Any] | None = None) -> HttpResponse:
        form = forms.draw(actions.import_holidays, request.path, given=given, refused=refused) if is_official else None
        context = {
            "form": form,
            "years": [(year, _days_of(by, year)) for year in (today().year, today().year + 1)],
            "warnings": _warnings(bound),
            "back_url": "/regulation/",
        }
        return render(request, "regulation/holidays.html", context)

    if request.method == "POST":
        _require(by)
        return submit(request, actions.import_holidays, done=request.path, retry=page, said=_("导入了，时限按它来算。"))
    return page()


def _days_of(by: Actor, year: int) -> list[tuple[date, bool, str]]:
    imported = {h.day: h for h in Holiday.objects.filter(county_id=by.county_id, day__year=year)}
    days = {day: works for day, works in holidays.built_in().items() if day.year == year}
    days |= {day: h.is_working for day, h in imported.items()}
    return [(day, days[day], imported[day].name if day in imported else "") for day in sorted(days)]
