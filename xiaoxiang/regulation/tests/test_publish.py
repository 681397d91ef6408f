"""A new version of the Management Measures: published by the county, in force tomorrow at the earliest."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.people import Cast
from xiaoxiang.door import clock
from xiaoxiang.door.refusal import Refused
from xiaoxiang.matters import actions as matter_actions
from xiaoxiang.regulation import actions, filling
from xiaoxiang.regulation.models import Regulation
from xiaoxiang.regulation.parameters import Parameters, defaults
from xiaoxiang.regulation.queries import rules

pytestmark = pytest.mark.django_db
TOMORROW = date(2026, 11, 24)


def with_accept(amount: int, unit: str = "working_hour") -> dict[str, Any]:
    return {**defaults(), "limits": {**defaults()["limits"], "accept": {"amount": amount, "unit": unit}}}


def publish(cast: Cast, **more: Any) -> Regulation:
    given = {"parameters": with_accept(2), "in_force_on": TOMORROW, "reason": "居民说等太久"}
    return actions.publish(cast.wu, **{**given, **more})


def test_the_county_publishes_it_and_it_binds_from_its_day_on(cast: Cast, monday):
    version = publish(cast)
    assert (version.number, version.published_by.name) == (2, "吴敏")
    assert str(rules(cast.county.pk, monday).parameters.limits.accept) == "4 个工作小时"
    assert str(rules(cast.county.pk, monday + timedelta(days=1)).parameters.limits.accept) == "2 个工作小时"


def test_what_is_noted_tomorrow_is_due_by_the_new_version_and_says_so(cast: Cast, monday):
    old = matter_actions.note(cast.wang, cast.houjie, kind=cast.clutter)
    publish(cast)
    with clock.at(monday + timedelta(days=1)):
        new = matter_actions.note(cast.wang, cast.houjie, kind=cast.parking)
    assert (old.rule_number, new.rule_number) == (1, 2)
    assert old.due_at - old.noted_at > new.due_at - new.noted_at


@pytest.mark.parametrize("by", ["chen", "sun", "wang", "zhou", "stranger"])
def test_nobody_but_the_county_publishes(cast: Cast, monday, by: str):
    with pytest.raises(Refused) as refused:
        actions.publish(getattr(cast, by), parameters=with_accept(2), in_force_on=TOMORROW, reason="不行")
    assert refused.value.status == 403


def test_today_is_too_early_because_nobody_has_read_it_yet(cast: Cast, monday):
    with pytest.raises(Refused) as refused:
        publish(cast, in_force_on=TOMORROW - timedelta(days=1))
    assert "2026-11-24" in refused.value.fields["in_force_on"]


def test_a_version_never_begins_before_the_one_it_follows(cast: Cast, monday):
    publish(cast, in_force_on=TOMORROW + timedelta(days=30))
    with pytest.raises(Refused) as refused:
        publish(cast, parameters=with_accept(3))
    assert "2026-12-24" in refused.value.fields["in_force_on"]


def test_a_version_that_changes_nothing_is_not_published(cast: Cast, monday):
    with pytest.raises(Refused) as refused:
        publish(cast, parameters=defaults())
    assert refused.value.code == "no_change"


def test_sent_twice_it_happens_once(cast: Cast, monday):
    op_id = uuid4()
    assert publish(cast, op_id=op_id).pk == publish(cast, op_id=op_id).pk
    assert Regulation.objects.count() == 2


@pytest.mark.parametrize(
    "bad",
    [
        {"limits": {**defaults()["limits"], "accept": {"amount": 0, "unit": "working_day"}}},
        {"limits": {**defaults()["limits"], "accept": {"amount": 1, "unit": "fortnight"}}},
        {"hours": [["14:00", "12:00"]]},
        {"hours": []},
        {"slots": [{"name": "早", "begins": "11:00", "ends": "06:00"}]},
        {"smallest_total": 0},
        {"daily_reports_expected": 5},
    ],
)
def test_parameters_out_of_their_bounds_are_refused_by_the_schema(bad: dict[str, Any]):
    with pytest.raises(Refused) as refused:
        actions.publish.read({"parameters": {**defaults(), **bad}, "in_force_on": "2026-11-24", "reason": "试试"})
    assert "parameters" in refused.value.fields


def filled(**more: str) -> dict[str, str]:
    return {**filling.as_form(Parameters()), "in_force_on": "2026-11-24", "reason": "居民说等太久", **more}


def test_the_form_read_back_says_what_it_showed():
    raw, wrong = filling.read(filling.as_form(Parameters()))
    assert wrong == {}
    assert Parameters.model_validate(raw) == Parameters()


def test_published_on_the_page_it_shows_what_changed(cast: Cast, monday):
    client = cast.as_staff("wu")
    response = client.post("/regulation/new/", filled(accept_amount="2"))
    assert response.status_code == 302
    page = client.get(response["Location"]).content.decode()
    assert "4 个工作小时，改为 2 个工作小时" in page
    assert "居民说等太久" in page
    assert "将施行" in page


def test_a_bad_number_is_named_beside_its_field_and_the_rest_is_kept(cast: Cast, monday):
    response = cast.as_staff("wu").post(
        "/regulation/new/", filled(facility_amount="很久", hours="上午", ordinary_amount="3")
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="f-facility-error">写 1 到 400 之间的整数' in page
    assert "写成 8:00-12:00、14:30-17:30 这样" in page
    assert 'id="f-ordinary" value="3"' in page
    assert "居民说等太久" in page


def test_todays_numbers_are_read_by_everybody_and_changed_by_nobody_there(cast: Cast, monday, client: Client):
    page = client.get("/regulation/").content.decode()
    assert "4 个工作小时" in page
    assert "15 个工作日" in page
    assert "/regulation/new/" not in page
    assert client.get("/regulation/new/").status_code == 404
    assert client.get("/regulation/7/").status_code == 404


def test_an_older_version_says_that_there_is_a_newer_one(cast: Cast, monday, client: Client):
    publish(cast)
    with clock.at(monday + timedelta(days=2)):
        assert "已有新的一版" in client.get("/regulation/1/").content.decode()
        assert "2 个工作小时" in client.get("/regulation/").content.decode()


def test_reading_the_rules_asks_the_database_few_questions(
    cast: Cast, monday, client: Client, django_assert_max_num_queries
):
    client.get("/regulation/")
    with django_assert_max_num_queries(4):
        client.get("/regulation/")
