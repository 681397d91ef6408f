"""The steward's phone: bound once by the QR at the station, unlocked each half day by a code."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from xiaoxiang.door import clock
from xiaoxiang.door.actor import a_resident, the_clock
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.submit import do
from xiaoxiang.people import actions, devices
from xiaoxiang.people.actors import DEVICE_COOKIE, UNLOCKED
from xiaoxiang.people.devices import Unlock
from xiaoxiang.people.models import Binding, Device, Person
from xiaoxiang.people.views.own import follow


@never_cache
def bind(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a code on the phone in hand; the phone is the steward's from then on."""
    binding = Binding.objects.filter(token_digest=devices.digest(token)).select_related("person").first()
    if binding is None:
        raise Http404
    request.actor = a_resident(binding.county_id, receipts=frozenset({binding.pk}))  # type: ignore[attr-defined]
    error = ""
    if request.method == "POST":
        try:
            device = do(request, actions.bind_device, binding.pk, token=token).result
            return opened(request, device, "/steward/", devices.device_secret(token))
        except Refused as refused:
            if not refused.fields:
                return gone(request, str(refused.sentence), refused.status)
            error = str(next(iter(refused.fields.values())))
    elif binding.used_at is not None or clock.now() >= binding.expires_at:
        return gone(request, _("这张二维码用过了，或者过了十分钟。请社区再开一张。"), 409)
    context = {"surname": binding.person.surname, "error": error, "op_id": request.POST.get("op_id", "")}
    return render(request, "people/bind.html", context, status=422 if error else 200)


@never_cache
def pin(request: HttpRequest) -> HttpResponse:
    """The code of a bound phone. On any other phone there is nothing to compare."""
    device = in_hand(request)
    if device is None:
        return gone(request, _("这部手机还没有绑定。带着手机到社区，几分钟就办好。"), 403)
    error, status = "", 200
    if request.method == "POST":
        came, device = devices.unlock(device, request.POST.get("code", "").strip())
        if came is Unlock.OPEN:
            return opened(request, device, own_path(request), "")
        if came is Unlock.DEAD:
            return dead(request, device)
        error, status = words_for(came, device), 422
    context = {"name": device.person.name, "error": error, "next": own_path(request)}
    return render(request, "people/pin.html", context, status=status)


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Lock the phone before lending it."""
    request.session.flush()
    return HttpResponseRedirect("/pin/")


def in_hand(request: HttpRequest) -> Device | None:
    """The living phone whose secret this browser holds."""
    token = request.COOKIES.get(DEVICE_COOKIE, "")
    if not token:
        return None
    found = Device.objects.filter(devices.still_good(clock.now()), token_digest=devices.digest(token))
    return found.select_related("person").first()


def opened(request: HttpRequest, device: Device, url: str, secret: str) -> HttpResponse:
    """Let the phone in for half a day, under a new session key; `secret` is for a phone bound just now."""
    request.session.cycle_key()
    request.session[UNLOCKED] = [str(device.pk), (clock.now() + devices.UNLOCKED_FOR).timestamp()]
    response = HttpResponseRedirect(url)
    if secret:
        response.set_cookie(
            DEVICE_COOKIE,
            secret,
            max_age=int(devices.GOOD_FOR.total_seconds()),
            secure=settings.IS_SECURE,
            httponly=True,
            samesite="Lax",
        )
    person: Person = device.person
    if person.prefers_elder:
        follow(response, person)
    return response


def dead(request: HttpRequest, device: Device) -> HttpResponse:
    """Too many wrong codes: the phone is ended for good, with a line in the journal."""
    if device.ended_at is None:
        actions.end_device(the_clock(device.county_id), device)
    response = gone(request, _("口令错了太多次，这部手机停了。带着手机到社区重新绑定。"), 403)
    response.delete_cookie(DEVICE_COOKIE, samesite="Lax")
    return response


def words_for(came: Unlock, device: Device) -> str:
    if came is Unlock.WAIT:
        until: datetime = device.wait_until or clock.now()
        minutes = max(1, round((until - clock.now()).total_seconds() / 60))
        return ngettext("错了五次，%(n)d 分钟以后再试。", "错了五次，%(n)d 分钟以后再试。", minutes) % {"n": minutes}
    left = devices.TRIES_BEFORE_WAIT - device.wrong_pins % devices.TRIES_BEFORE_WAIT
    return ngettext("口令不对，还能试 %(n)d 次。", "口令不对，还能试 %(n)d 次。", left) % {"n": left}


def own_path(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_own = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_own else "/steward/"


def gone(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return render(request, "web/message.html", {"heading": _("先到社区"), "sentence": sentence}, status=status)


def bound_here(request: HttpRequest, binding: Binding, token: str, pin_code: str) -> HttpResponse:
    """Bind this very browser, through the door: what the demo's page of keys offers."""
    by = replace(a_resident(binding.county_id), receipts=frozenset({binding.pk}))
    device = actions.bind_device(by, binding, pin=pin_code, token=token)
    return opened(request, device, "/steward/", devices.device_secret(token))
