"""Days and limits are said as people say them."""

from datetime import UTC, date, datetime

import pytest

from xiaoxiang.pages.words import ago, by_when, day, left, moment
from xiaoxiang.regulation.holidays import built_in, built_in_years
from xiaoxiang.regulation.worktime import SHANGHAI, Unit, WorkCalendar, due

CHINA = WorkCalendar(days=built_in(), known_years=built_in_years())
NOW = datetime(2026, 11, 20, 14, 30, tzinfo=SHANGHAI)  # a Friday


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_a_day_has_its_weekday_and_another_year_its_year():
    assert day(date(2026, 11, 25)) == "11月25日（周三）"
    assert day(date(2027, 1, 5), NOW) == "2027年1月5日（周二）"
    assert day(datetime(2026, 11, 24, 20, tzinfo=UTC), NOW) == "11月25日（周三）"


def test_a_moment_has_its_clock():
    assert moment(at("2026-11-21 08:40"), NOW) == "11月21日 8:40"
    assert moment(at("2025-01-01 00:05"), NOW) == "2025年1月1日 0:05"
    assert moment(datetime(2026, 11, 20, 23, tzinfo=UTC)) == "11月21日 7:00"


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("2026-11-20 16:30:00", "今天 16:30"),
        ("2026-11-21 09:00:00", "明天 9:00"),
        ("2026-11-25 17:30:00", "11月25日（周三）17:30"),
        ("2026-11-20 23:59:59", "今天"),
        ("2026-11-21 23:59:59", "明天"),
        ("2026-12-20 23:59:59", "12月20日（周日）"),
        ("2027-01-04 17:30:00", "2027年1月4日（周一）17:30"),
        ("2026-11-18 17:30:00", "11月18日（周三）17:30"),
    ],
)
def test_a_limit_is_said_as_a_day(limit, said):
    assert by_when(at(limit), NOW) == said


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("2026-11-25 17:30:00", "还有 3 个工作日"),
        ("2026-11-23 08:30:00", "还有 1 个工作日"),
        ("2026-11-21 12:00:00", "还有 1 天"),  # a Saturday
        ("2026-11-20 16:30:00", "还有 2 小时"),
        ("2026-11-20 15:10:00", "还有 40 分钟"),
        ("2026-11-20 14:30:30", "马上到期"),
        ("2026-11-20 23:59:59", "今天到期"),
        ("2026-12-20 23:59:59", "还有 30 天"),
        ("2026-11-20 14:29:00", "刚超期"),
        ("2026-11-20 11:30:00", "超期 3 小时"),
        ("2026-11-18 17:30:00", "超期 2 天"),
    ],
)
def test_what_is_left_of_a_limit(limit, said):
    assert left(at(limit), NOW, CHINA) == said


def test_what_is_left_agrees_with_how_the_limit_was_made():
    for amount in range(2, 20):
        assert left(due(NOW, amount, Unit.working_day, CHINA), NOW, CHINA) == f"还有 {amount} 个工作日"
        assert left(due(NOW, amount, Unit.calendar_day, CHINA), NOW, CHINA) == f"还有 {amount} 天"


@pytest.mark.parametrize(
    ("past", "said"),
    [
        ("2026-11-20 14:29:30", "刚刚"),
        ("2026-11-20 14:33:00", "刚刚"),  # the phone's clock runs a little fast
        ("2026-11-20 14:10:00", "20 分钟前"),
        ("2026-11-20 08:40:00", "5 小时前"),
        ("2026-11-19 23:50:00", "昨天"),
        ("2026-11-17 08:00:00", "3 天前"),
        ("2026-09-01 08:00:00", "9月1日"),
        ("2025-09-01 08:00:00", "2025年9月1日"),
        ("2026-11-21 08:00:00", "11月21日 8:00"),
    ],
)
def test_how_long_ago(past, said):
    assert ago(at(past), NOW) == said
