"""A ledger is drawn from the work: the same rows on the page and in the workbook, and nobody fills it in."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from django.test import Client
from python_calamine import load_workbook

from tests.people import Cast
from tests.signed_in import desk_of
from xiaoxiang.door import clock
from xiaoxiang.door.models import Entry
from xiaoxiang.ledgers.book import shelf
from xiaoxiang.ledgers.models import Export
from xiaoxiang.matters import actions
from xiaoxiang.matters.tests import stages

pytestmark = pytest.mark.usefixtures("monday")
BOOK = "/desk/ledgers/joint-consultation/"


@pytest.fixture
def desk(cast: Cast) -> Client:
    return desk_of(cast.people["chen"])


def agreed(cast: Cast, words: str) -> Any:
    matter = actions.consult(cast.wang, stages.noted(cast, words="排水"), parties="房主、邻居")
    return actions.agree(cast.wang, matter, words=words, parties="房主、邻居", due_on=date(2026, 12, 1))


def workbook(desk: Client, **asked: str) -> list[list[Any]]:
    answer = desk.post(f"{BOOK}export/", asked)
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(answer.getvalue())).get_sheet_by_index(0).to_python()


def test_the_page_and_the_workbook_have_the_same_rows(desk: Client, cast: Cast):
    matter = agreed(cast, "房主改水管")
    page = desk.get(BOOK).content.decode()
    rows = workbook(desk)
    for shown in (matter.number, "房主改水管", "文兴社区", "后街巷"):
        assert shown in page
        assert any(shown in str(cell) for row in rows for cell in row)


def test_no_cell_is_ever_a_formula(desk: Client, cast: Cast):
    for hostile in ('=HYPERLINK("http://a","b")', "+1+1", "@SUM(A1)", "-2+3"):
        agreed(cast, hostile)
    answer = desk.post(f"{BOOK}export/", {})
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet
        assert "HYPERLINK" in sheet


def test_an_empty_ledger_says_that_nothing_need_be_filled_in(desk: Client, cast: Cast):
    assert "不用填" in desk.get(BOOK).content.decode()
    assert any("不用填" in str(cell) for row in workbook(desk) for cell in row)


def test_taking_it_out_is_in_the_journal(desk: Client, cast: Cast):
    workbook(desk)
    entry = Entry.objects.get(action="ledger.export")
    assert entry.person_id == cast.people["chen"].pk
    assert Export.objects.get().heading["file_number"].endswith("-L06-2026")


def test_another_community_is_not_in_it(cast: Cast):
    agreed(cast, "房主改水管")
    page = desk_of(cast.people["gao"]).get(f"{BOOK}?place={cast.wenxing.pk}").content.decode()
    assert "房主改水管" not in page
    assert "青云社区" in page


def test_a_steward_has_no_ledgers(cast: Cast):
    assert desk_of(cast.people["wang"]).get(BOOK).status_code == 404


def test_the_days_of_the_filter_are_those_of_shanghai(desk: Client, cast: Cast):
    with clock.at(clock.now().replace(hour=16, minute=30)):
        agreed(cast, "半夜谈妥")
    assert "半夜谈妥" not in desk.get(f"{BOOK}?until=2026-11-23").content.decode()
    assert "半夜谈妥" in desk.get(f"{BOOK}?since=2026-11-24&until=2026-11-24").content.decode()


@pytest.mark.parametrize("query", ["since=x", "page=999999", "page=-1", "place=1", "since=9999-99-99", "words=%00"])
def test_a_nonsense_address_shows_the_ledger(desk: Client, query: str):
    assert desk.get(f"{BOOK}?{query}").status_code == 200


def test_there_is_no_twenty_ninth():
    from dataclasses import replace

    from xiaoxiang.ledgers.book import shelved

    with pytest.raises(ValueError, match="29"):
        shelved(replace(shelf["joint-consultation"], number=29, slug="another"))
