"""Sign-ins of staff: how long they last, what must be done before anything else, and where they are remembered."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_used
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoxiang.door import clock
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people.actors import DEVICE_COOKIE, SECOND_FACTOR, UNLOCKED, unlocked_phone
from xiaoxiang.people.models import Account, SignIn

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
"""NIST SP 800-63B AAL2 (security.md, login lifetimes)."""
STEP = timedelta(minutes=1)
"""How exactly idleness is known: one write a minute, not one a page."""
AT_ONCE = 3
BEGAN, MOVED = "began", "moved"

NOT_SIGNED_IN = Refused("signed_out", gettext_lazy("登录已经过期，或者还没有完成。打开登录页再来。"), status=403)
DESK = ("/desk/", "/overview/")
PHONES = ("/steward/",)
OUTBOX = ("/steward/outbox/", "/steward/sw.js")
"""Who is no longer a steward opens the first to send what was written before; the second reaches a locked phone too."""
ALWAYS = ("/static/", "/health", "/settings/", "/suggest/", "/sync/")
OWN_KEYS = ("/staff/logout/", "/staff/password/change/", "/staff/reauthenticate/", "/staff/2fa/")


class StaffSessionMiddleware:
    """Ends what lasted too long, holds back who has no second factor yet, and shows strangers the way in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            key = request.session.session_key
            response = self.held_back(request)
            if response is not None and request.path.startswith("/api/"):
                response = JsonResponse(NOT_SIGNED_IN.as_json(), status=NOT_SIGNED_IN.status)
            response = response or self.get_response(request)
            if SESSION_KEY in request.session and request.session.session_key != key:
                SignIn.objects.filter(session_key=key).update(session_key=request.session.session_key)
            add_never_cache_headers(response)  # the Back button of a shared computer shows nothing (hostile 26)
            return response
        return way_in(request) or self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Where a room asks for no form token (JSON), whoever comes by cookie still shows one (hostile 25)."""
        by_cookie = SESSION_KEY in request.session or UNLOCKED in request.session
        if not by_cookie or not getattr(view, "csrf_exempt", False):
            return None
        checked: Any = CsrfViewMiddleware(self.get_response)
        refused: HttpResponse | None = checked.process_view(request, lambda: None, args, kwargs)
        return refused

    def held_back(self, request: HttpRequest) -> HttpResponse | None:
        if request.path.startswith(ALWAYS):
            return None
        if not request.user.is_authenticated:
            request.session.flush()
            return way_in(request)
        if is_over(request):
            return out(request, _("太久没有动作，已经退出。再登录一次。"))
        if request.user.first_password_until and not request.path.startswith(OWN_KEYS[:3]):
            return HttpResponseRedirect(reverse("account_change_password"))
        if request.session.get(SECOND_FACTOR) != str(request.user.pk) and not request.path.startswith(OWN_KEYS):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        return None


def is_over(request: HttpRequest) -> bool:
    """Whether a sign-in lasted too long, idle or in all; moves the mark of idleness on."""
    now = clock.now()
    began, moved = (moment(request.session.get(name)) for name in (BEGAN, MOVED))
    if now - began > ABSOLUTE or now - moved > IDLE:
        return True
    if now - moved > STEP:
        request.session[MOVED] = now.timestamp()
    return False


def moment(kept: Any) -> datetime:
    return datetime.fromtimestamp(float(kept or 0), tz=clock.now().tzinfo)


def out(request: HttpRequest, words: str) -> HttpResponse:
    path = request.get_full_path() if request.method == "GET" else ""
    logout(request)
    messages.info(request, words)
    return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': path})}" if path else settings.LOGIN_URL)


def way_in(request: HttpRequest) -> HttpResponse | None:
    """The desk without a sign-in leads to the sign-in, a bound phone that is locked to its PIN."""
    if request.path.startswith(DESK):
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
    is_phones = request.path.startswith(PHONES) and not request.path.startswith(OUTBOX)
    if is_phones and DEVICE_COOKIE in request.COOKIES and unlocked_phone(request) is None:
        return HttpResponseRedirect(f"/pin/?{urlencode({'next': request.get_full_path()})}")
    return None


def begin(request: HttpRequest, account: Account) -> None:
    """Remember a new sign-in and end the oldest beyond three."""
    now = clock.now()
    request.session[BEGAN] = request.session[MOVED] = now.timestamp()
    key = str(request.session.session_key)
    SignIn.objects.create(
        county_id=account.county_id, account=account, session_key=key, browser=browser(request), at=now
    )
    for older in SignIn.objects.filter(account=account).order_by("-at", "-id")[AT_ONCE:]:
        SessionStore(older.session_key).delete()
        older.delete()


def living(account: Account) -> list[SignIn]:
    """The sign-ins of an account whose sessions are still there, the newest first."""
    kept = list(SignIn.objects.filter(account=account, at__gt=clock.now() - ABSOLUTE).order_by("-at"))
    there = Session.objects.filter(session_key__in=[s.session_key for s in kept], expire_date__gt=clock.now())
    keys = set(there.values_list("session_key", flat=True))
    return [s for s in kept if s.session_key in keys]


def browser(request: HttpRequest) -> str:
    """Which browser it was, in few words: enough to know one's own by."""
    words = request.headers.get("User-Agent", "")
    kinds = ("MicroMessenger", "Edg", "Firefox", "HuaweiBrowser", "QQBrowser", "Chrome", "Safari")
    systems = ("HarmonyOS", "Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
    found = [next((name for name in names if name in words), "") for names in (kinds, systems)]
    return " · ".join(name for name in found if name)


@receiver(authentication_step_completed)
def shown_again(request: HttpRequest, reauthenticated: bool = False, **_more: Any) -> None:
    """The library tells that somebody showed herself again: the session goes on under a new key (ASVS 7.2.4)."""
    if reauthenticated:
        request.session.cycle_key()


@receiver(authenticator_used)
@receiver(authenticator_added)
def second_factor_shown(request: HttpRequest, user: Account, authenticator: Authenticator, **_more: Any) -> None:
    """The library tells that a second factor was shown or set up in this session."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES or not request.user.is_authenticated:
        request.session[SECOND_FACTOR] = str(user.pk)
        request.session.save()  # told at commit, when the answer may be on its way already
