"""Thanks without counts of use, cases by consent, records that are truthful and free (LB11, N5, N11, N12)."""

from datetime import date
from decimal import Decimal

import pytest

from tests.people import Cast
from xiaoxiang.door.refusal import Refused
from xiaoxiang.stewards import actions
from xiaoxiang.stewards.actions.records import Kind
from xiaoxiang.stewards.actions.thanks import Ground
from xiaoxiang.stewards.models import Qualification, Service
from xiaoxiang.stewards.tests import stages

pytestmark = pytest.mark.usefixtures("monday")
FRIDAY = date(2026, 11, 20)


def fields(deed, *given, **more) -> set[str]:
    with pytest.raises(Refused) as refused:
        deed(*given, **more)
    return set(refused.value.fields) or {refused.value.code}


def test_a_commendation_names_a_deed(cast: Cast):
    given = actions.commend(
        cast.lin, cast.people["wang"], ground=Ground.DEED, reason="帮三户人家谈妥了水管", on=FRIDAY, reward="一床棉被"
    )
    assert (given.person, given.reward) == (cast.people["wang"], "一床棉被")


def test_counts_of_use_are_no_ground(cast: Cast):
    wrong = fields(
        actions.commend,
        cast.lin,
        cast.people["wang"],
        ground=Ground.DEED,
        reason="打卡 300 次，上报排名第一",
        on=FRIDAY,
    )
    assert "reason" in wrong


def test_nobody_commends_herself(cast: Cast):
    assert fields(actions.commend, cast.wang, cast.people["wang"], ground=Ground.DEED, reason="我帮了人", on=FRIDAY) & {
        "may_not",
        "not_found",
    }


def test_a_case_is_published_only_with_authorisation_and_without_what_may_not_be_public(cast: Cast):
    case = stages.case(cast)
    assert fields(actions.publish_case, cast.chen, case, is_authorised=False)
    hostile = actions.edit_case(
        cast.chen,
        case,
        title="一张表",
        practice="找 13800138000 登记，门牌 12 号 301 室先做。",
        effect="没有再堆回去。",
    )
    assert fields(actions.publish_case, cast.chen, hostile, is_authorised=True)
    clean = actions.edit_case(cast.chen, hostile, title="一张表", practice="每月认一次东西。", effect="没有再堆回去。")
    published = actions.publish_case(cast.chen, clean, is_authorised=True)
    assert actions.withdraw_case(cast.chen, published, reason="有人不愿意了").pk == case.pk


def test_a_case_is_written_by_the_community(cast: Cast):
    assert actions.write_case(cast.chen, cast.wenxing, title="一张表", practice="每月认一次。", effect="好走了。").pk


def test_hours_of_service_are_written_down_struck_out_and_proved(cast: Cast):
    wang = cast.people["wang"]
    served = actions.enter_service(
        cast.chen, wang, project="驿站值班", on=FRIDAY, hours=Decimal("2.5"), content="接待来访"
    )
    proof = actions.issue_proof(cast.chen, wang, since=date(2026, 1, 1), until=FRIDAY)
    assert proof.pk
    actions.strike_service(cast.chen, served, reason="记错了人")
    assert Service.objects.count() == 1
    assert fields(
        actions.enter_service, cast.chen, wang, project="值班", on=date(2027, 1, 1), hours=Decimal(1), content="来访"
    )


def test_a_qualification_from_paper_and_the_subdistricts_education(cast: Cast):
    wang = cast.people["wang"]
    actions.enter_qualification(cast.chen, wang, kind=Kind.SKILL, name="急救证", since=FRIDAY, evidence="红会 8 号")
    assert Qualification.objects.get(person=wang).evidence == "红会 8 号"
    appointment = stages.on_paper(cast)
    assert actions.enter_education(cast.sun, cast.east, on=FRIDAY, what="廉洁和保密", people=[appointment.person_id])
