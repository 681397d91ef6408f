"""The register at the desk: who is here, what each holds, and what may be done about it."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from xiaoxiang.door import clock, forms
from xiaoxiang.door.action import Action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.submit import submit
from xiaoxiang.door.words import plain_phone
from xiaoxiang.people import actions
from xiaoxiang.people.models import STAFF, Account, Consent, Device, Person, Role, RoleHeld
from xiaoxiang.people.rights import GIVERS, LEVELS, is_oneself, may_give, registrar
from xiaoxiang.people.vault import blind
from xiaoxiang.people.views.pages import actor, form_page, must_show_again, once_page, seen_by, side, staff
from xiaoxiang.places.models import Level, Place
from xiaoxiang.places.queries import tree

A_PAGE = 30
TABS = {"": None, "steward": frozenset({Role.STEWARD}), "staff": STAFF}
REGISTERED_AT = (Level.COMMUNITY, Level.SUBDISTRICT, Level.COUNTY)


def people(request: HttpRequest) -> HttpResponse:
    """Everybody of one's place by pinyin, to be found by name, by initials or by a whole telephone number."""
    by = staff(request)
    tab = request.GET.get("tab", "")
    words = request.GET.get("q", "").strip()[:50]
    rows = _found(_tabbed(Person.objects.visible_to(by), TABS.get(tab)), words)
    rows = _after(rows, request.GET.get("after", "")).order_by("sort_key", "pk")
    now = RoleHeld.objects.on(clock.now()).select_related("place", "place__community")
    page = list(rows.prefetch_related(Prefetch("roles_held", queryset=now, to_attr="now_held"))[: A_PAGE + 1])
    older = ""
    if len(page) > A_PAGE:
        page = page[:A_PAGE]
        older = "?" + urlencode({"tab": tab, "q": words, "after": f"{page[-1].sort_key}~{page[-1].pk}"})
    tabs = [("", _("全部")), ("steward", _("管家")), ("staff", _("工作人员"))]
    context = {"people": page, "older_url": older, "q": words, "tab": tab, "tabs": tabs, "places": tree(by.county_id)}
    return render(request, "people/list.html", context | side(by, "/desk/people/"))


def _tabbed(rows: "QuerySet[Person]", roles: frozenset[str] | None) -> "QuerySet[Person]":
    if roles is None:
        return rows
    held = RoleHeld.objects.on(clock.now()).filter(person=OuterRef("pk"), role__in=roles)
    return rows.filter(Exists(held))


def _found(rows: "QuerySet[Person]", words: str) -> "QuerySet[Person]":
    if not words:
        return rows
    digits = str(plain_phone(words))
    if digits.isdigit() and len(digits) >= 7:
        return rows.filter(phone_blind=blind(digits))
    small = "".join(words.lower().split())
    return rows.filter(Q(name__contains=words) | Q(sort_key__startswith=small) | Q(sort_key__contains=f" {small}"))


def _after(rows: "QuerySet[Person]", key: str) -> "QuerySet[Person]":
    sort_key, found, pk = key.rpartition("~")
    try:
        last = UUID(pk)
    except ValueError:
        return rows
    return rows.filter(Q(sort_key__gt=sort_key) | Q(sort_key=sort_key, pk__gt=last)) if found else rows


def new(request: HttpRequest) -> HttpResponse:
    """Enter somebody at a place of one's own."""
    by = staff(request)
    places = [p for p in tree(by.county_id).values() if p.level in REGISTERED_AT and registrar(by, p) is True]
    if not places:
        raise Refused("may_not", _("由本社区、街道或县里的工作人员登记。"))
    places.sort(key=lambda p: (REGISTERED_AT.index(Level(p.level)), p.position))

    def page(refused: Refused | None = None, given: Any = None) -> HttpResponse:
        form = forms.draw(actions.register, request.path, given=given, refused=refused)
        choices = [(str(p.pk), p.short_name) for p in places]
        value = (given or {}).get("place", choices[0][0])
        form.fields.insert(0, forms.Field("place", _("在哪里"), kind="select", choices=list(choices), value=value))
        context = {"form": form, "title": _("登记一个人"), "base": "web/desk.html", **side(by, "/desk/people/")}
        return render(request, "people/form.html", context)

    if request.method == "POST":
        chosen = request.POST.get("place", "")
        return submit(request, actions.register, chosen, done=lambda made: f"/desk/people/{made.pk}/", retry=page)
    return page()


