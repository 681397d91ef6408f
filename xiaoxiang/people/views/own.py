"""One's own page, and the small acts that a person does for herself or the community does for her."""

from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from xiaoxiang.door.submit import do
from xiaoxiang.people import actions, sessions
from xiaoxiang.people.models import Account, Consent, Device, Person, Purpose, Reading, RoleHeld
from xiaoxiang.people.rights import is_oneself
from xiaoxiang.people.views.pages import actor, form_page, must_show_again, once_page, seen_by, somebody

ELDER_COOKIE = "elder"
A_YEAR = 365 * 24 * 3600


def me(request: HttpRequest) -> HttpResponse:
    """What the system knows about oneself, who looked at it, and what one may change (CO1: access, correction)."""
    by = somebody(request)
    found = Person.objects.select_related("community").get(Q(pk=by.person_id))
    account = Account.objects.filter(person=found).first()
    consents = list(Consent.objects.standing().filter(person=found))
    asked = [p for p in Purpose if p.value not in {c.purpose for c in consents}]
    readings = Reading.objects.filter(subject=found).select_related("reader").order_by("-at")[:20]
    context = {
        "person": found,
        "roles": RoleHeld.objects.filter(person=found).select_related("place").order_by("-since"),
        "consents": consents,
        "asked": asked,
        "phones": Device.objects.alive().filter(person=found).order_by("bound_at"),
        "this_phone": by.device_id,
        "account": account,
        "sign_ins": sessions.living(account) if account else [],
        "this_session": request.session.session_key,
        "readings": readings,
        "back_url": "/desk/" if account else "/steward/",
    }
    return render(request, "people/me.html", context)


def change_phone(request: HttpRequest, pk: UUID | None = None) -> HttpResponse:
    by = actor(request)
    found = seen_by(by, actions.change_phone, pk or by.person_id)
    title = _("换电话") if pk is None else _("换%(name)s的电话") % {"name": found.name}
    about = _("现在是 %(mask)s。") % {"mask": found.phone} if found.phone else ""
    done = home(pk, found)
    return form_page(request, actions.change_phone, found, title=title, about=about, done=done, is_desk=pk is not None)


def reveal(request: HttpRequest) -> HttpResponse:
    """One's own number: asked like any other, so that a phone left lying about shows nothing."""
    by = actor(request)
    found = seen_by(by, actions.reveal, by.person_id)
    title = _("看自己的电话")
    return once_page(request, actions.reveal, found, "people/revealed.html", title=title, only=["reason"])


def give_consent(request: HttpRequest, pk: UUID | None = None) -> HttpResponse:
    by = actor(request)
    found = seen_by(by, actions.give_consent, pk or by.person_id)
    title = _("同意公开") if pk is None else _("记下%(name)s的同意") % {"name": found.name}
    about = _("每一项单独同意，随时可以撤回。不同意也照样办事。")
    only = ["purpose"] if pk is None else ["purpose", "is_on_paper"]
    return form_page(
        request,
        actions.give_consent,
        found,
        title=title,
        about=about,
        done=home(pk, found),
        is_desk=pk is not None,
        only=only,
    )


def withdraw_consent(request: HttpRequest, pk: UUID) -> HttpResponse:
    by = actor(request)
    consent = seen_by(by, actions.withdraw_consent, pk)
    is_own = is_oneself(by, consent.person)
    title = _("撤回同意：%(purpose)s") % {"purpose": consent.called}
    about = _("撤回以后，已经公开的马上拿下来。")
    done = "/me/" if is_own else f"/desk/people/{consent.person_id}/"
    return form_page(
        request, actions.withdraw_consent, consent, title=title, about=about, done=done, is_desk=not is_own
    )


def end_device(request: HttpRequest, pk: UUID) -> HttpResponse:
    by = actor(request)
    device = seen_by(by, actions.end_device, pk)
    is_own = is_oneself(by, device.person)
    title = _("停掉%(name)s的手机") % {"name": device.called}
    about = _("丢了、换了、卖了都要停。停了以后这部手机马上进不去。")
    done = "/me/" if is_own else f"/desk/people/{device.person_id}/"
    return form_page(
        request, actions.end_device, device, title=title, about=about, done=done, is_desk=not is_own, is_danger=True
    )


def end_sign_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = seen_by(actor(request), actions.end_sign_in, pk)
    if again := must_show_again(request):
        return again
    title = _("让这一处登录退出")
    return form_page(request, actions.end_sign_in, found, title=title, about=found.browser, done="/me/", is_desk=False)


def elder(request: HttpRequest) -> HttpResponse:
    """Large print, kept with the person and on this phone at once."""
    by = somebody(request)
    found = seen_by(by, actions.prefer_elder, by.person_id)
    if request.method != "POST":
        return HttpResponseRedirect("/me/")
    kept = do(request, actions.prefer_elder, found.pk).result
    response = HttpResponseRedirect("/me/")
    follow(response, kept)
    return response


def follow(response: HttpResponse, person: Person) -> None:
    """Put the person's wish for large print on the phone in hand."""
    wish = "1" if person.prefers_elder else "0"
    response.set_cookie(ELDER_COOKIE, wish, max_age=A_YEAR, samesite="Lax", secure=settings.IS_SECURE)


def home(pk: UUID | None, person: Person) -> str:
    return "/me/" if pk is None else f"/desk/people/{person.pk}/"
