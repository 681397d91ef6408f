"""Time limits run on the clock of the office and never end while it is shut."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xiaoxiang.regulation.holidays import built_in, built_in_years
from xiaoxiang.regulation.worktime import SHANGHAI, Unit, WorkCalendar, due, next_morning

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no fault of the calendar."""

CHINA = WorkCalendar(days=built_in(), known_years=built_in_years())
moments = st.datetimes(datetime(2005, 1, 1), datetime(2030, 12, 31), timezones=st.just(SHANGHAI))
office_spans = st.sampled_from(
    [
        ((time(8), time(12)), (time(14, 30), time(17, 30))),
        ((time(8, 30), time(11, 45)), (time(14), time(17)), (time(19), time(20, 10))),
        ((time(0), time(23, 59)),),
    ]
)
odd_days = st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.booleans(), max_size=60)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_five_working_days_from_29_september_2026_end_after_the_national_holiday():
    assert due(at("2026-09-29 09:00"), 5, Unit.working_day, CHINA) == at("2026-10-12 17:30")


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-02 08:00", 4, "2026-03-02 12:00"),
        ("2026-03-02 09:00", 4, "2026-03-02 15:30"),
        ("2026-03-02 12:30", 1, "2026-03-02 15:30"),
        ("2026-03-02 17:00", 1, "2026-03-03 08:30"),
        ("2026-03-02 22:00", 1, "2026-03-03 09:00"),
        ("2026-03-06 17:29", 1, "2026-03-09 08:59"),
        ("2026-02-13 17:00", 1, "2026-02-14 08:30"),  # the Saturday is a make-up working day
        ("2026-02-14 17:00", 1, "2026-02-24 08:30"),  # and then it is Spring Festival
    ],
)
def test_working_hours_skip_noon_night_weekend_and_holiday(start, hours, end):
    assert due(at(start), hours, Unit.working_hour, CHINA) == at(end)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-12-05", 1, "2027-01-05"),
        ("2026-09-01", 1, "2026-10-01"),  # a holiday, and still the day
        ("2026-11-30", 14, "2028-01-30"),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(start, months, end):
    assert due(at(start), months, Unit.month, CHINA) == at(f"{end} 23:59:59")


def test_calendar_days_end_with_the_last_day():
    assert due(at("2026-02-01 23:59"), 30, Unit.calendar_day, CHINA) == at("2026-03-03 23:59:59")


def test_the_day_of_shanghai_counts_not_the_day_of_utc():
    sunday_evening_in_utc = datetime(2026, 3, 1, 20, tzinfo=UTC)  # Monday 4:00 in Shanghai
    assert due(sunday_evening_in_utc, 1, Unit.working_day, CHINA) == at("2026-03-03 17:30")


def test_2026_has_its_six_make_up_days_and_33_holidays():
    days = {day: works for day, works in built_in().items() if day.year == 2026}
    assert [day.strftime("%m-%d") for day, works in days.items() if works] == (
        ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
    )
    assert sum(not works for works in days.values()) == 33


def test_a_year_that_is_not_in_the_table_is_monday_to_friday_with_a_warning():
    assert CHINA.warnings(2026) == []
    assert "2027" in CHINA.warnings(2027)[0]
    assert not CHINA.is_known(date(2027, 1, 1))
    assert CHINA.is_working(date(2027, 1, 1))  # a Friday
    assert due(at("2026-12-31 09:00"), 2, Unit.working_day, CHINA) == at("2027-01-04 17:30")


def test_messages_wait_for_the_morning():
    assert next_morning(at("2026-03-01 21:29")) == at("2026-03-01 21:29")
    assert next_morning(at("2026-03-01 21:30")) == at("2026-03-02 07:30")
    assert next_morning(at("2026-03-02 00:05")) == at("2026-03-02 07:30")
    assert next_morning(at("2026-03-02 07:30")) == at("2026-03-02 07:30")
    assert next_morning(at("2026-03-02 13:00"), (time(12), time(14, 30))) == at("2026-03-02 14:30")


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="aware"):
        due(datetime(2026, 1, 1), 1, Unit.month, CHINA)
    with pytest.raises(ValueError, match="at least 1"):
        due(at("2026-01-01"), 0, Unit.month, CHINA)
    for spans in ((), ((time(12), time(8)),), ((time(8), time(12)), (time(11), time(13)))):
        with pytest.raises(ValueError, match="hours"):
            WorkCalendar(spans=spans)


@unhurried
@given(start=moments, amount=st.integers(1, 400), unit=st.sampled_from(Unit), spans=office_spans, days=odd_days)
def test_no_limit_ends_before_it_began_or_outside_working_time(start, amount, unit, spans, days):
    calendar = WorkCalendar(spans, days)
    end = due(start, amount, unit, calendar)
    assert end > start
    if unit in (Unit.working_hour, Unit.working_day):
        assert calendar.is_working(end.date())
        assert any(first < end.time() <= last for first, last in spans)


@unhurried
@given(
    a=moments, later=st.timedeltas(timedelta(0), timedelta(40)), amount=st.integers(1, 90), unit=st.sampled_from(Unit)
)
def test_who_starts_later_never_ends_earlier(a, later, amount, unit):
    assert due(a, amount, unit, CHINA) <= due(a + later, amount, unit, CHINA)


@unhurried
@given(
    start=moments,
    first=st.integers(1, 60),
    then=st.integers(1, 60),
    unit=st.sampled_from([Unit.working_hour, Unit.working_day, Unit.calendar_day]),
    days=odd_days,
)
def test_two_limits_after_one_another_are_one_long_limit(start, first, then, unit, days):
    calendar = WorkCalendar(days={**built_in(), **days})
    in_steps = due(due(start, first, unit, calendar), then, unit, calendar)
    assert in_steps == due(start, first + then, unit, calendar)


@unhurried
@given(start=moments, hours=st.integers(1, 500), days=odd_days)
def test_the_working_minutes_of_a_limit_are_its_hours(start, hours, days):
    calendar = WorkCalendar(days=days)
    end = due(start, hours, Unit.working_hour, calendar)
    assert calendar.working_minutes_between(start, end) == hours * 60
    assert calendar.working_minutes_between(end, start) == -hours * 60


@settings(unhurried, max_examples=60)
@given(start=st.dates(date(2025, 11, 1), date(2027, 1, 31)), amount=st.integers(1, 60), days=odd_days)
def test_counting_day_by_day_gives_the_same_answer(start, amount, days):
    calendar = WorkCalendar(days=days)
    day, left = start, amount
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working(day)
    end = due(datetime.combine(start, time(10), SHANGHAI), amount, Unit.working_day, calendar)
    assert end.date() == day
    assert calendar.working_days_between(start, day) == amount
    assert calendar.working_days_between(day, start) == -amount
    assert calendar.next_working_day(start) <= day
