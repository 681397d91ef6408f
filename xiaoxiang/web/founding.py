"""The first page of an empty installation: found the county and open the first account, once, by the code of the console."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from xiaoxiang.door import clock, forms
from xiaoxiang.door.actor import Actor, ActorKind
from xiaoxiang.door.forms import Field, Form
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people import actions as people_actions
from xiaoxiang.people.models import Account, Role
from xiaoxiang.places import actions as place_actions
from xiaoxiang.places import divisions, first_run
from xiaoxiang.places.models import County

GUTIAN = "350922"


@never_cache
def found(request: HttpRequest) -> HttpResponse:
    """Ask for the county and for whoever looks after it first; show the keys of that account once."""
    if County.objects.exists():
        raise Http404
    if request.method != "POST":
        return _page(request, {}, None)
    try:
        account = _do(request.POST)
    except Refused as refused:
        response = _page(request, request.POST, refused)
        response.status_code = refused.status
        return response
    return render(request, "web/founded.html", {"account": account, "county": County.objects.get()})


def _do(post: Mapping[str, Any]) -> Account:
    """Every answer is read before anything is done, so that a badly filled form founds nothing."""
    if not first_run.is_right(str(post.get("first_code", ""))):
        raise Refused(
            "badly_filled",
            _("有几处要改一改，写好的都还在。"),
            fields={"first_code": _("和主机终端上显示的对一对，是 12 个字母和数字")},
        )
    county, person, login = _read(post)
    by = Actor(
        kind=ActorKind.IMPORTER,
        county_id=int(county["code"]),
        name=str(_("安装的人")),
        channel="console",
        moment=clock.now(),
    )
    root = place_actions.found(by, **county)
    first_run.spend()
    official = people_actions.register(by, root, **person)
    people_actions.give_role(by, official, role=Role.COUNTY_OFFICIAL, place=root)
    account: Account = people_actions.open_account(by, official, has_factor=True, **login)
    return account


def _read(post: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """What the three deeds are given. Raises Refused with every bad field at once."""
    read: list[dict[str, Any]] = []
    wrong: dict[str, Any] = {}
    for action, only in (
        (place_actions.found, ("code", "name", "table", "residents", "telephone")),
        (people_actions.register, ("name", "phone")),
        (people_actions.open_account, ("username",)),
    ):
        prefix = "person_" if action is people_actions.register else ""
        asked = {name: post.get(prefix + name, "") for name in only}
        try:
            read.append(action.read({k: v for k, v in forms.typed(action, asked).items() if k in only}))
        except Refused as refused:
            wrong |= {prefix + name: sentence for name, sentence in refused.fields.items()}
    if not wrong:
        errors = divisions.parse(read[0]["table"], read[0]["code"]).errors
        wrong = {"table": " ".join(errors[:5])} if errors else {}
    if wrong:
        raise Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields=wrong)
    return read[0], read[1], read[2]


def _page(request: HttpRequest, given: Mapping[str, Any], refused: Refused | None) -> HttpResponse:
    return render(request, "web/found.html", {"form": _form(request, given, refused)})


def _form(request: HttpRequest, given: Mapping[str, Any], refused: Refused | None) -> Form:
    """One form over three deeds; filled in with the county of our own code table until somebody types another."""
    wrong = refused.fields if refused else {}
    start = {
        "code": GUTIAN,
        "name": divisions.counties()[0].name,
        "table": divisions.as_lines(divisions.urban(GUTIAN)),
        "first_code": request.GET.get("code", ""),
    }
    shown = {**start, **{k: given[k] for k in given}}
    county = forms.draw(
        place_actions.found,
        "/found/",
        given=shown,
        refused=refused,
        only=["code", "name", "table", "residents", "telephone"],
    )
    code = Field(
        name="first_code",
        label=_("主机终端上显示的码"),
        hint=_("bin/run 启动以后显示的 12 个字母和数字，只用一次"),
        value=shown["first_code"],
        error=str(wrong.get("first_code", "")),
    )
    person = [
        _renamed(field, str(shown.get(f"person_{field.name}", "")), str(wrong.get(f"person_{field.name}", "")))
        for field in forms.draw(people_actions.register, "", only=["name", "phone"]).fields
    ]
    login = forms.draw(people_actions.open_account, "", given=shown, refused=refused, only=["username"]).fields
    county.fields = [code, *county.fields, *person, *login]
    county.summary = ""
    return county


def _renamed(field: Field, value: str, error: str) -> Field:
    labels = {"name": _("管全县设置的人的姓名"), "phone": _("这个人的电话")}
    field.label, field.value, field.error = labels[field.name], value, error
    field.name = f"person_{field.name}"
    return field


urlpatterns: list[Any] = [path("", found, name="found")]
