"""The side list of the desk: what each room puts into it, for whom, and at what cost."""

import pytest
from django.test import Client

from tests.people import Cast
from tests.signed_in import desk_of
from xiaoxiang.people import side
from xiaoxiang.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_entries(monkeypatch) -> None:
    """A side list of this test's own."""
    monkeypatch.setattr(side, "_entries", {})


def listed(client: Client, address: str) -> list[tuple[str, str, int, bool]]:
    return client.get(address).context["side"]


def nobody(by) -> bool:
    return False


def neighbours(by):
    return [Person.objects.visible_to(by)]


def wangs(by):
    return [Person.objects.filter(name__startswith="王"), Person.objects.filter(name="王秀英"), Person.objects.none()]


def test_staff_find_every_room_in_one_order(cast: Cast, monday):
    addresses = [url for _label, url, _n, _on in listed(desk_of(cast.people["chen"]), "/desk/people/")]
    assert [a for a in addresses if a in ("/desk/", "/desk/people/", "/overview/", "/regulation/", "/journal/")] == [
        "/desk/",
        "/desk/people/",
        "/overview/",
        "/regulation/",
        "/journal/",
    ]
    assert addresses[-2:] == ["/me/", "/staff/logout/"]


def test_the_audit_administrator_finds_no_matters(cast: Cast, monday):
    addresses = [url for _label, url, _n, _on in listed(desk_of(cast.people["zhou"]), "/desk/people/")]
    assert "/desk/" not in addresses
    assert "/overview/" not in addresses
    assert "/journal/" in addresses


def test_the_page_one_is_on_is_marked(cast: Cast, monday):
    assert [url for _l, url, _n, on in listed(desk_of(cast.people["chen"]), "/desk/people/") if on] == ["/desk/people/"]


def test_all_numbers_cost_one_question(cast: Cast, own_entries, django_assert_num_queries):
    side.entry("/one/", "一", position=20, waits=neighbours)
    side.entry("/two/", "二", position=10, waits=neighbours)
    side.entry("/three/", "三", position=30)
    side.entry("/four/", "四", position=40, waits=wangs)
    chen = cast.chen
    with django_assert_num_queries(1):
        found = side.entries(chen, "/three/")
    count = neighbours(chen)[0].count()
    assert [n for _label, _url, n, _on in found] == [count, count, 0, 2]
    assert [label for label, _url, _n, _on in found] == ["二", "一", "三", "四"]
    assert [url for _label, url, _n, on in found if on] == ["/three/"]


def test_who_counts_nothing_asks_nothing(cast: Cast, own_entries, django_assert_num_queries):
    side.entry("/one/", "一", position=20, who=nobody, waits=neighbours)
    side.entry("/three/", "三", position=30)
    chen = cast.chen
    with django_assert_num_queries(0):
        assert [url for _l, url, _n, _on in side.entries(chen, "/")] == ["/three/"]


def test_a_quiet_line_is_there_only_while_something_waits_and_on_its_own_page(cast: Cast, own_entries):
    side.entry("/one/", "一", position=20, waits=lambda by: [Person.objects.none()], is_quiet=True)
    side.entry("/two/", "二", position=30, waits=neighbours, is_quiet=True)
    assert [url for _l, url, _n, _on in side.entries(cast.chen, "/")] == ["/two/"]
    assert [url for _l, url, _n, _on in side.entries(cast.chen, "/one/")] == ["/one/", "/two/"]
