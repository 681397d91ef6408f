"""Consents: each purpose asked apart, given by the person or on signed paper, taken back at any time (CO1, Q10, N12)."""

from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor, Verdict
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label
from xiaoxiang.people.hooks import consent_withdrawn
from xiaoxiang.people.models import Consent, Person, Purpose
from xiaoxiang.people.rights import is_oneself, keeper_or_oneself


@action(
    "consent.give",
    who=keeper_or_oneself,
    says=gettext_lazy("{by}记下{thing}同意：{purpose}"),
    verb=gettext_lazy("记下同意"),
)
def give(
    by: Actor,
    person: Person,
    *,
    purpose: Annotated[Purpose, Label(gettext_lazy("同意什么"), widget="choice", ask=gettext_lazy("选一项"))],
    is_on_paper: Annotated[
        bool, Label(gettext_lazy("本人在纸上签了字"), gettext_lazy("代填的人要看到签字，原件留在社区"))
    ] = False,
) -> Consent:
    """Record one consent. Whoever enters it for another must have seen the signature and is recorded (PE6).

    Raises Refused('already_given').
    """
    if not is_oneself(by, person) and not is_on_paper:
        raise Refused(
            "badly_filled",
            _("有几处要改一改，写好的都还在。"),
            fields={"is_on_paper": _("代填之前先请本人在纸上签字")},
        )
    return record(by, person, purpose)


def record(by: Actor, person: Person, purpose: Purpose) -> Consent:
    """The step that `give` and the deeds of other rooms share, with the same refusal."""
    if Consent.objects.standing().filter(person=person, purpose=purpose).exists():
        raise Refused("already_given", _("这一项已经同意过了。"))
    person.version += 1
    person.save(update_fields=["version"])
    return Consent.objects.create(
        county_id=person.county_id,
        person=person,
        purpose=purpose,
        given_at=by.moment,
        entered_by_id=None if is_oneself(by, person) else by.person_id,
    )


def keeper_or_herself(by: Actor, consent: Consent) -> Verdict:
    return keeper_or_oneself(by, consent.person)


@action(
    "consent.withdraw",
    who=keeper_or_herself,
    says=gettext_lazy("{by}撤回了{result}的同意：{thing}"),
    verb=gettext_lazy("撤回"),
    changes=False,
)
def withdraw(by: Actor, consent: Consent) -> Person:
    """Take a consent back, as easily as it was given and without a reason (PIPL 15). What was published goes.

    Raises Refused('already_withdrawn').
    """
    if consent.withdrawn_at is not None:
        raise Refused("already_withdrawn", _("这一项已经撤回了。"))
    consent.withdrawn_at = by.moment
    consent.save(update_fields=["withdrawn_at"])
    for follow in consent_withdrawn:
        follow(by, consent)
    return consent.person
