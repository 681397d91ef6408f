"""What people say about this system itself, and what they are answered (LB3): the burden meter's own ear (M9)."""

import re
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import BeforeValidator, StringConstraints

from xiaoxiang.door import clock
from xiaoxiang.door.action import FACT, action
from xiaoxiang.door.actor import Actor, Verdict
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Label, clean
from xiaoxiang.people.models import COMMUNITY, Role, Suggestion
from xiaoxiang.places.models import Level, Place
from xiaoxiang.places.plaques import read_code

ANSWERERS = frozenset({*COMMUNITY, Role.SUBDISTRICT_OFFICIAL, Role.COUNTY_OFFICIAL})
OF_AN_ALLEY = re.compile(r"^/a/([0-9A-Za-z]{6})/")
SECRET = re.compile(r"^/(r|bind)/.*")
"""Pages whose address is itself a secret: only the sort of page is kept."""

Long = Annotated[str, BeforeValidator(clean), StringConstraints(min_length=1, max_length=1000)]


def everybody(by: Actor) -> Verdict:
    """Nobody needs an account to say what is wrong with this system."""
    return True


def staff_here(by: Actor, suggestion: Suggestion) -> Verdict:
    return by.holds_any(ANSWERERS, suggestion) or gettext_noop("由本社区、街道或县里的工作人员答复。")


@action(
    "suggestion.make",
    who=everybody,
    kind=FACT,
    says=gettext_lazy("{by}对这套系统提了意见"),
    verb=gettext_lazy("送出"),
)
def make(
    by: Actor,
    *,
    words: Annotated[
        Long,
        Label(
            gettext_lazy("说说看"),
            gettext_lazy("哪里难用、哪里填了两遍、哪里催得人烦"),
            "textarea",
            gettext_lazy("写一写是什么事，一两句话就行"),
        ),
    ],
    page: Annotated[
        Annotated[str, BeforeValidator(clean), StringConstraints(max_length=200)] | None,
        Label(gettext_lazy("在哪一页")),
    ] = None,
) -> Suggestion:
    """Say what is wrong with this system. It goes to the community of the alley whose page it was said on."""
    where = SECRET.sub(r"/\1/", page or "")
    suggestion = Suggestion(words=words, page=where, at=clock.now(), person_id=by.person_id, **_columns(by, where))
    suggestion.save(force_insert=True)
    return suggestion


def _columns(by: Actor, page: str) -> dict[str, Any]:
    found = OF_AN_ALLEY.match(page)
    code = read_code(found[1]) if found else ""
    alley = Place.objects.filter(county_id=by.county_id, plaque=code, level=Level.ALLEY).first() if code else None
    return Suggestion.columns_of(alley) if alley else {"county_id": by.county_id}


@action(
    "suggestion.answer",
    who=staff_here,
    says=gettext_lazy("{by}答复了一条对系统的意见"),
    verb=gettext_lazy("答复"),
)
def answer(
    by: Actor,
    suggestion: Suggestion,
    *,
    answer: Annotated[
        Long,
        Label(
            gettext_lazy("答复"),
            gettext_lazy("会贴在意见页上，谁都能看到"),
            "textarea",
            gettext_lazy("写出怎么改、哪天改好；改不了的写原因"),
        ),
    ],
) -> Suggestion:
    """Answer in public words: what changes and by when, or why not. A second answer replaces the first."""
    if answer == suggestion.answer:
        raise Refused("already", _("已经这样答复过了。"))
    suggestion.answer, suggestion.answered_at = answer, clock.now()
    suggestion.version += 1
    suggestion.save(update_fields=["answer", "answered_at", "version"])
    return suggestion
