"""The pages: the host's desk from the course to the ticks, one's own yes and no, the public list without names."""

import pytest
from django.test import Client

from tests.people import Cast
from tests.signed_in import desk_of, phone_of
from xiaoxiang.training.models import Course, Session
from xiaoxiang.training.tests import stages

pytestmark = pytest.mark.usefixtures("monday")
HERE = "/desk/training/"


@pytest.fixture
def desk(cast: Cast) -> Client:
    return desk_of(cast.people["chen"])


def test_a_course_a_session_and_an_invitation_from_the_desk(desk: Client, cast: Cast):
    assert desk.get(f"{HERE}sessions/new/").headers["Location"] == f"{HERE}courses/new/"
    desk.post(f"{HERE}courses/new/", {"name": "应急救护", "kind": "skill"})
    times = {"begins_at": "2026-11-27T09:00", "ends_at": "2026-11-27T11:00", "where": "文兴驿站"}
    answer = desk.post(f"{HERE}sessions/new/", {"course": str(Course.objects.get().pk), **times})
    session = Session.objects.get()
    assert answer.headers["Location"] == f"{HERE}sessions/{session.pk}/"
    assert session.begins_at.isoformat() == "2026-11-27T01:00:00+00:00"
    page = desk.get(f"{HERE}sessions/{session.pk}/invite/?q=王").content.decode()
    assert cast.people["wang"].name in page
    desk.post(f"{HERE}sessions/{session.pk}/invite/?q=王", {"group": "", "person": str(cast.people["wang"].pk)})
    assert session.invitations.get().person == cast.people["wang"]


def test_who_came_is_ticked_and_the_figures_tell_it(desk: Client, cast: Cast):
    session = stages.begun(cast)
    page = desk.get(f"{HERE}sessions/{session.pk}/hold/?q=李").content.decode()
    assert cast.people["li"].name in page
    ticked = [str(cast.people[name].pk) for name in ("wang", "li")]
    desk.post(f"{HERE}sessions/{session.pk}/hold/", {"present": ticked, "effect": "都会了", "is_from_paper": "true"})
    session.refresh_from_db()
    assert (session.came, session.is_from_paper, session.effect) == (2, True, "都会了")
    assert "2 人次" in desk.get(HERE).content.decode()


def test_a_steward_says_yes_with_one_tap(cast: Cast):
    asked = stages.asked(cast)
    phone = phone_of(cast.people["wang"])
    assert "应急救护" in phone.get("/me/training/").content.decode()
    phone.post(f"/me/training/{asked.pk}/yes/")
    asked.refresh_from_db()
    assert asked.reply == "yes"
    phone.post(f"/me/training/{asked.pk}/no/")
    asked.refresh_from_db()
    assert asked.reply == "no"


def test_the_public_reads_what_comes_and_no_names(client: Client, cast: Cast):
    stages.asked(cast)
    page = client.get("/training/").content.decode()
    assert "应急救护" in page
    assert cast.people["wang"].name not in page


@pytest.mark.parametrize("act", ["move", "cancel", "follow-up", "invite", "hold", "sheet"])
def test_every_act_has_its_page(desk: Client, cast: Cast, act: str):
    session = stages.held(cast) if act == "follow-up" else stages.begun(cast)
    assert desk.get(f"{HERE}sessions/{session.pk}/{act}/").status_code == 200


def test_what_is_badly_filled_in_comes_back_with_words(desk: Client, cast: Cast):
    course = stages.course(cast)
    times = {"begins_at": "2026-11-27T11:00", "ends_at": "2026-11-27T09:00", "where": ""}
    answer = desk.post(f"{HERE}sessions/new/", {"course": str(course.pk), **times})
    assert answer.status_code == 422
    assert "写上在哪里" in answer.content.decode()


def test_another_community_does_not_see_who_comes(cast: Cast):
    session = stages.asked(cast).session
    assert desk_of(cast.people["gao"]).get(f"{HERE}sessions/{session.pk}/").status_code == 404
    assert cast.people["wang"].name in desk_of(cast.people["sun"]).get(f"{HERE}sessions/{session.pk}/").content.decode()


def test_the_list_costs_the_same_however_long_it_is(desk: Client, cast: Cast, django_assert_num_queries):
    course = stages.course(cast)
    stages.held(cast, course=course)
    desk.get(HERE)
    with django_assert_num_queries(10):
        desk.get(HERE)
    for _more in range(4):
        stages.session(cast, course=course)
        stages.held(cast, course=course)
    with django_assert_num_queries(10):
        desk.get(HERE)
