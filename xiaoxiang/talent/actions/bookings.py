"""Bookings: a resource is asked for, the provider accepts or declines, it is done or called off (seed 20; LB11 25)."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BeforeValidator, StringConstraints

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Day, Label, Line, Reason, clean
from xiaoxiang.matters.models import Matter
from xiaoxiang.pages.words import day
from xiaoxiang.regulation.worktime import SHANGHAI
from xiaoxiang.talent import queries
from xiaoxiang.talent.models import Booking, Period, ServiceResource, State
from xiaoxiang.talent.moving import move, write_step
from xiaoxiang.talent.rights import asker_or_provider, community_here
from xiaoxiang.talent.steps import badly_filled

Said = Annotated[
    Annotated[str, BeforeValidator(clean), StringConstraints(max_length=200)],
    Label(gettext_lazy("还要说明什么"), gettext_lazy("几点、在哪里、带什么"), "textarea"),
]
Why = Annotated[Reason, Label(gettext_lazy("原因"), gettext_lazy("对方会看到"), "textarea", gettext_lazy("写一写原因"))]


@action(
    "booking.ask",
    who=community_here,
    says=gettext_lazy("{by}约了“{thing}”，{on}"),
    verb=gettext_lazy("约一次"),
    changes=False,
)
def ask(
    by: Actor,
    resource: ServiceResource,
    *,
    on: Annotated[Day, Label(gettext_lazy("哪天"), ask=gettext_lazy("写出哪天"))],
    for_whom: Annotated[
        Line, Label(gettext_lazy("给谁"), gettext_lazy("写到对方认得就行"), ask=gettext_lazy("写出给谁"))
    ],
    words: Said = "",
    about: Annotated[Booking.About, Label(gettext_lazy("为了什么"), "", "choice")] = Booking.About.OTHER,
    about_id: Annotated[UUID | None, Label(gettext_lazy("哪一件"), "", "hidden")] = None,
) -> Booking:
    """Ask for a resource on a day, within its limit; the provider answers freely (LB11 25).

    The resource is locked, so that two who ask at once cannot both take the last time. Raises Refused('withdrawn'),
    'full', 'badly_filled' for a day that is past or a matter one does not handle.
    """
    if resource.withdrawn_at or not ServiceResource.objects.listed().filter(pk=resource.pk).exists():
        raise Refused("withdrawn", _("这一项已经撤下了。"))
    if on < clock.now().astimezone(SHANGHAI).date():
        raise badly_filled(on=_("写今天或以后的日子"))
    if about == Booking.About.MATTER and not (about_id and Matter.objects.concerning(by).filter(pk=about_id).exists()):
        raise badly_filled(about=_("找不到这件事项，从那件事项的页面来约"))
    if queries.taken(resource, on) >= resource.limit:
        words_full = _("%(name)s%(per)s最多 %(limit)s 次，%(day)s那一段已经约满。换一段时间，或者另找一位。")
        told = {"name": resource.name, "per": Period(resource.per).label, "limit": resource.limit}
        raise Refused("full", words_full % {**told, "day": day(on, clock.now())})
    booking = Booking.objects.create(
        resource=resource,
        about=about,
        about_id=about_id,
        for_whom=for_whom,
        on=on,
        words=words,
        asked_at=by.moment,
        asked_by_id=by.person_id,
        county_id=resource.county_id,
        subdistrict_id=resource.subdistrict_id,
        community_id=resource.community_id,
    )
    write_step(by, booking)
    return booking


@action(
    "booking.accept",
    who=asker_or_provider,
    says=gettext_lazy("{by}记下“{thing}”答应了"),
    verb=gettext_lazy("答应"),
)
def accept(by: Actor, booking: Booking) -> Booking:
    """Accept, as the provider or written down for her (PE6). Raises Refused('not_now')."""
    move(by, booking, State.ACCEPTED)
    return booking


@action(
    "booking.decline",
    who=asker_or_provider,
    says=gettext_lazy("{by}记下“{thing}”这次没答应"),
    verb=gettext_lazy("这次不行"),
)
def decline(
    by: Actor,
    booking: Booking,
    *,
    words: Annotated[Said, Label(gettext_lazy("想说什么"), gettext_lazy("不写也行"), "textarea")] = "",
) -> Booking:
    """Decline; no reason is owed, and nothing follows from it (LB11 25). Raises Refused('not_now')."""
    move(by, booking, State.DECLINED, words=words)
    return booking


@action(
    "booking.finish",
    who=asker_or_provider,
    says=gettext_lazy("{by}记下“{thing}”做完了"),
    verb=gettext_lazy("做完了"),
)
def finish(
    by: Actor,
    booking: Booking,
    *,
    words: Annotated[Said, Label(gettext_lazy("做得怎么样"), gettext_lazy("不写也行"), "textarea")] = "",
) -> Booking:
    """Say that it was done, on its day or after. Raises Refused('not_yet'), 'not_now'."""
    if clock.now().astimezone(SHANGHAI).date() < booking.on:
        raise Refused("not_yet", _("约的是%(day)s，到了那天再记。") % {"day": day(booking.on, clock.now())})
    move(by, booking, State.DONE, words=words)
    return booking


@action(
    "booking.cancel",
    who=asker_or_provider,
    says=gettext_lazy("{by}取消了“{thing}”的一次预约"),
    verb=gettext_lazy("取消"),
)
def cancel(by: Actor, booking: Booking, *, reason: Why) -> Booking:
    """Call it off, with the reason for the other side; the time is free again. Raises Refused('not_now')."""
    move(by, booking, State.CANCELLED, words=reason)
    return booking
