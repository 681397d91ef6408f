"""The formula of the quota is data of the regulation: read, changed and refused like any other number."""

import pytest
from django.test import Client

from tests.people import Cast
from xiaoxiang.regulation import filling
from xiaoxiang.regulation.parameters import Parameters
from xiaoxiang.regulation.queries import rules

pytestmark = pytest.mark.django_db


def filled(**more: str) -> dict[str, str]:
    return {**filling.as_form(Parameters()), "in_force_on": "2026-11-24", "reason": "两人看一条巷", **more}


def test_a_version_from_before_the_formula_reads_with_the_proposals(cast: Cast, monday):
    kept = Parameters.model_validate({"smallest_total": 5})
    assert (kept.quota.alley_weight, kept.quota.floor_per_grid, kept.quota.cap_per_alley) == (1, 1, 2)


def test_everybody_reads_how_it_is_shared_out(cast: Cast, client: Client):
    page = client.get("/regulation/").content.decode()
    for words in ("管家定额怎么分", "圣拉格法", "一条街巷算", "1 份", "一条街巷至多", "2 人", "/quota/"):
        assert words in page


def test_the_county_changes_it_and_the_version_says_what_changed(cast: Cast, monday):
    client = cast.as_staff("wu")
    form = client.get("/regulation/new/").content.decode()
    assert 'name="quota_cap_per_alley" id="f-quota_cap_per_alley"' in form
    sent = client.post("/regulation/new/", filled(quota_method="hamilton", quota_cap_per_alley="3"))
    page = client.get(sent["Location"]).content.decode()
    assert "最大余数法" in page
    assert "2 人，改为 3 人" in page
    assert rules(cast.county.pk, monday).parameters.quota.cap_per_alley == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"quota_cap_per_alley": "0"}, "写 1 到 20 之间的整数"),
        ({"quota_grid_weight": "一半"}, "写 0 到 100 之间的整数"),
        ({"quota_floor_per_grid": "-1"}, "写 0 到 20 之间的整数"),
        ({"quota_method": "抽签"}, "选一种分法"),
        ({"quota_alley_weight": "0", "quota_grid_weight": "0"}, "街巷和网格至少有一样要算份数"),
    ],
)
def test_a_number_that_cannot_be_is_named_beside_its_field(cast: Cast, monday, wrong: dict[str, str], sentence: str):
    answer = cast.as_staff("wu").post("/regulation/new/", filled(**wrong))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
