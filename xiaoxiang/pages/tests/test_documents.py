"""Documents: a real PDF with the font inside it, or words and the page to print."""

import re
from datetime import date

import pytest
from django.test import RequestFactory

from xiaoxiang.door.refusal import Refused
from xiaoxiang.pages import documents
from xiaoxiang.pages.documents import Document

LETTER = Document(
    form="certificate",
    title="聘书",
    to="王秀英同志：",
    paragraphs=("聘请您为小巷管家，负责后街巷。",),
    office="城东街道办事处",
    on=date(2026, 11, 23),
    number="26-0417-3082",
)
PROOF = Document(
    title="志愿服务证明",
    paragraphs=("兹证明。",),
    facts=(("姓名", "王秀英"),),
    head=("日期", "时长"),
    rows=tuple((f"11月{n}日", "2") for n in range(1, 60)),
    office="文兴社区",
    on=date(2026, 11, 23),
    foot="电话 0593-3880003",
)


@pytest.fixture
def machine(monkeypatch):
    """A machine with other families than this one has."""

    def with_families(song: tuple[str, ...], hei: tuple[str, ...]) -> None:
        monkeypatch.setattr(documents, "SONG", song)
        monkeypatch.setattr(documents, "HEI", hei)
        documents._fonts.cache_clear()
        documents._covered.cache_clear()

    yield with_families
    monkeypatch.undo()
    documents._fonts.cache_clear()
    documents._covered.cache_clear()


def fonts_in(pdf: bytes) -> set[bytes]:
    return set(re.findall(rb"/FontName\s*/\w+\+([\w-]+)", pdf))


def pages_of(pdf: bytes) -> int:
    return int(re.findall(rb"/Type\s*/Pages.*?/Count (\d+)", pdf, re.DOTALL)[0])


def test_a_letter_is_one_page_of_a4_with_its_font_inside():
    pdf = documents.as_pdf(LETTER)
    assert pdf.startswith(b"%PDF-1.7")
    assert pages_of(pdf) == 1
    assert re.search(rb"/MediaBox\s*\[0 0 595\.27\d* 841\.8\d*\]", pdf)
    assert fonts_in(pdf)
    assert len(re.findall(rb"/FontFile[23]", pdf)) >= len(fonts_in(pdf))
    assert b"pdfaid:part" in pdf


def test_a_long_table_goes_on_over_pages():
    assert pages_of(documents.as_pdf(PROOF)) > 1


def test_what_people_wrote_is_never_read_as_markup():
    words = "#panic() *粗* $x$ = 标题 @谁 \\ `代码`"
    assert documents.as_pdf(Document("甲", (words,), "乙", date(2026, 1, 1))).startswith(b"%PDF")


def test_the_package_alone_is_enough_where_the_system_has_no_font(machine):
    machine((), ("Noto Sans SC",))
    pdf = documents.as_pdf(LETTER)
    assert all(name.startswith(b"NotoSansSC") for name in fonts_in(pdf))
    assert documents.missing_glyphs("㛃䶮𬭼·〔〕“”") == []


def test_no_font_at_all_is_said_in_words(machine):
    machine((), ())
    with pytest.raises(Refused) as refused:
        documents.as_pdf(LETTER)
    assert refused.value.code == "no_font"


def test_a_character_without_a_glyph_is_named_and_never_an_empty_box(machine):
    machine((), ("Noto Sans SC",))
    with pytest.raises(Refused) as refused:
        documents.as_pdf(Document("聘书", ("王𠮷英",), "街道", date(2026, 1, 1)))
    assert refused.value.code == "no_glyph"
    assert "𠮷" in str(refused.value.sentence)


def test_a_browser_gets_the_pdf_under_a_name(monkeypatch):
    answer = documents.answer(RequestFactory().get("/"), LETTER, name="聘书 王秀英", print_url="/print/")
    assert answer["Content-Type"] == "application/pdf"
    assert (
        answer["Content-Disposition"] == "inline; filename*=UTF-8''%E8%81%98%E4%B9%A6%20%E7%8E%8B%E7%A7%80%E8%8B%B1.pdf"
    )


def test_without_a_font_the_browser_is_led_to_the_page_to_print(machine, monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(documents.messages, "info", lambda _request, sentence: said.append(sentence))
    machine((), ())
    answer = documents.answer(RequestFactory().get("/"), LETTER, name="聘书", print_url="/print/")
    assert (answer.status_code, answer["Location"]) == (302, "/print/")
    assert "打印" in said[0]


def test_the_same_document_makes_the_same_bytes():
    assert documents.as_pdf(LETTER) == documents.as_pdf(LETTER)
