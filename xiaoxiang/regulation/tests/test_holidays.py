"""An administrator imports the State Council's notice for the next year."""

from datetime import date

import pytest

from xiaoxiang.regulation.holidays import built_in, built_in_years, parse_table

NOTICE = """日期,安排,名称
2027-01-01 至 2027-01-03,休,元旦
2027/2/5～2027/2/11，休，春节
2027年2月20日\t班\t春节
2027-04-03,放假,清明节

2027-05-01,休
"""


def test_the_built_in_table_covers_2004_to_2026_without_a_gap():
    assert built_in_years() == frozenset(range(2004, 2027))
    assert built_in()[date(2026, 10, 10)] is True
    assert built_in()[date(2026, 10, 1)] is False


def test_a_notice_with_ranges_tabs_and_full_width_commas_is_read():
    table = parse_table("\ufeff" + NOTICE)
    assert table.errors == []
    assert len(table.days) == 3 + 7 + 1 + 1 + 1
    assert table.days[date(2027, 2, 20)] is True
    assert table.names[date(2027, 2, 11)] == "春节"
    assert table.years == {2027}


def test_a_stray_day_does_not_make_a_year_known():
    assert parse_table("2026-12-31,休,元旦").years == frozenset()


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        ("日期,安排\n2027-13-01,休", 2, "日期看不懂"),
        ("2027-02-30,休", 1, "日期看不懂"),
        ("2027-01-01,歇", 1, "第二列"),
        ("2027-01-01", 1, "第二列"),
        ("2027-02-20,班\n2027-02-08,班", 2, "周一，本来就上班"),
        ("2027-02-20,班\n2027-02-20,休", 2, "留下对的"),
        ("2027-01-01 至 2027-03-01,休", 1, "不像一个假期"),
        ("2027-01-09 至 2027-01-01,休", 1, "不像一个假期"),
        ("0007-01-01,休", 1, "年份"),
        ("", 1, "没有日期"),
        ("\x00\x00", 1, "没有日期"),
        ('"2027-01-01,休', 1, "日期看不懂"),
    ],
)
def test_an_error_names_its_row_in_words(text, row, words):
    (error,) = parse_table(text).errors
    assert error.row == row
    assert words in error.sentence


def test_all_errors_are_found_in_one_reading():
    errors = parse_table("2027-99-01,休\n2027-01-01,休\n2027-01-02,?\n").errors
    assert [error.row for error in errors] == [1, 3]


def test_a_table_without_end_is_cut_off():
    assert len(parse_table("2027-01-02,?\n" * 100_000).errors) == 1001