def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One person: what she holds and held, what she agreed to, her phones, her account."""
    by = staff(request)
    found = get_object_or_404(Person.objects.visible_to(by).select_related("community", "subdistrict"), pk=pk)
    roles = list(RoleHeld.objects.filter(person=found).select_related("place").order_by("-since"))
    for held in roles:
        held.may_end = held.until is None and actions.end_role.who(by, held) is True  # type: ignore[attr-defined]
    account = Account.objects.filter(person=found).first()
    if account:
        account.person = found
    context = {
        "person": found,
        "roles": roles,
        "is_steward": any(h.role == Role.STEWARD and h.until is None for h in roles),
        "is_staff": any(h.role in STAFF and h.until is None for h in roles),
        "consents": Consent.objects.filter(person=found).order_by("-given_at"),
        "phones": Device.objects.alive().filter(person=found).order_by("bound_at"),
        "account": account,
        "may": allowed(by, found),
    }
    return render(request, "people/person.html", context | side(by, "/desk/people/"))


def allowed(by: Actor, found: Person) -> dict[str, bool]:
    """Which acts the page offers: by the rules that open the door."""
    rules: dict[str, Action[Any]] = {
        "give_role": actions.give_role,
        "change_phone": actions.change_phone,
        "reveal": actions.reveal,
        "consent": actions.give_consent,
        "bind": actions.invite_device,
        "account": actions.open_account,
    }
    return {name: action.who(by, found) is True for name, action in rules.items()}


def give_role(request: HttpRequest, pk: UUID) -> HttpResponse:
    """First which role, then where: only what the actor gives, only where that role is held."""
    by = staff(request)
    found = seen_by(by, actions.give_role, pk)
    role = request.GET.get("role", "")
    if role not in GIVERS:
        roles = [(r.value, r.label) for r in Role if by.roles & GIVERS[r]]
        context = {"person": found, "roles": roles, **side(by, "/desk/people/")}
        return render(request, "people/which_role.html", context)
    places = Place.objects.visible_to(by).filter(level__in=LEVELS[role], closed_at=None).select_related("community")
    choices = [
        (str(p.pk), f"{p.short_name}（{p.community.short_name}）" if p.community else p.short_name)
        for p in places.order_by("community__position", "position", "code")
        if may_give(by, role, p)
    ]
    return form_page(
        request,
        actions.give_role,
        found,
        title=_("%(name)s担任%(role)s") % {"name": found.name, "role": Role(role).label},
        done=f"/desk/people/{pk}/",
        is_desk=True,
        choices={"place": choices},
        hidden={"role": role},
    )


def end_role(request: HttpRequest, pk: UUID) -> HttpResponse:
    by = actor(request)
    held = seen_by(by, actions.end_role, pk)
    is_own = is_oneself(by, held.person)
    if again := must_show_again(request):
        return again
    title = _("%(name)s不再担任%(role)s") % {"name": held.person.name, "role": held.called}
    done = "/me/" if is_own else f"/desk/people/{held.person_id}/"
    about = _("马上生效。最后一个岗位结束后，绑定的手机和账号也停。")
    return form_page(
        request, actions.end_role, held, title=title, about=about, done=done, is_desk=not is_own, is_danger=True
    )


def bind(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The QR for a steward's phone: drawn by the POST, gone with the page."""
    found = seen_by(staff(request), actions.invite_device, pk)
    title = _("给%(name)s绑定手机") % {"name": found.name}
    about = _("本人带着手机在旁边，看过证件再开。二维码十分钟内有效，只能用一次。")
    return once_page(request, actions.invite_device, found, "people/bind_code.html", title=title, about=about)


def reveal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One sealed field in the clear, with a reason, in the answer to this POST alone."""
    found = seen_by(staff(request), actions.reveal, pk)
    title = _("看%(name)s的电话") % {"name": found.name}
    return once_page(request, actions.reveal, found, "people/revealed.html", title=title, only=["reason"])


def erase(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Erase what one line of the journal says, on a lawful demand; the line itself stays."""
    line = seen_by(staff(request), actions.erase_content, pk)
    if again := must_show_again(request):
        return again
    title = _("删除第 %(height)s 条记录的内容") % {"height": line.height}
    about = _("删了就找不回来。谁删的、依据什么，会另记一条；这一条的编号和校验还在。")
    return form_page(
        request, actions.erase_content, line, title=title, about=about, done="/journal/", is_desk=True, is_danger=True
    )


def open_account(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = seen_by(staff(request), actions.open_account, pk)
    title = _("给%(name)s开账号") % {"name": found.name}
    about = _("首次密码只显示一次，当面交给本人。第一次登录要换密码、设验证器。")
    return once_page(
        request, actions.open_account, found, "people/first_password.html", title=title, about=about, only=["username"]
    )


def renew_account(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = seen_by(staff(request), actions.renew_account, pk)
    if again := must_show_again(request):
        return again
    title = _("给%(name)s重发账号") % {"name": found.called}
    about = _("当面认过人再重发。原来的密码、验证器和备用码都作废。")
    return once_page(request, actions.renew_account, found, "people/first_password.html", title=title, about=about)


def close_account(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = seen_by(staff(request), actions.close_account, pk)
    if again := must_show_again(request):
        return again
    title = _("关掉%(name)s的账号") % {"name": found.called}
    done = f"/desk/people/{found.person_id}/"
    return form_page(request, actions.close_account, found, title=title, done=done, is_desk=True, is_danger=True)
