"""The journal is append-only by the database's own means, and whoever gets past them is found out."""

import io
import json
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tests.people import GUTIAN, Cast
from verifier import verify_journal
from xiaoxiang.door import export, grants, heads, verify
from xiaoxiang.door.journal import NOTHING
from xiaoxiang.door.models import Content, Entry, Head, Tip
from xiaoxiang.matters import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(cast: Cast, monday) -> UUID:
    """Five deeds in 文兴."""
    for kind in (cast.clutter, cast.parking, cast.lamp, cast.clutter, cast.other):
        actions.note(cast.wang, cast.houjie, kind=kind, words="门口堆了纸箱")
    return cast.wenxing.pk


TABLES = ("door_entry", "door_tip", "door_content", "door_head")


def triggers(how: str) -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} {how} TRIGGER USER")


def unlocked(sql: str, *values) -> None:
    """What only the owner of the database can do: change the past."""
    triggers("DISABLE")
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    triggers("ENABLE")


def rewritten(chain: UUID, change) -> None:
    """The whole chain again with fresh hashes, as whoever owns the database could do it."""
    head = NOTHING
    for entry in Entry.objects.filter(chain_id=chain).order_by("height"):
        line = change(entry.height, entry.line)
        head = verify.link(head, entry.height, line)
        unlocked("UPDATE door_entry SET line = %s, head = %s WHERE id = %s", line, head, entry.id)
    unlocked("UPDATE door_tip SET head = %s WHERE chain_id = %s", head, chain)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE door_entry SET line = ''",
        "DELETE FROM door_entry",
        "TRUNCATE door_entry",
        "UPDATE door_head SET height = 0",
        "DELETE FROM door_head",
        "TRUNCATE door_head",
        "UPDATE door_content SET body = ''",
        "TRUNCATE door_content",
        "UPDATE door_tip SET height = 1",
        "DELETE FROM door_tip",
    ],
)
def test_even_the_owner_cannot_change_the_past_by_a_plain_statement(chain: UUID, statement: str):
    triggers("ENABLE")  # the test run itself may empty tables; here it may not
    with (
        pytest.raises(DatabaseError, match=r"append-only|only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_apps_own_role_was_never_given_the_right(chain: UUID):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [grants.APP_ROLE])
        if not cursor.fetchone():
            cursor.execute(f"CREATE ROLE {grants.APP_ROLE}")
        grants.grant("default")
        cursor.execute(f"SET LOCAL ROLE {grants.APP_ROLE}")
        cursor.execute("SELECT count(*) FROM door_entry")
        assert cursor.fetchone()[0] == 5
        for statement in (
            "UPDATE door_entry SET line = ''",
            "DELETE FROM door_entry",
            "TRUNCATE door_entry",
            "UPDATE door_content SET body = ''",
            "DELETE FROM door_head",
            "DELETE FROM door_tip",
            "DELETE FROM door_claim",
            "ALTER TABLE door_entry DISABLE TRIGGER ALL",
        ):
            with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
                cursor.execute(statement)
        cursor.execute("RESET ROLE")


def test_an_untouched_chain_is_whole_and_ends_at_its_tip(chain: UUID):
    report = verify.verify(GUTIAN, chain)
    assert (report.is_whole, report.height, report.head) == (True, 5, bytes(Tip.objects.get(chain_id=chain).head))


def test_an_erased_content_leaves_the_chain_whole_and_is_counted(chain: UUID):
    Content.objects.filter(id=Entry.objects.get(chain_id=chain, height=3).id).delete()
    report = verify.verify(GUTIAN, chain)
    assert (report.is_whole, report.erased) == (True, 1)


def flip(chain: UUID) -> None:
    unlocked(
        "UPDATE door_entry SET line = replace(line, 'matter.note', 'matter.nota') WHERE chain_id = %s AND height = 3",
        chain,
    )


def remove_middle(chain: UUID) -> None:
    unlocked("DELETE FROM door_entry WHERE chain_id = %s AND height = 3", chain)


def exchange(chain: UUID) -> None:
    unlocked("UPDATE door_entry SET height = 99 WHERE chain_id = %s AND height = 3", chain)
    unlocked("UPDATE door_entry SET height = 3 WHERE chain_id = %s AND height = 4", chain)
    unlocked("UPDATE door_entry SET height = 4 WHERE chain_id = %s AND height = 99", chain)


def insert(chain: UUID) -> None:
    unlocked("UPDATE door_entry SET height = height + 10 WHERE chain_id = %s AND height >= 3", chain)
    unlocked("UPDATE door_entry SET height = height - 9 WHERE chain_id = %s AND height >= 13", chain)
    unlocked(
        "INSERT INTO door_entry SELECT gen_random_uuid(), county_id, chain_id, 3, head, line, at, action, person_id, thing_id"
        " FROM door_entry WHERE chain_id = %s AND height = 2",
        chain,
    )


def replace_content(chain: UUID) -> None:
    third = Entry.objects.get(chain_id=chain, height=3).id
    unlocked("UPDATE door_content SET body = replace(body, '纸箱', '砖头') WHERE id = %s", third)


def erase_and_refill(chain: UUID) -> None:
    """An entry's head and line changed together: it fits itself, but not the next."""
    entry = Entry.objects.get(chain_id=chain, height=3)
    before = bytes(Entry.objects.get(chain_id=chain, height=2).head)
    line = entry.line.replace("matter.note", "matter.nota")
    unlocked("UPDATE door_entry SET line = %s, head = %s WHERE id = %s", line, verify.link(before, 3, line), entry.id)


TAMPERED = [(flip, 3), (remove_middle, 3), (exchange, 3), (insert, 3), (replace_content, 3), (erase_and_refill, 4)]


@pytest.mark.parametrize(("tamper", "first_bad"), TAMPERED)
def test_the_first_bad_entry_is_named_in_the_database(chain: UUID, tamper, first_bad: int):
    tamper(chain)
    report = verify.verify(GUTIAN, chain)
    assert report.at == first_bad
    assert str(first_bad) in report.wrong


@pytest.mark.parametrize(("tamper", "first_bad"), TAMPERED)
def test_the_first_bad_entry_is_named_by_the_stand_alone_verifier(
    chain: UUID, tamper, first_bad: int, tmp_path: Path, capsys
):
    tamper(chain)
    assert verify_journal.main([str(exported(chain, tmp_path))]) == 1
    assert f"entry {first_bad}:" in capsys.readouterr().out


def exported(chain: UUID, folder: Path, **how) -> Path:
    path = folder / "chain.jsonl"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(export.rows(GUTIAN, chain, **how))
    return path


def test_an_untouched_export_verifies_with_and_without_contents(chain: UUID, tmp_path: Path):
    assert verify_journal.main([str(exported(chain, tmp_path))]) == 0
    bare = exported(chain, tmp_path, with_contents=False)
    assert verify_journal.main([str(bare)]) == 0
    assert "纸箱" not in bare.read_text()


@pytest.fixture
def printed(chain: UUID) -> list[str]:
    """What hangs on the wall since yesterday."""
    tip = Tip.objects.get(chain_id=chain)
    digest = bytes(tip.head).hex()
    return ["--height", str(tip.height), "--head", " ".join(digest[i : i + 4] for i in range(0, 64, 4)).upper()]


def cut_tail(chain: UUID) -> None:
    unlocked("DELETE FROM door_entry WHERE chain_id = %s AND height = 5", chain)
    unlocked("DELETE FROM door_content WHERE id NOT IN (SELECT id FROM door_entry)")
    last = bytes(Entry.objects.get(chain_id=chain, height=4).head)
    unlocked("UPDATE door_tip SET height = 4, head = %s WHERE chain_id = %s", last, chain)


def rewrite_all(chain: UUID) -> None:
    rewritten(chain, lambda height, line: line.replace("matter.note", "matter.nota") if height == 2 else line)


@pytest.mark.parametrize(
    ("tamper", "told"), [(cut_tail, "the end was cut"), (rewrite_all, "the journal was rewritten")]
)
def test_a_cut_tail_or_a_full_rewrite_fits_itself_and_only_the_head_on_the_wall_shows_it(
    chain: UUID, printed: list[str], tamper, told: str, tmp_path: Path, capsys
):
    tamper(chain)
    path = str(exported(chain, tmp_path))
    assert verify.verify(GUTIAN, chain).is_whole
    assert verify_journal.main([path]) == 0
    capsys.readouterr()
    assert verify_journal.main([path, *printed]) == 1
    assert told in capsys.readouterr().out


@pytest.mark.parametrize("tamper", [cut_tail, rewrite_all])
def test_a_signed_head_in_the_database_shows_it_too_until_somebody_takes_the_heads_as_well(chain: UUID, tamper, monday):
    heads.sign(monday.date())
    tamper(chain)
    assert not verify.verify(GUTIAN, chain).is_whole
    unlocked("DELETE FROM door_head WHERE chain_id = %s", chain)
    assert verify.verify(GUTIAN, chain).is_whole


def test_the_printed_head_of_yesterday_still_fits_the_longer_chain_of_today(
    chain: UUID, printed: list[str], cast: Cast, tmp_path: Path
):
    actions.note(cast.wang, cast.houjie, kind=cast.lamp)
    assert verify_journal.main([str(exported(chain, tmp_path)), *printed]) == 0


def test_a_file_that_is_no_export_is_said_to_be_unreadable(tmp_path: Path, capsys):
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"height": 1}\n\xff\n')
    assert verify_journal.main([str(path)]) == 2
    path.write_bytes(b"\xff\xfe\n")
    assert verify_journal.main([str(path)]) == 2
    assert "row 1" in capsys.readouterr().out


def test_the_command_says_which_chain_does_not_verify(chain: UUID, tmp_path: Path, capsys):
    call_command("journal", "verify")
    assert f"ok  {chain}" in capsys.readouterr().out
    call_command("journal", "export", "--chain", str(chain), str(tmp_path / "out.jsonl"))
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 5
    flip(chain)
    with pytest.raises(SystemExit):
        call_command("journal", "verify")
    assert f"BAD {chain}" in capsys.readouterr().out


def test_a_day_is_signed_once_and_the_signature_holds_for_the_text_and_nothing_else(chain: UUID, monday):
    assert heads.sign(monday.date()) == heads.sign(monday.date())
    head = Head.objects.get(chain_id=chain)
    assert (head.height, heads.is_genuine(head)) == (5, True)
    head.height = 4
    assert not heads.is_genuine(head)


def test_ten_past_midnight_the_day_that_ended_is_signed(chain: UUID, monday):
    heads.sign_heads(timestamp=0)
    assert str(Head.objects.get(chain_id=chain).on) == "2026-11-22"


def test_the_command_prints_the_head_as_it_was_signed(chain: UUID, monday):
    heads.sign(monday.date())
    out = io.StringIO()
    call_command("journal", "head", stdout=out)
    assert heads.message_of(Head.objects.get(chain_id=chain)) in out.getvalue()


def test_an_export_names_nobody_but_by_id_in_its_lines(chain: UUID, tmp_path: Path):
    for row in exported(chain, tmp_path).read_text().splitlines():
        assert "王秀英" not in json.loads(row)["line"]
