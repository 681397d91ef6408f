"""Somebody enters the pool with her consent, changes what she can do, has a category sealed."""

from uuid import uuid4

import pytest
from django.db import connection

from tests.people import Cast, named
from xiaoxiang.door.journal import sentence
from xiaoxiang.door.models import Content, Entry
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people.models import Consent, Person, Purpose
from xiaoxiang.people.vault import open_sealed
from xiaoxiang.talent import actions
from xiaoxiang.talent.models import Answer, Talent
from xiaoxiang.talent.tests import stages

pytestmark = pytest.mark.django_db


def test_the_community_enters_a_neighbour_whom_the_register_did_not_know(cast: Cast, monday):
    talent = stages.entered(cast, phone="13800138000", times=("weekend_morning",), times_note="孙子上学以后")
    person = Person.objects.get(name="李桂花")
    assert (talent.person, talent.community_id, str(person.phone)) == (person, cast.wenxing.pk, "138****8000")
    assert (talent.strengths, talent.times_named, talent.answer) == (["理发", "调解"], ["周末上午"], Answer.WILLING)
    consent = Consent.objects.get(person=person)
    assert (consent.purpose, consent.entered_by_id) == (Purpose.TALENT_POOL, cast.chen.person_id)


def test_somebody_of_the_register_is_not_entered_there_a_second_time(cast: Cast, monday):
    person = stages.neighbour(cast)
    assert stages.entered(cast, name=None, person=person).person == person
    assert Person.objects.filter(name="李桂花").count() == 1
    with pytest.raises(Refused, match="已经在人才库里"):
        stages.entered(cast, name=None, person=person)


def test_a_name_with_a_known_number_is_the_person_who_is_known(cast: Cast, monday):
    stages.neighbour(cast, phone="13800138000")
    with pytest.raises(Refused, match="已经登记过了"):
        stages.entered(cast, phone="13800138000")
    assert not Talent.objects.exists()


def test_without_her_consent_nothing_is_kept_not_even_her_name(cast: Cast, monday):
    with pytest.raises(Refused) as refused:
        stages.entered(cast, is_on_paper=False)
    assert "签字同意" in refused.value.fields["is_on_paper"]
    assert not Person.objects.filter(name="李桂花").exists()


def test_a_consent_that_stands_is_not_asked_again(cast: Cast, monday):
    from xiaoxiang.people.actions import give_consent

    give_consent(cast.li, cast.people["li"], purpose=Purpose.TALENT_POOL)
    assert stages.herself(cast, is_on_paper=False)
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("by", ["wang", "gao", "sun", "wu", "zhou", "stranger"])
def test_nobody_but_the_community_enters_anybody(cast: Cast, monday, by: str):
    with pytest.raises(Refused, match="由本社区的工作人员来管") as refused:
        actions.enter(getattr(cast, by), cast.wenxing, name="李桂花", strengths=[], is_on_paper=True)
    assert refused.value.status == 403


def test_a_pool_is_a_communitys_and_its_people_are_its_own(cast: Cast, monday):
    with pytest.raises(Refused, match="选一个社区"):
        actions.enter(cast.chen, cast.houjie, name="李桂花", strengths=[], is_on_paper=True)
    with pytest.raises(Refused) as refused:
        actions.enter(cast.chen, cast.wenxing, person=cast.people["gao"].pk, strengths=[], is_on_paper=True)
    assert "person" in refused.value.fields
    alien = named("外社区", cast.qingyun)
    with pytest.raises(Refused, match="由那边的社区来记"):
        actions.enter.function(cast.chen, cast.wenxing, person=alien, strengths=[], is_on_paper=True)


def test_who_is_entered_is_somebody(cast: Cast, monday):
    with pytest.raises(Refused) as refused:
        stages.entered(cast, name=None)
    assert refused.value.fields["name"]


