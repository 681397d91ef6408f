"""A list that comes as a workbook: tried first, told row by row, taken once however often it comes."""

import io
import zipfile
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import load_workbook

from tests import people
from tests.people import Cast
from tests.signed_in import desk_of
from xiaoxiang.ledgers import jobs
from xiaoxiang.ledgers.models import Import
from xiaoxiang.places import actions as places
from xiaoxiang.places import queries
from xiaoxiang.places.models import Place

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = ["网格*", "街巷名称*", "拼音", "住户人数"]


@pytest.fixture
def town(transactional_db: None) -> Cast:
    cast = people.cast()
    places.add_grid(cast.chen, cast.wenxing, name="第九网格")
    queries.forget()
    return cast


@pytest.fixture
def desk(town: Cast) -> Client:
    return desk_of(town.people["chen"])


def workbook(rows: list[list[Any]], head: list[str] = HEAD) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        page = book.add_worksheet()
        for at, row in enumerate([head, *rows]):
            page.write_row(at, 0, row)
    return held.getvalue()


def handed_in(desk: Client, content: bytes, name: str = "名单.xlsx") -> Import:
    """Hand a file in and let the worker try it."""
    answer = desk.post("/desk/ledgers/lists/alleys/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    made = Import.objects.latest("at")
    jobs.take_in(import_id=str(made.pk))
    made.refresh_from_db()
    return made


def taken_in(desk: Client, made: Import) -> Import:
    desk.post(f"/desk/ledgers/imports/{made.pk}/take-in/", {"op_id": str(made.pk)})
    jobs.take_in(import_id=str(made.pk))
    made.refresh_from_db()
    return made


def alleys(town: Cast) -> set[str]:
    return set(Place.objects.alleys().filter(community_id=town.wenxing.pk).values_list("name", flat=True))


def test_a_trial_writes_nothing_and_names_each_wrong_row(desk: Client, town: Cast):
    before = alleys(town)
    made = handed_in(
        desk, workbook([["第九网格", "榕树巷", "", 120], ["没有的网格", "乙巷", "", ""], ["第九网格", "", "", ""]])
    )
    assert (made.taken, made.wrong) == (1, 2)
    assert made.first_wrong == [[3, "网格：从本社区的网格里选一个"], [4, "街巷名称：写上街巷名称"]]
    assert alleys(town) == before


def test_a_list_is_taken_in_and_the_mended_list_skips_what_is_done(desk: Client, town: Cast):
    first = [["第九网格", "榕树巷", "", 120], ["没有的网格", "水井巷", "", ""]]
    made = taken_in(desk, handed_in(desk, workbook(first)))
    assert (made.taken, made.skipped, made.wrong) == (1, 0, 1)
    mended = [first[0], ["第九网格", "水井巷", "", ""]]
    again = taken_in(desk, handed_in(desk, workbook(mended)))
    assert (again.taken, again.skipped, again.wrong) == (1, 1, 0)
    assert {"榕树巷", "水井巷"} <= alleys(town)


def test_a_thousand_rows_with_thirty_seven_wrong_ones(desk: Client, town: Cast):
    rows = [["第九网格" if n % 27 else "没有", f"第{n}巷", "", n % 7] for n in range(1, 1000)]
    made = handed_in(desk, workbook(rows))
    assert (made.taken, made.wrong, made.total) == (962, 37, 999)
    result = load_workbook(str(jobs.path_of(made, "result"))).get_sheet_by_index(0).to_python()
    assert len([row for row in result if row[-2] == "要改"]) == 37


def test_the_result_can_be_mended_and_handed_in_as_it_is(desk: Client, town: Cast):
    made = handed_in(desk, workbook([["没有的网格", "乙巷", "", ""]]))
    answer = desk.get(f"/desk/ledgers/imports/{made.pk}/result/")
    rows = load_workbook(io.BytesIO(answer.getvalue())).get_sheet_by_index(0).to_python()
    mended = workbook([["第九网格", *row[1:]] for row in rows[1:]], [str(cell) for cell in rows[0]])
    assert handed_in(desk, mended).taken == 1


def test_the_template_offers_the_grids_and_its_example_is_no_row(desk: Client, town: Cast):
    answer = desk.get("/desk/ledgers/lists/alleys/template/")
    content = answer.content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert "dataValidation" in packed.read("xl/worksheets/sheet1.xml").decode()
    assert handed_in(desk, content).sentence == "表里一行也没有。"


def bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (200 * 1024 * 1024))
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"hello", "打不开"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "老格式"),
        (b"PK\x03\x04" + bytes(100), "打不开"),
        (workbook([]), "一行也没有"),
        (workbook([["a", "b"]], ["x", "y"]), "没找到表头"),
    ],
)
def test_what_is_no_list_is_told_in_words(desk: Client, content: bytes, sentence: str):
    assert sentence in handed_in(desk, content).sentence


def test_a_zip_bomb_is_not_unpacked(desk: Client):
    assert "太大" in handed_in(desk, bomb()).sentence


@pytest.mark.slow
def test_a_million_rows_are_refused_with_the_number_that_is_taken(desk: Client):
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        for at in range(1, 30_001):
            page.write_row(at, 0, ["第九网格", at])
    assert "10,000 行" in handed_in(desk, held.getvalue()).sentence


def test_hostile_cells_are_words_and_nothing_else(desk: Client, town: Cast):
    hostile = ["=1+1", "<script>", "'; drop table", "\u202eabc", "x" * 3000, "\u200b"]
    made = handed_in(desk, workbook([["第九网格", cell, "", ""] for cell in hostile]))
    assert made.stage == "ready"
    assert made.taken + made.wrong <= len(hostile)
    page = desk.get(f"/desk/ledgers/imports/{made.pk}/").content.decode()
    assert "<script>alert" not in page


def test_no_file_and_a_file_of_another_person(desk: Client, town: Cast):
    assert desk.post("/desk/ledgers/lists/alleys/", {}).status_code == 422
    made = handed_in(desk, workbook([["第九网格", "榕树巷", "", ""]]))
    assert desk_of(town.people["lin"]).get(f"/desk/ledgers/imports/{made.pk}/").status_code == 404
    assert desk_of(town.people["sun"]).get("/desk/ledgers/lists/").status_code == 404
