"""The parts every page is made of: forms that keep what was typed, and nothing a strict page may not hold."""

import gzip
import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from xiaoxiang.door.forms import Field, Form

ROOT = Path(__file__).parent.parent / "xiaoxiang"
SHEETS = ROOT / "web" / "static" / "web"
TEMPLATES = sorted(ROOT.glob("**/templates/**/*.html"))
KINDS = ["text", "textarea", "phone", "number", "password", "date", "datetime", "select", "file", "checkbox"]
GROUPS = ["choice", "tiles", "checkboxes"]


def form(*fields: Field, summary: str = "") -> Form:
    return Form(action_url="/x/", fields=list(fields), verb="送出", op_id="7", summary=summary)


def drawn(*fields: Field, summary: str = "") -> str:
    return render_to_string("web/_form.html", {"form": form(*fields, summary=summary)})


def zipped(*names: str) -> int:
    return len(gzip.compress(b"".join((SHEETS / name).read_bytes() for name in names), 9))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_field_has_its_words(kind: str) -> None:
    html = drawn(Field(name="where", label="在哪里", hint="门牌", kind=kind))
    assert 'id="f-where"' in html
    assert "在哪里" in html
    assert "门牌" in html
    assert 'for="f-where"' in html or kind == "checkbox"


@pytest.mark.parametrize("kind", GROUPS)
def test_a_group_of_choices_keeps_what_was_chosen(kind: str) -> None:
    html = drawn(Field(name="way", label="怎么办", kind=kind, value="b", choices=[("a", "当场"), ("b", "交给社区")]))
    assert re.findall(r'value="(\w)" checked', html) == ["b"]
    assert "<legend>怎么办" in html


def test_a_select_keeps_a_number_that_was_chosen() -> None:
    html = drawn(Field(name="days", label="几天", kind="select", value=5, choices=[("5", "五天"), ("15", "十五天")]))
    assert re.findall(r'value="(\d+)" selected', html) == ["5"]


def test_what_was_typed_comes_back_and_cannot_break_out() -> None:
    html = drawn(
        Field(name="a", label="甲", value='"><b>'), Field(name="b", label="乙", kind="textarea", value="</textarea>")
    )
    assert 'value="&quot;&gt;&lt;b&gt;"' in html
    assert "&lt;/textarea&gt;" in html


def test_a_password_never_comes_back() -> None:
    assert "secret-words" not in drawn(Field(name="p", label="密码", kind="password", value="secret-words"))


def test_the_same_words_stand_in_the_summary_and_beside_the_field() -> None:
    html = drawn(Field(name="words", label="什么事", error="写一写是什么事"), Field(name="where", label="在哪里"))
    assert '<a href="#f-words">写一写是什么事</a>' in html
    assert '<p class="error" id="f-words-error">写一写是什么事</p>' in html
    assert html.count('aria-invalid="true"') == 1
    assert "有一个问题" in html


def test_a_refusal_of_no_field_stands_in_the_summary() -> None:
    assert "<li>社区已经受理</li>" in drawn(Field(name="a", label="甲"), summary="社区已经受理")


def test_a_form_without_problems_has_no_summary() -> None:
    assert "data-errors" not in drawn(Field(name="a", label="甲"))


def test_optional_fields_say_so_and_nothing_is_starred() -> None:
    html = drawn(Field(name="a", label="甲", is_optional=True), Field(name="b", label="乙"))
    assert html.count("选填") == 1
    assert "*" not in html
    assert " required" not in html
    assert " novalidate" in html


def test_the_title_of_a_refused_page_begins_with_the_word_error() -> None:
    wrong = {"form": form(Field(name="a", label="甲", error="写一写")), "heading": "反映"}
    assert "<title>错误：反映" in render_to_string("web/message.html", wrong)
    assert "<title>反映" in render_to_string("web/message.html", {"heading": "反映"})


@pytest.mark.parametrize("code", ["403", "404", "409", "413", "500", "503", "csrf"])
def test_pages_that_say_no_draw_without_a_request(code: str) -> None:
    html = render_to_string(f"{code}.html")
    assert html.count("<h1>") == 1
    assert "给这套系统提意见" in html


def test_large_print_is_one_class() -> None:
    assert re.search(r'<html [^>]*class="[^"]*elder', render_to_string("web/message.html", {"is_elder": True}))
    assert "elder" not in re.findall(r'class="([^"]*)"', render_to_string("web/message.html"))[0]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_what_the_content_policy_forbids(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son[a-z]+=", text)
    assert not re.search(r"<style", text)
    assert not re.search(r"<script(?![^>]*(\bsrc=|application/json))", text)
    assert not re.search(r"\srequired[\s>]", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_shouts_or_begs(path: Path) -> None:
    assert not re.search("请您|无效|操作成功|！", path.read_text())


def test_sheets_bring_no_fonts_and_nothing_from_elsewhere() -> None:
    for sheet in SHEETS.glob("*.css"):
        assert not re.search(r"@font-face|@import|url\(.?(https?:)?//", sheet.read_text()), sheet.name


def test_a_phone_page_is_light() -> None:
    assert zipped("paper.css", "form.css") <= 9 * 1024
    assert zipped("paper.css", "form.css", "desk.css", "charts.css") <= 14 * 1024


def test_scripts_are_small() -> None:
    scripts = sorted(SHEETS.glob("*.js"))
    assert zipped(*[script.name for script in scripts]) <= 15 * 1024
    for script in scripts:
        assert len(script.read_text().splitlines()) < 100, script.name