def test_the_journal_names_nobody_because_the_county_reads_it(cast: Cast, monday):
    talent = stages.categorised(cast, phone="13800138000")
    actions.change(cast.chen, talent, strengths=["修电"])
    actions.categorise(cast.chen, talent, category=stages.category(cast, "其他"))
    for line in Entry.objects.filter(action__startswith="talent."):
        told = sentence(line.action, Content.objects.get(pk=line.pk).body)
        assert "一位居民" in told
        assert "李桂花" not in told


def test_a_political_category_needs_a_consent_of_its_own(cast: Cast, monday):
    talent = stages.entered(cast)
    with pytest.raises(Refused) as refused:
        actions.categorise(cast.chen, talent, category=stages.category(cast))
    assert refused.value.fields["is_category_on_paper"]
    actions.categorise(cast.chen, talent, category=stages.category(cast), is_category_on_paper=True)
    assert Consent.objects.filter(purpose=Purpose.TALENT_CATEGORY).count() == 1
    actions.categorise(cast.chen, talent, category=stages.category(cast, "社会群体负责人"))


def test_the_category_lies_in_the_vault_and_nowhere_else(cast: Cast, monday):
    talent = stages.categorised(cast)
    talent.refresh_from_db()
    assert str(talent.category) == "已登记"
    assert open_sealed(talent.category, talent.bound_to("category")) == "离退休党员"
    other = stages.entered(cast, name="赵大民", category=stages.category(cast, "其他"))
    assert str(other.category) == str(talent.category)
    everything = ""
    with connection.cursor() as cursor:
        for table in ("talent_talent", "door_entry", "door_content", "door_claim"):
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")
            everything += "".join(row[0] for row in cursor.fetchall())
    assert "离退休党员" not in everything
    assert str(stages.category(cast).pk) not in everything


def test_she_changes_it_herself_and_next_door_cannot_see_it(cast: Cast, monday):
    talent = stages.herself(cast)
    changed = actions.change(cast.li, talent, strengths=["修电", "理发"], times=("weekday_evening",))
    assert (changed.strengths, changed.times, changed.version) == (["修电", "理发"], ["weekday_evening"], 3)
    for by in (cast.gao, cast.wang, cast.sun, cast.wu):
        with pytest.raises(Refused) as refused:
            actions.change(by, talent, strengths=[])
        assert refused.value.status == 404


def test_two_who_change_it_at_once_are_told(cast: Cast, monday):
    talent = stages.herself(cast)
    seen = talent.version
    actions.change(cast.li, talent, strengths=["修电"], seen=seen)
    with pytest.raises(Refused, match="刚才已经有人动过"):
        actions.change(cast.chen, talent, strengths=["理发"], seen=seen)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("理发、修电", ["理发", "修电"]),
        (["理发，修电；理发"], ["理发", "修电"]),
        ("  理发  ", ["理发"]),
        ("", []),
        ("会\u200b唱戏\n会写字/会算账", ["会唱戏", "会写字", "会算账"]),
    ],
)
def test_strengths_are_told_apart_however_they_are_written(typed, kept: list[str]):
    assert actions.change.read({"strengths": typed})["strengths"] == kept


@pytest.mark.parametrize("bad", ["长" * 21, "、".join(f"会{n}" for n in range(13)), "\ud800"])
def test_strengths_that_do_not_fit_are_refused_in_words(bad: str):
    with pytest.raises(Refused) as refused:
        actions.change.read({"strengths": bad})
    assert refused.value.fields["strengths"]


def test_hostile_words_are_kept_as_words(cast: Cast, monday):
    talent = stages.entered(cast, name="<b>李</b>'; --", strengths=["<script>", "'; DROP"])
    talent.refresh_from_db()
    assert talent.strengths == ["<script>", "'; DROP"]
    assert talent.person.name == "<b>李</b>'; --"


def test_an_unknown_time_is_refused():
    with pytest.raises(Refused) as refused:
        actions.change.read({"strengths": "", "times": ["midnight"]})
    assert refused.value.fields["times"]


def test_sent_twice_it_happens_once(cast: Cast, monday):
    op_id = uuid4()
    assert stages.entered(cast, op_id=op_id).pk == stages.entered(cast, op_id=op_id).pk
    assert Talent.objects.count() == 1
