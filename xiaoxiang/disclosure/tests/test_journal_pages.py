"""The journal's pages: heads for everybody, lines for those who work there."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.test import Client

from tests.people import GUTIAN, Cast
from verifier import verify_journal
from xiaoxiang.door import clock, heads, journal
from xiaoxiang.door.models import Content, Entry, Head
from xiaoxiang.matters import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived(cast: Cast, monday) -> Cast:
    """Three deeds in 文兴, one in 青云, and the heads of two days."""
    for kind in (cast.clutter, cast.parking):
        actions.note(cast.wang, cast.houjie, kind=kind)
    heads.sign(date(2026, 11, 21))
    actions.note(cast.wang, cast.houjie, kind=cast.lamp)
    actions.note(cast.gao, cast.shijie, kind=cast.lamp)
    heads.sign(date(2026, 11, 22))
    return cast


def test_anybody_reads_the_newest_heads_without_a_name_of_anybody(lived: Cast, client: Client):
    page = client.get("/journal/").content.decode()
    head = Head.objects.get(chain_id=lived.wenxing.pk, on=date(2026, 11, 22))
    assert "文兴社区" in page
    assert "到第 3 行" in page
    assert bytes(head.head).hex()[:4] in page
    assert "王秀英" not in page
    assert "/journal/?on=2026-11-21" in page


def test_an_older_day_shows_what_was_sealed_then(lived: Cast, client: Client):
    page = client.get("/journal/?on=2026-11-21").content.decode()
    assert "到第 2 行" in page
    assert "青云社区" not in page
    assert "/journal/?on=2026-11-22" in page


@pytest.mark.parametrize("asked", ["yesterday", "2026-13-01", "1"])
def test_what_is_not_a_day_is_not_there(lived: Cast, client: Client, asked: str):
    assert client.get(f"/journal/?on={asked}").status_code == 404


def test_the_sheet_for_the_wall_holds_the_whole_digest_and_the_code_of_its_page(lived: Cast, client: Client):
    page = client.get("/journal/sheet/?on=2026-11-22").content.decode()
    digest = bytes(Head.objects.get(chain_id=lived.wenxing.pk, on=date(2026, 11, 22)).head).hex()
    assert digest in page.replace(" ", "")
    assert "<svg" in page
    assert "style=" not in page


def test_a_head_that_was_not_signed_for_two_days_is_missed_aloud(lived: Cast, client: Client, monday):
    assert "没有签出来" not in client.get("/journal/").content.decode()
    with clock.at(monday + timedelta(days=3)):
        assert "没有签出来" in client.get("/journal/").content.decode()


def test_the_worker_reads_the_lines_of_her_community_as_sentences(lived: Cast):
    page = lived.as_staff("chen").get(f"/journal/{lived.wenxing.pk}/").content.decode()
    assert "王秀英在后街巷记下“路灯不亮”" in page


def test_nobody_from_elsewhere_reads_them(lived: Cast, client: Client):
    chain = lived.wenxing.pk
    for browser in (client, lived.as_staff("gao"), lived.as_steward("wang")):
        assert browser.get(f"/journal/{chain}/").status_code == 404
        assert browser.get(f"/journal/{chain}/export.jsonl").status_code == 404
    assert lived.as_staff("sun").get(f"/journal/{chain}/").status_code == 200
    assert lived.as_staff("sun").get(f"/journal/{lived.qingyun.pk}/").status_code == 404


def test_the_read_log_is_for_the_audit_administrator_alone(lived: Cast):
    reads = journal.reads_chain(GUTIAN)
    assert lived.as_staff("zhou").get(f"/journal/{reads}/").status_code == 200
    for name in ("wu", "sun", "lin"):
        assert lived.as_staff(name).get(f"/journal/{reads}/").status_code == 404


def test_pages_go_back_by_key_and_end_at_the_first_line(lived: Cast, django_assert_max_num_queries):
    for _ in range(60):
        actions.note(lived.wang, lived.houjie, kind=lived.clutter)
    client = lived.as_staff("chen")
    first = client.get(f"/journal/{lived.wenxing.pk}/").content.decode()
    assert "?before=14" in first
    with django_assert_max_num_queries(6):
        second = client.get(f"/journal/{lived.wenxing.pk}/?before=14").content.decode()
    assert 'class="num soft">13<' in second
    assert 'class="num soft">1<' in second
    assert 'rel="next"' not in second


def test_what_the_worker_exports_the_downloaded_verifier_finds_whole(lived: Cast, tmp_path: Path):
    client = lived.as_staff("chen")
    told = b"".join(client.get(f"/journal/{lived.wenxing.pk}/export.jsonl").streaming_content)
    (tmp_path / "x.jsonl").write_bytes(told)
    head = Head.objects.get(chain_id=lived.wenxing.pk, on=date(2026, 11, 22))
    assert verify_journal.main([str(tmp_path / "x.jsonl"), "--height", "3", "--head", bytes(head.head).hex()]) == 0
    assert "王秀英" not in told.decode()


def test_the_verifier_that_is_given_out_is_the_one_that_is_tested(lived: Cast, client: Client):
    assert client.get("/journal/verify_journal.py").content == Path(verify_journal.__file__).read_bytes()


def test_the_published_key_checks_the_published_text(lived: Cast, client: Client):
    key = load_pem_public_key(client.get("/journal/journal.pem").content)
    head = Head.objects.get(chain_id=lived.wenxing.pk, on=date(2026, 11, 22))
    key.verify(bytes(head.signature), heads.message_of(head).encode())


def test_looking_writes_nothing(lived: Cast):
    before = Entry.objects.count()
    lived.as_staff("zhou").get(f"/journal/{lived.wenxing.pk}/")
    assert Entry.objects.count() == before


def test_before_the_first_night_the_page_says_when_the_first_head_comes(cast: Cast, monday, client: Client):
    assert "还没有封条" in client.get("/journal/").content.decode()
    assert client.get("/journal/sheet/").status_code == 404


def test_the_audit_administrator_alone_is_led_to_erase_a_content(lived: Cast):
    address = f"/journal/{lived.wenxing.pk}/"
    assert "/erase/" in lived.as_staff("zhou").get(address).content.decode()
    assert "/erase/" not in lived.as_staff("chen").get(address).content.decode()


def test_an_erased_line_says_what_it_was_and_that_its_content_is_gone(lived: Cast):
    Content.objects.filter(id__in=Entry.objects.filter(chain_id=lived.wenxing.pk).values("id")).delete()
    page = lived.as_staff("zhou").get(f"/journal/{lived.wenxing.pk}/").content.decode()
    assert "内容已依法删除" in page
    assert "/erase/" not in page
