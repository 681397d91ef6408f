"""Consulting: the parties are brought together, agree, or go apart."""

from datetime import UTC, date, datetime

import pytest

from tests.people import Cast
from xiaoxiang.matters import actions
from xiaoxiang.matters.tests.stages import consulting, dispatched, happens_once, noted, refused, reported

pytestmark = pytest.mark.django_db
DEAL = {"words": "房主拆雨棚，邻居出人工", "parties": "房主、邻居，住建所", "due_on": date(2026, 12, 10)}


def test_steward_brings_the_parties_together_and_the_route_is_fixed_once(cast: Cast, monday):
    matter = actions.consult(cast.wang, noted(cast), parties="房主、邻居", meet_on=date(2026, 11, 27))
    assert (matter.state, matter.holder, matter.route) == ("in_consultation", "parties", "joint_consultation")
    assert matter.steps.last().reason == "房主、邻居（11 月 27 日）"
    assert matter.due_at == datetime(2026, 12, 14, 9, 30, tzinfo=UTC)


def test_a_matter_reported_first_keeps_its_first_route(cast: Cast, monday):
    assert actions.consult(cast.chen, reported(cast), parties="几家住户").route == "reported_to_community"


def test_what_was_agreed_says_who_does_what_by_when(cast: Cast, monday):
    matter = actions.agree(cast.wang, consulting(cast), **DEAL)
    assert (matter.state, matter.promise) == ("agreed", "应在 12 月 10 日 17:30 前办好")
    assert matter.agreements.get().parties == ["房主", "邻居", "住建所"]
    assert actions.declare_done(cast.wang, matter).state == "declared_done"


def test_a_day_gone_by_is_no_day_to_do_it_by(cast: Cast, monday):
    refusal = refused(422, actions.agree, cast.wang, consulting(cast), **{**DEAL, "due_on": date(2026, 11, 22)})
    assert refusal.fields == {"due_on": "选今天以后的一天"}


def test_gone_apart_the_community_finds_another_way(cast: Cast, monday):
    matter = actions.part(cast.wang, consulting(cast), reason="房主不同意")
    assert (matter.state, matter.holder) == ("accepted", "community")


def test_others_may_not(cast: Cast, monday):
    matter = consulting(cast)
    for by in (cast.li, cast.stranger, cast.gao, cast.sun):
        refused(403, actions.agree, by, matter, **DEAL)
        refused(403, actions.part, by, matter, reason="谈不拢")
        refused(403, actions.consult, by, noted(cast), parties="几家")
    hidden = consulting(cast, kind=cast.quarrel)
    refused(404, actions.agree, cast.gao, hidden, **DEAL)
    refused(404, actions.part, cast.li, hidden, reason="谈不拢")


def test_not_while_somebody_is_doing_it_and_no_agreement_without_talks(cast: Cast, monday):
    matter = dispatched(cast)
    refused(409, actions.consult, cast.chen, matter, parties="几家")
    refused(409, actions.agree, cast.chen, matter, **DEAL)
    refused(409, actions.part, cast.chen, matter, reason="谈不拢")


def test_sent_twice_it_happens_once(cast: Cast, monday):
    happens_once(actions.consult, cast.wang, noted(cast), parties="几家")
    matter = consulting(cast)
    happens_once(actions.agree, cast.wang, matter, **DEAL)
    assert matter.agreements.count() == 1
    happens_once(actions.part, cast.wang, consulting(cast), reason="谈不拢")
