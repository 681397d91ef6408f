"""The holiday table of the next year, brought in from the State Council's notice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from tests.people import Cast
from xiaoxiang.door.refusal import Refused
from xiaoxiang.regulation import actions
from xiaoxiang.regulation.models import Holiday
from xiaoxiang.regulation.queries import rules

pytestmark = pytest.mark.django_db
NOTICE = """日期，休或班，节日
2027-01-01 至 2027-01-03，休，元旦
2027-02-05 至 2027-02-12，休，春节
2027-02-14，班，春节
2027年4月5日，休，清明
"""


def known(cast: Cast, year: int) -> bool:
    return rules(cast.county.pk, datetime(2026, 11, 23, tzinfo=UTC)).calendar.is_known(date(year, 1, 1))


def test_limits_are_counted_on_it_from_then_on(cast: Cast, monday):
    calendar = rules(cast.county.pk, monday).calendar
    assert calendar.is_working(date(2027, 2, 8))
    assert not known(cast, 2027)
    actions.import_holidays(cast.wu, table=NOTICE)
    calendar = rules(cast.county.pk, monday).calendar
    assert known(cast, 2027)
    assert not calendar.is_working(date(2027, 2, 8))
    assert calendar.is_working(date(2027, 2, 14))


def test_brought_again_it_replaces_the_year(cast: Cast, monday):
    actions.import_holidays(cast.wu, table=NOTICE)
    actions.import_holidays(cast.wu, table=NOTICE.replace("2027年4月5日", "2027-04-06"))
    assert Holiday.objects.count() == 13
    assert not Holiday.objects.filter(day=date(2027, 4, 5)).exists()


def test_a_stray_day_of_the_year_after_does_not_make_that_year_known(cast: Cast, monday):
    actions.import_holidays(cast.wu, table=NOTICE + "2028-01-01，休，元旦\n")
    assert not known(cast, 2028)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("2027-02-30，休，春节", "第 1 行：日期看不懂"),
        ("2027-01-01，也许，元旦", "第 1 行：第二列写“休”或“班”"),
        ("2027-01-01，休，元旦", "日期太少，不像一年的完整安排"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_kept(cast: Cast, monday, table: str, sentence: str):
    with pytest.raises(Refused) as refused:
        actions.import_holidays(cast.wu, table=table)
    assert sentence in refused.value.fields["table"]
    assert not Holiday.objects.exists()


@pytest.mark.parametrize("by", ["chen", "sun", "wang", "stranger"])
def test_nobody_but_the_county_brings_it_in(cast: Cast, monday, by: str):
    with pytest.raises(Refused) as refused:
        actions.import_holidays(getattr(cast, by), table=NOTICE)
    assert refused.value.status == 403


def test_a_missing_year_warns_on_the_page_until_it_is_there(cast: Cast, monday, client: Client):
    assert "2027年的放假安排还没有导入" in client.get("/regulation/holidays/").content.decode()
    official = cast.as_staff("wu")
    assert official.post("/regulation/holidays/", {"table": NOTICE}).status_code == 302
    page = client.get("/regulation/holidays/").content.decode()
    assert "还没有导入" not in page
    assert "春节" in page


def test_on_the_page_errors_stand_beside_the_table_with_what_was_pasted(cast: Cast, monday):
    response = cast.as_staff("wu").post("/regulation/holidays/", {"table": "2027-13-01，休，元旦"})
    assert response.status_code == 422
    assert "第 1 行" in response.content.decode()
    assert "2027-13-01" in response.content.decode()


def test_a_resident_is_not_asked_for_it(cast: Cast, monday, client: Client):
    assert "textarea" not in client.get("/regulation/holidays/").content.decode()
    assert client.post("/regulation/holidays/", {"table": NOTICE}).status_code == 404


def test_this_year_needs_no_import(cast: Cast, monday):
    assert known(cast, 2026)
    assert rules(cast.county.pk, monday + timedelta(days=1)).calendar.is_working(date(2026, 10, 10))
