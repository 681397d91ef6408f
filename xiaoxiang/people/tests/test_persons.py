"""Entering persons, changing their numbers, looking at them."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from tests.people import PASSWORD, Cast
from xiaoxiang.door import clock, journal
from xiaoxiang.door.models import Claim, Content, Entry
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people import actions
from xiaoxiang.people.models import Line, Person, Reading
from xiaoxiang.people.pinyin import sort_key
from xiaoxiang.people.vault import open_sealed

pytestmark = pytest.mark.django_db

PHONE = "13800138000"
WHY = "核对家里漏水的事"


@pytest.fixture
def guihua(cast: Cast) -> Person:
    return actions.register(cast.chen, cast.wenxing, name="李桂花", phone=PHONE)


def clear(person: Person) -> str:
    person.refresh_from_db()
    return open_sealed(person.phone, person.bound_to("phone"))


def test_the_community_enters_a_person_with_sealed_number_and_pinyin(cast: Cast, guihua: Person):
    assert (guihua.sort_key, str(guihua.phone)) == ("liguihua lgh", "138****8000")
    assert (guihua.community_id, guihua.subdistrict_id) == (cast.wenxing.pk, cast.east.pk)
    assert clear(guihua) == PHONE


@pytest.mark.parametrize("name", ["wang", "gao", "stranger", "zhou"])
def test_nobody_else_enters_anybody(cast: Cast, name: str):
    with pytest.raises(Refused) as refused:
        actions.register(getattr(cast, name), cast.wenxing, name="李桂花")
    assert refused.value.status == 403


def test_the_same_person_is_not_entered_twice(cast: Cast, guihua: Person):
    with pytest.raises(Refused, match="already_known"):
        actions.register(cast.chen, cast.wenxing, name="李桂花", phone=PHONE)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("单国强", "shanguoqiang sgq"),
        ("曾晓燕", "zengxiaoyan zxy"),
        ("阿不都·买买提", "abudu·maimaiti abd·mmt"),
        ("𠮷田", ""),
    ],
)
def test_surnames_are_sorted_as_they_are_spoken(name: str, key: str):
    assert sort_key(name).startswith(key[:4])


@pytest.mark.parametrize("shown", ["138****8000", "１３８＊＊＊＊８０００", "*******8000", "138 **** 8000"])
def test_a_masked_number_sent_back_never_overwrites_the_whole_one(cast: Cast, guihua: Person, shown: str):
    client = cast.as_staff("chen")
    answer = client.post(f"/desk/people/{guihua.pk}/phone/", {"phone": shown, "op_id": ""})
    assert answer.status_code == 422
    assert clear(guihua) == PHONE


def test_a_masked_number_is_refused_in_words_and_an_empty_one_too(cast: Cast, guihua: Person):
    client = cast.as_staff("chen")
    said = client.post(f"/desk/people/{guihua.pk}/phone/", {"phone": "138****8000"}).content.decode()
    assert "不换就不用填" in said
    assert client.post(f"/desk/people/{guihua.pk}/phone/", {"phone": ""}).status_code == 422
    assert clear(guihua) == PHONE


def test_editing_something_else_leaves_the_number_byte_for_byte(cast: Cast, guihua: Person):
    before = bytes(Person.objects.get(pk=guihua.pk).phone.raw)
    actions.give_role(cast.sun, guihua, role="steward", place=cast.houjie)
    actions.prefer_elder(cast_of(guihua), guihua, is_elder=True)
    assert bytes(Person.objects.get(pk=guihua.pk).phone.raw) == before


def cast_of(person: Person):
    from xiaoxiang.people.actors import as_person

    return as_person(person.pk)


def test_a_whole_new_number_replaces_the_old_and_the_journal_does_not_hold_it(cast: Cast, guihua: Person):
    actions.change_phone(cast.chen, guihua, phone="13900139000")
    assert clear(guihua) == "13900139000"
    entry = Entry.objects.get(action="person.change_phone")
    assert "139" not in Content.objects.get(pk=entry.pk).body.replace(str(guihua.pk), "")


@pytest.mark.parametrize("name", ["wang", "gao", "zhou", "wu"])
def test_a_number_is_revealed_only_to_whoever_looks_after_the_person(cast: Cast, guihua: Person, name: str):
    with pytest.raises(Refused) as refused:
        actions.reveal(getattr(cast, name), guihua, reason=WHY)
    assert refused.value.status in (403, 404)
    assert not Reading.objects.exists()


def test_a_look_writes_one_line_in_the_read_log_and_the_value_nowhere(cast: Cast, guihua: Person):
    reading = actions.reveal(cast.chen, guihua, reason=WHY)
    assert reading.clear == PHONE
    entry = Entry.objects.get(action="person.reveal")
    assert entry.chain_id == journal.reads_chain(cast.county.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(e)::text FROM door_entry e")
        lines = "".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT row_to_json(c)::text FROM door_claim c")
        lines += "".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT row_to_json(r)::text FROM people_reading r")
        lines += "".join(row[0] for row in cursor.fetchall())
    bodies = "".join(Content.objects.values_list("body", flat=True))
    assert PHONE not in lines + bodies
    assert WHY in bodies
    assert Claim.objects.filter(result_id=reading.pk).exists()


def test_sent_twice_it_is_one_look_and_the_second_answer_holds_no_value(cast: Cast, guihua: Person):
    op_id = guihua.pk
    actions.reveal(cast.chen, guihua, reason=WHY, op_id=op_id)
    again = actions.reveal(cast.chen, guihua, reason=WHY, op_id=op_id)
    assert again.clear == ""
    assert Reading.objects.count() == 1


def test_a_look_needs_a_reason(cast: Cast, guihua: Person):
    client = cast.as_staff("chen")
    answer = client.post(f"/desk/people/{guihua.pk}/reveal/", {"reason": ""})
    assert answer.status_code == 422
    assert PHONE not in answer.content.decode()


def test_the_page_shows_the_value_once_and_says_who_will_know(cast: Cast, guihua: Person):
    client = cast.as_staff("chen")
    op_id = str(guihua.pk)
    first = client.post(f"/desk/people/{guihua.pk}/reveal/", {"reason": WHY, "op_id": op_id})
    assert PHONE in first.content.decode()
    assert "no-store" in first["Cache-Control"]
    assert (
        PHONE not in client.post(f"/desk/people/{guihua.pk}/reveal/", {"reason": WHY, "op_id": op_id}).content.decode()
    )
    assert PHONE not in client.get(f"/desk/people/{guihua.pk}/").content.decode()


def test_twenty_looks_an_hour_and_no_more(cast: Cast, guihua: Person, monday):
    for _look in range(20):
        actions.reveal(cast.chen, guihua, reason=WHY)
    with pytest.raises(Refused, match="too_many"):
        actions.reveal(cast.chen, guihua, reason=WHY)
    with clock.at(monday + timedelta(minutes=61)):
        assert actions.reveal(cast.chen, guihua, reason=WHY).clear == PHONE


def test_who_was_looked_at_sees_who_and_why_and_nobody_else_does(cast: Cast, guihua: Person):
    wang = cast.people["wang"]
    actions.change_phone(cast.chen, wang, phone="13700137000")
    actions.reveal(cast.chen, wang, reason=WHY)
    page = cast.as_steward("wang").get("/me/").content.decode()
    assert "陈晓燕" in page
    assert WHY in page
    assert Reading.objects.visible_to(cast.wang).count() == 1
    assert Reading.objects.visible_to(cast.zhou).count() == 1
    for name in ("li", "chen", "lin", "sun", "wu", "stranger"):
        assert not Reading.objects.visible_to(getattr(cast, name)).exists(), name


def test_erased_content_is_gone_and_the_chain_still_verifies(cast: Cast, guihua: Person):
    line = Line.objects.get(action="person.register")
    actions.erase_content(cast.zhou, line, ground="本人书面要求删除")
    assert not Content.objects.filter(pk=line.pk).exists()
    assert "依法删除" in journal.sentence(line.action, None)
    entries = Entry.objects.filter(chain_id=line.chain_id).order_by("height")
    head = journal.NOTHING
    for entry in entries:
        import hashlib

        digest = hashlib.sha256(entry.line.encode()).digest()
        head = hashlib.sha256(head + entry.height.to_bytes(8, "big") + digest).digest()
        assert bytes(entry.head) == head
    told = json.loads(Content.objects.get(pk=entries.last().pk).body)
    assert "李桂花" not in json.dumps(told, ensure_ascii=False)


@pytest.mark.parametrize("name", ["chen", "lin", "sun", "wu", "wang"])
def test_only_the_audit_administrator_erases(cast: Cast, guihua: Person, name: str):
    with pytest.raises(Refused) as refused:
        actions.erase_content(getattr(cast, name), Line.objects.get(action="person.register"), ground="不想让人看")
    assert refused.value.status == 404


def test_it_is_erased_on_a_page_of_its_own_with_the_ground_written_down(cast: Cast, guihua: Person):
    line, client = Line.objects.get(action="person.register"), cast.as_staff("zhou")
    url = f"/desk/lines/{line.pk}/erase/"
    assert client.get(url).url.startswith("/staff/reauthenticate/")
    client.post("/staff/reauthenticate/", {"password": PASSWORD})
    assert client.get(url).status_code == 200
    assert client.post(url, {"ground": ""}).status_code == 422
    assert client.post(url, {"ground": "本人书面要求删除"}).url == "/journal/"
    assert not Content.objects.filter(pk=line.pk).exists()
    assert cast.as_staff("chen").get(url).status_code == 404


def test_the_journal_itself_cannot_be_erased_twice(cast: Cast, guihua: Person):
    line = Line.objects.get(action="person.register")
    actions.erase_content(cast.zhou, line, ground="本人书面要求删除")
    with pytest.raises(Refused, match="already_erased"):
        actions.erase_content(cast.zhou, line, ground="本人书面要求删除")


@pytest.mark.parametrize(("name", "surname"), [("王秀英", "王"), ("欧阳兰", "欧阳"), ("上官", "上官"), ("", "")])
def test_the_surname_is_the_surname(name: str, surname: str):
    assert Person(name=name).surname == surname
