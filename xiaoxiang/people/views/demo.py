"""The demo's page of keys."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from xiaoxiang.door import clock
from xiaoxiang.people import actions, demo, devices
from xiaoxiang.people.actors import as_person
from xiaoxiang.people.models import COMMUNITY, Device, Person, Role, RoleHeld
from xiaoxiang.people.views.phone import bound_here
from xiaoxiang.places.models import County
from xiaoxiang.places.queries import county


def demo_county() -> County:
    """The county, if everything in it is invented. Raises Http404 in a real one."""
    here = county()
    if here is None or not here.is_demo:
        raise Http404
    return here


@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """One way in for each role."""
    here = demo_county()
    context = {"keys": demo.keys(here.pk), "password": demo.PASSWORD, "pin": demo.PIN, "back_url": "/"}
    return render(request, "people/demo.html", context)


def bind(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make this browser the phone of an invented steward: invited and bound through the door like any other."""
    here = demo_county()
    if request.method != "POST":
        raise Http404
    steward = get_object_or_404(Person, pk=pk, county_id=here.pk, roles_held__role=Role.STEWARD)
    held = RoleHeld.objects.on(clock.now()).filter(Q(place_id=steward.community_id), role__in=COMMUNITY).first()
    if held is None:
        raise Http404
    by = as_person(held.person_id)
    old = list(Device.objects.alive().filter(person=steward).order_by("bound_at"))
    for phone in old[: max(0, len(old) - devices.MOST_PHONES + 1)]:
        actions.end_device(by, phone)
    binding = actions.invite_device(by, steward)
    return bound_here(request, binding, binding.token, demo.PIN)
