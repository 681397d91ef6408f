"""Appointing: an approved steward waits for the pre-post training and works from the day it is done."""

from datetime import date

import pytest

from tests.people import Cast, named
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people.actors import as_person
from xiaoxiang.people.models import Person, Role, RoleHeld
from xiaoxiang.stewards import appointing, hooks
from xiaoxiang.stewards.models import Appointment, Qualification, State, Term
from xiaoxiang.stewards.qualifying import qualify

pytestmark = pytest.mark.django_db
TODAY, LAST = date(2026, 11, 23), date(2028, 11, 22)


def zhao(cast: Cast) -> Person:
    return named("赵大民", cast.wenxing)


def appointed(cast: Cast, person: Person, **more) -> Appointment:
    given = {
        "alleys": [cast.houjie, cast.yancang],
        "begins_on": TODAY,
        "term_until": LAST,
        "approval_no": "城东评聘〔2026〕3 号",
        "rule_number": 1,
    }
    return appointing.appoint(cast.sun, person=person, **{**given, **more})


def trained(cast: Cast, person: Person, **more) -> Qualification:
    given = {"kind": Qualification.Kind.PRE_POST, "name": "岗前培训", "since": TODAY}
    return qualify(cast.chen, person, **{**given, **more})


def refused(code: str, *given, **more) -> None:
    with pytest.raises(Refused) as wrong:
        appointed(*given, **more) if given else appointing.start(more["appointment"])
    assert wrong.value.code == code


def test_an_appointment_has_its_first_term_its_letter_and_its_alleys_and_no_role_yet(cast: Cast, monday):
    person = zhao(cast)
    made = appointed(cast, person)
    term = Term.objects.get(appointment=made)
    assert (made.state, made.community_id, made.subdistrict_id) == (State.WAITING, cast.wenxing.pk, cast.east.pk)
    assert (term.number, term.until, term.approved_by_id) == (made.number, LAST, cast.people["sun"].pk)
    assert {c.place_id for c in made.charges.all()} == {cast.houjie.pk, cast.yancang.pk}
    assert not RoleHeld.objects.filter(person=person).exists()


def test_the_same_person_is_not_appointed_twice(cast: Cast, monday):
    person = zhao(cast)
    appointed(cast, person)
    refused("already_appointed", cast, person)


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("no_alley", lambda c: {"alleys": []}),
        ("not_one_community", lambda c: {"alleys": [c.houjie, c.shijie]}),
        ("not_one_community", lambda c: {"alleys": [c.wenxing]}),
        ("wrong_term", lambda c: {"term_until": TODAY}),
    ],
)
def test_what_cannot_be_an_appointment_is_refused_in_words(cast: Cast, monday, code, more):
    refused(code, cast, zhao(cast), **more(cast))


def test_nobody_starts_before_the_pre_post_training(cast: Cast, monday):
    person = zhao(cast)
    made = appointed(cast, person)
    refused("not_trained", appointment=made)
    trained(cast, person, kind=Qualification.Kind.SKILL)
    refused("not_trained", appointment=made)
    trained(cast, person, name="早年的岗前培训", since=date(2020, 1, 1), until=date(2026, 11, 22))
    refused("not_trained", appointment=made)


def test_nobody_starts_before_the_term_begins(cast: Cast, monday):
    person = zhao(cast)
    trained(cast, person)
    refused("too_early", appointment=appointed(cast, person, begins_on=date(2026, 11, 24)))


def test_from_the_start_on_she_is_the_steward_of_each_of_her_alleys(cast: Cast, monday):
    person = zhao(cast)
    made = appointed(cast, person)
    trained(cast, person)
    appointing.start(made)
    actor = as_person(person.pk)
    assert actor.holds(Role.STEWARD, cast.houjie)
    assert actor.holds(Role.STEWARD, cast.yancang)
    assert (made.state, made.started_at) == (State.ACTIVE, monday)
    assert all(c.role is not None for c in made.charges.all())
    refused("not_waiting", appointment=made)


def test_a_higher_room_hears_of_the_start(cast: Cast, monday, monkeypatch):
    heard: list[Appointment] = []
    monkeypatch.setattr(hooks, "started", [])
    hooks.when_started(heard.append)
    person = zhao(cast)
    made = appointed(cast, person)
    trained(cast, person)
    appointing.start(made)
    assert heard == [made]


def test_who_was_entered_elsewhere_belongs_to_the_community_she_serves(cast: Cast, monday):
    person = named("赵大民", cast.qingyun)
    made = appointed(cast, person)
    trained(cast, person)
    appointing.start(made)
    person.refresh_from_db()
    assert person.community_id == cast.wenxing.pk


def test_the_same_training_written_down_twice_stays_one(cast: Cast, monday):
    person = zhao(cast)
    assert trained(cast, person) == trained(cast, person)
    assert Qualification.objects.count() == 1
