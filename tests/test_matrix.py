"""Who may open which page, about whose matter: role by page by community, in both directions.

200 opens, 403 may not, 404 cannot see (the same as what is not there), 302 is led to the own way in. A star says that
the words of whoever raised the matter stand on the page. The people: a stranger; Wang, steward of this alley; Li, of
the next; Chen and director Lin of this community; Gao of the other one; Sun of the subdistrict; Wu of the county; Zhou
the audit administrator.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.people import Cast
from tests.signed_in import desk_of, phone_of
from xiaoxiang.door import heads, journal
from xiaoxiang.door.models import Entry
from xiaoxiang.matters import actions
from xiaoxiang.matters.actions.noting import receipt_of
from xiaoxiang.matters.models import Matter

pytestmark = pytest.mark.django_db

SECRET = "只给经办的人看的话"
PEOPLE = ["stranger", "wang", "li", "chen", "lin", "gao", "sun", "wu", "zhou"]
MATRIX = """
/                                    200   200   200   200   200   200   200   200   200
/{plaque}                            301   301   301   301   301   301   301   301   301
/a/{plaque}/                         200   200   200   200   200   200   200   200   200
/a/{plaque}/plaque/                  200   200   200   200   200   200   200   200   200
/a/{plaque}/report/                  200   200   200   200   200   200   200   200   200
/a/{plaque}/report/lamp/             200   200   200   200   200   200   200   200   200
/c/{community}/                      200   200   200   200   200   200   200   200   200
/c/{community}/plaques/              403   403   403   200   200   403   200   200   200
/r/{receipt}/                        200*  200*  200*  200*  200*  200*  200*  200*  200*
/r/AAAAAAAAAAAAAAAAAAAAAA/           404   404   404   404   404   404   404   404   404
/r/{receipt}/add/                    200   200   200   200   200   200   200   200   200
/find/                               200   200   200   200   200   200   200   200   200
/matters/{matter}/                   200   200*  200   302   302   200   302   200   200
/matters/{withheld}/                 404   200*  404   302   302   404   302   404   404
/matters/{nothing}/                  404   404   404   404   404   404   404   404   404
/matters/{matter}/why/               200   200   200   200   200   200   200   200   200
/matters/{withheld}/why/             404   200   404   200   200   404   200   404   404
/matters/{matter}/settle/            404   200   404   302   302   404   302   404   404
/matters/{matter}/reveal/            404   200   404   302   302   404   404   404   404
/steward/                            200   200   200   302   302   302   302   302   302
/steward/note/                       200   200   200   302   302   302   302   302   302
/steward/outbox/                     200   200   200   302   302   302   302   302   302
/steward/diag/                       200   200   200   302   302   302   302   302   302
/steward/sw.js                       200   200   200   200   200   200   200   200   200
/steward/matters/                    200   200   200   302   302   302   302   302   302
/steward/notices/                    200   200   200   302   302   302   302   302   302
/desk/                               302   302   302   200   200   200   200   200   302
/desk/matters/                       302   302   302   200   200   200   200   200   302
/desk/ledgers/                       302   302   302   200   200   200   200   200   200
/desk/ledgers/joint-consultation/    302   302   302   200   200   200   200   404   404
/desk/ledgers/lists/                 302   302   302   200   200   200   404   404   404
/desk/ledgers/lists/alleys/          302   302   302   200   200   200   404   404   404
/desk/ledgers/lists/alleys/template/ 302   302   302   200   200   200   404   404   404
/desk/training/                      302   302   302   200   200   200   200   404   404
/desk/training/courses/new/          302   302   302   200   200   200   200   404   404
/desk/training/sessions/new/         302   302   302   302   302   302   302   404   404
/training/                           200   200   200   200   200   200   200   200   200
/desk/register/                      302   302   302   200   200   200   302   302   302
/desk/matters/{matter}/              302   302   302   200*  200*  302   200*  302   302
/desk/matters/{withheld}/            302   302   302   200*  200*  404   200*  404   302
/desk/matters/{withheld}/print/      302   302   302   200*  200*  404   200*  404   302
/desk/matters/{reported}/accept/     302   302   302   200   200   404   302   404   302
/desk/matters/{withheld}/accept/     302   302   302   302   302   404   302   404   302
/desk/matters/{matter}/reveal/       302   302   302   200   200   404   404   404   302
/overview/                           302   302   302   200   200   200   200   200   302
/desk/people/                        302   302   302   200   200   200   200   200   200
/desk/people/new/                    302   302   302   200   200   200   200   200   403
/desk/people/{wang}/                 302   302   302   200   200   404   200   200   200
/desk/people/{wang}/bind/            302   302   302   200   200   404   200   403   403
/desk/people/{wang}/reveal/          302   302   302   200   200   404   200   403   403
/desk/people/{gao}/                  302   302   302   404   404   200   404   200   200
/desk/people/{gao}/reveal/           302   302   302   404   404   200   404   403   403
/me/                                 404   200   200   200   200   200   200   200   200
/pin/                                403   200   200   403   403   403   403   403   403
/suggest/                            200   200   200   200   200   200   200   200   200
/desk/suggestions/                   302   302   302   200   200   200   200   200   403
/regulation/                         200   200   200   200   200   200   200   200   200
/regulation/1/                       200   200   200   200   200   200   200   200   200
/regulation/holidays/                200   200   200   200   200   200   200   200   200
/quota/                              200   200   200   200   200   200   200   200   200
/quota/1/                            404   404   404   404   404   404   404   404   404
/desk/quota/                         302   302   302   200   200   200   200   200   200
/regulation/new/                     404   404   404   404   404   404   404   200   404
/journal/                            200   200   200   200   200   200   200   200   200
/journal/sheet/                      200   200   200   200   200   200   200   200   200
/journal/{wenxing}/                  404   404   404   200   200   404   200   200   200
/journal/{whole}/                    404   404   404   404   404   404   404   200   200
/journal/{reads}/                    404   404   404   404   404   404   404   404   200
/desk/lines/{line}/erase/            302   302   302   404   404   404   404   404   302
/demo/                               404   404   404   404   404   404   404   404   404
/found/                              404   404   404   404   404   404   404   404   404
/health                              200   200   200   200   200   200   200   200   200
"""
ELSEWHERE = {
    "one's own things, tested with them": ["me/", "bind/", "pin/lock/", "settings/", "steward/noted/", "demo/<uuid"],
    "only posted to; the door asks who": ["join/", "undo/", "photos/", "/renew/", "/close/", "/end/", "/withdraw/"],
    "forms of a person, as bind and reveal": ["/roles/", "/phone/", "/consents/", "/account/"],
    "scripts of the phone's pages, tested with them": ["^(?P<part>"],
    "photos, tested with the matters": ["^photos/", ".jpg"],
    "suggestions, tested with them": ["desk/suggestions/<uuid"],
    "the sign-in, tested with the accounts": ["staff/"],
    "files of the journal, tested with it": ["export.jsonl", "verify_journal.py", "journal.pem"],
    "one's own workbooks, tested with the ledgers": ["desk/ledgers/exports/", "desk/ledgers/imports/", "/export/"],
    "one training, tested with the trainings": [
        "desk/training/sessions/<uuid",
        "desk/training/courses/<uuid",
        "calendar/",
    ],
    "the JSON edge, tested over the registry": ["api/"],
    "the phones' contract, tested with it": ["sync/"],
}


@pytest.fixture
def stage(cast: Cast) -> dict[str, Any]:
    seen = actions.note(cast.stranger, cast.houjie, kind=cast.lamp, words=SECRET, raiser_phone="13800138000")
    withheld = actions.note(cast.stranger, cast.houjie, kind=cast.quarrel, words=SECRET)
    reported = actions.note(cast.stranger, cast.houjie, kind=cast.wires)
    heads.sign(date(2026, 11, 22))
    return {
        "plaque": cast.houjie.plaque,
        "community": cast.wenxing.code,
        "receipt": receipt_of(seen.pk),
        "matter": seen.pk,
        "withheld": withheld.pk,
        "reported": reported.pk,
        "nothing": "01a203d8-086b-730b-9747-bddceb0200c7",
        "wang": cast.people["wang"].pk,
        "gao": cast.people["gao"].pk,
        "line": Entry.objects.order_by("-at")[0].pk,
        "wenxing": cast.wenxing.pk,
        "whole": journal.county_chain(cast.county.pk),
        "reads": journal.reads_chain(cast.county.pk),
    }


@pytest.fixture
def clients(cast: Cast) -> dict[str, Client]:
    phones = {name: phone_of(cast.people[name]) for name in ("wang", "li")}
    desks = {name: desk_of(cast.people[name]) for name in ("chen", "lin", "gao", "sun", "wu", "zhou")}
    return {"stranger": Client(), **phones, **desks}


def rows() -> Iterator[tuple[str, list[str]]]:
    for line in MATRIX.strip().splitlines():
        address, *expected = line.split()
        yield address, expected


def found(client: Client, address: str) -> str:
    answer = client.get(address)
    return f"{answer.status_code}{'*' if SECRET.encode() in answer.content else ''}"


def test_every_role_opens_exactly_what_the_matrix_says(stage: dict[str, Any], clients: dict[str, Client]):
    wrong = []
    for address, expected in rows():
        for name, wanted in zip(PEOPLE, expected, strict=True):
            got = found(clients[name], address.format(**stage))
            if got != wanted:
                wrong.append(f"{name} at {address}: {got}, not {wanted}")
    assert not wrong, "\n".join(wrong)


def test_what_one_may_not_see_looks_like_what_is_not_there(stage: dict[str, Any], clients: dict[str, Client]):
    for address in ("/matters/{}/", "/desk/matters/{}/"):
        hidden = clients["gao"].get(address.format(stage["withheld"]))
        nothing = clients["gao"].get(address.format(stage["nothing"]))
        assert hidden.status_code == nothing.status_code == 404
        assert bare(hidden, stage["withheld"]) == bare(nothing, stage["nothing"])


def bare(answer: Any, thing: Any) -> str:
    """The page without its own address and its form's token."""
    page = re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", answer.content.decode())
    return page.replace(str(thing), "")


def test_reading_changes_nothing(stage: dict[str, Any], clients: dict[str, Client]):
    before = list(Matter.objects.order_by("pk").values())
    for address, _expected in rows():
        for client in clients.values():
            client.get(address.format(**stage))
    assert list(Matter.objects.order_by("pk").values()) == before


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern)
        else:
            yield from routes(entry, prefix + str(entry.pattern))


def test_every_page_of_the_product_is_in_the_matrix(stage: dict[str, Any]):
    told = {resolve(address.format(**stage)).route for address, _expected in rows()}
    exempt = [part for parts in ELSEWHERE.values() for part in parts]
    missing = [r for r in routes(get_resolver()) if r not in told and not any(part in r for part in exempt)]
    assert not missing
