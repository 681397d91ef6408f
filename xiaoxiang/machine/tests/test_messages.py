"""The catalogue: every sentence is collected, no English is lost, and placeholders agree."""

import gettext

import pytest

from xiaoxiang.machine import messages

CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
_("只有本巷管家可以上报")
_("一句话"
  "分两行写")
ngettext("%(n)s 件", "%(n)s 件", n)
pgettext_lazy("按钮", "上报")
_(variable)
"""
PAGE = """{% trans "回到首页" %}
{% blocktrans with name=person.name %}{{ name }}，早上好{% endblocktrans %}
{% blocktrans count n=days %}还有 {{ n }} 天{% plural %}还有 {{ n }} 天{% endblocktrans %}
"""


@pytest.fixture
def room(tmp_path, monkeypatch):
    rooms = tmp_path / "xiaoxiang"
    (rooms / "matters" / "templates").mkdir(parents=True)
    (rooms / "matters" / "tests").mkdir()
    (rooms / "matters" / "actions.py").write_text(CODE)
    (rooms / "matters" / "templates" / "page.html").write_text(PAGE)
    (rooms / "matters" / "tests" / "test_it.py").write_text('_("只在测试里")')
    locales = rooms / "web" / "locale"
    monkeypatch.setattr(messages, "ROOMS", rooms)
    monkeypatch.setattr(messages, "LOCALES", locales)
    monkeypatch.setattr(messages, "ENGLISH", locales / "en" / "LC_MESSAGES" / "django.po")
    return rooms / "matters"


def translate(chinese, english):
    text = messages.ENGLISH.read_text()
    assert f'msgid "{chinese}"\nmsgstr ""' in text
    messages.ENGLISH.write_text(text.replace(f'msgid "{chinese}"\nmsgstr ""', f'msgid "{chinese}"\nmsgstr "{english}"'))


def test_sentences_of_code_and_pages_are_collected_and_those_of_tests_are_not(room):
    said = {each.text for each in messages.untranslated()}
    assert said == {
        "只有本巷管家可以上报", "一句话分两行写", "%(n)s 件", "上报", "回到首页", "%(name)s，早上好", "还有 %(n)s 天",
    }  # fmt: skip


def test_each_untranslated_sentence_names_its_file(room):
    found = {each.text: each.where for each in messages.untranslated()}
    assert found["回到首页"] == ["xiaoxiang/matters/templates/page.html"]


def test_merging_keeps_the_english_drops_the_gone_and_changes_nothing_twice(room):
    messages.merge()
    translate("回到首页", "Back to the first page")
    messages.merge()
    once = messages.ENGLISH.read_text()
    messages.merge()
    assert messages.ENGLISH.read_text() == once
    assert "Back to the first page" in once
    (room / "templates" / "page.html").write_text("")
    messages.merge()
    assert "回到首页" not in messages.ENGLISH.read_text()


def test_the_compiled_catalogue_speaks_english_and_follows_the_text(room):
    messages.merge()
    translate("回到首页", "Home")
    messages.compile_catalogues()
    compiled = messages.ENGLISH.with_suffix(".mo")
    first = compiled.stat().st_mtime_ns
    messages.compile_catalogues()
    assert compiled.stat().st_mtime_ns == first
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("回到首页") == "Home"


def test_english_that_loses_a_placeholder_is_named(room):
    messages.merge()
    translate("%(name)s，早上好", "Good morning")
    assert messages.mismatched() == ["%(name)s，早上好"]
    assert "%(name)s，早上好" not in {each.text for each in messages.untranslated()}
