"""Pages about people: who sees which, at what cost, and what next door gets to see."""

import re

import pytest
from django.test import Client

from tests.people import PASSWORD, Cast, named
from xiaoxiang.people import accounts, actions, demo
from xiaoxiang.people.accounts import new_totp_secret, open_account
from xiaoxiang.people.actors import actor_of
from xiaoxiang.people.models import Account, Consent, Device, Person, RoleHeld, SignIn
from xiaoxiang.places import queries as places_queries

pytestmark = pytest.mark.django_db


def test_the_register_shows_ones_own_people_and_nobody_from_next_door(cast: Cast):
    page = cast.as_staff("chen").get("/desk/people/").content.decode()
    for name in ("王秀英", "李建国", "陈晓燕", "林立平"):
        assert name in page
    for name in ("高志远", "孙国强", "吴敏", "周审"):
        assert name not in page


@pytest.mark.parametrize(
    ("words", "found"), [("王秀", "王秀英"), ("wxy", "王秀英"), ("wangx", "王秀英"), ("Li", "李建国")]
)
def test_people_are_found_by_name_and_by_pinyin(cast: Cast, words: str, found: str):
    for person in cast.people.values():
        from xiaoxiang.people.pinyin import sort_key

        person.sort_key = sort_key(person.name)
        person.save()
    page = cast.as_staff("chen").get("/desk/people/", {"q": words}).content.decode()
    table = page[page.index("<tbody>") :]
    assert found in table
    assert "陈晓燕" not in table


def test_people_are_found_by_a_whole_number_and_not_by_a_part(cast: Cast):
    actions.change_phone(cast.chen, cast.people["wang"], phone="13800138000")
    client = cast.as_staff("chen")
    assert "王秀英" in client.get("/desk/people/", {"q": "138 0013 8000"}).content.decode()
    assert "王秀英" not in client.get("/desk/people/", {"q": "0013800"}).content.decode()


@pytest.fixture
def warm(cast: Cast, monkeypatch) -> None:
    """What is kept for seconds stays kept while questions are counted."""
    monkeypatch.setattr(places_queries, "FRESH_FOR", 10**9)
    places_queries.county()
    places_queries.tree(cast.county.pk)


def test_the_register_costs_six_questions_whatever_its_length(cast: Cast, warm, django_assert_num_queries):
    client = cast.as_staff("chen")
    client.get("/desk/people/")
    for n in range(25):
        named(f"居民{n:02}", cast.wenxing)
    with django_assert_num_queries(6):
        client.get("/desk/people/")


def test_the_register_is_leafed_through_by_key_and_shows_everybody_once(cast: Cast):
    for n in range(70):
        named(f"居民{n:02}", cast.wenxing)
    client, seen, url = cast.as_staff("chen"), [], "/desk/people/"
    while url:
        page = client.get(url)
        seen += [p.pk for p in page.context["people"]]
        url = page.context["older_url"] and "/desk/people/" + page.context["older_url"]
    assert len(seen) == len(set(seen)) == Person.objects.visible_to(cast.chen).count()


def test_an_actor_of_the_staff_costs_two_questions_and_a_steward_one(cast: Cast, warm, rf, django_assert_num_queries):
    def request_of(client: Client):
        request = rf.get("/")
        request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
        from django.contrib.auth.middleware import get_user
        from django.utils.functional import SimpleLazyObject

        request.session = client.session
        request.session.get("x")
        request.user = SimpleLazyObject(lambda: get_user(request))
        return request

    staff, steward = request_of(cast.as_staff("chen")), request_of(cast.as_steward("wang"))
    with django_assert_num_queries(2):
        assert actor_of(staff).person_id == cast.people["chen"].pk
    with django_assert_num_queries(1):
        assert actor_of(steward).person_id == cast.people["wang"].pk


def test_a_page_of_a_person_next_door_is_the_page_of_a_person_that_is_not(cast: Cast):
    client = cast.as_staff("chen")
    theirs = client.get(f"/desk/people/{cast.people['gao'].pk}/")
    missing = client.get("/desk/people/00000000-0000-7000-8000-000000000000/")
    assert theirs.status_code == missing.status_code == 404
    tokens = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|/desk/people/[\w-]+/')
    assert tokens.sub("", theirs.content.decode()) == tokens.sub("", missing.content.decode())


@pytest.mark.parametrize("name", ["wang", "li"])
def test_stewards_have_no_desk(cast: Cast, name: str):
    client = cast.as_steward(name)
    assert client.get("/desk/people/").status_code == 302
    assert client.get(f"/desk/people/{cast.people[name].pk}/").status_code == 302


def test_everything_that_reaches_a_person_is_seen_by_her_own_people_only(cast: Cast, monday):
    wang = cast.people["wang"]
    Consent.objects.create(county=cast.county, person=wang, purpose="case", given_at=monday)
    Device.objects.create(county=cast.county, person=wang, token_digest=b"x", bound_at=monday)
    account = open_account(cast.people["chen"], "chen", PASSWORD)
    SignIn.objects.create(county=cast.county, account=account, session_key="x", at=monday)
    sees = {
        Person.objects.filter(pk=wang.pk): {"wang", "chen", "lin", "sun", "wu", "zhou"},
        RoleHeld.objects.filter(person=wang): {"wang", "chen", "lin", "sun", "wu", "zhou"},
        Consent.objects.all(): {"wang", "chen", "lin"},
        Device.objects.all(): {"wang", "chen", "lin", "sun", "wu", "zhou"},
        Account.objects.all(): {"chen", "lin", "sun", "wu", "zhou"},
        SignIn.objects.all(): {"chen", "wu"},
    }
    for rows, allowed in sees.items():
        seen = {name for name in [*cast.people, "stranger"] if rows.visible_to(getattr(cast, name)).exists()}
        assert seen == allowed, rows.model


def test_the_page_of_a_person_offers_what_the_door_would_allow(cast: Cast):
    pk = cast.people["wang"].pk
    by_chen = cast.as_staff("chen").get(f"/desk/people/{pk}/").content.decode()
    assert f"/desk/people/{pk}/bind/" in by_chen
    assert f"/desk/people/{pk}/roles/" not in by_chen
    by_sun = cast.as_staff("sun").get(f"/desk/people/{pk}/").content.decode()
    assert f"/desk/people/{pk}/roles/" in by_sun
    by_zhou = cast.as_staff("zhou").get(f"/desk/people/{pk}/").content.decode()
    for act in ("bind", "reveal", "phone", "consents", "roles"):
        assert f"/desk/people/{pk}/{act}/" not in by_zhou, act


@pytest.mark.parametrize("act", ["bind", "reveal", "phone", "consents", "roles", "account"])
def test_an_address_typed_by_hand_is_refused_like_its_button(cast: Cast, act: str):
    url = f"/desk/people/{cast.people['wang'].pk}/{act}/"
    assert cast.as_staff("zhou").get(url).status_code == 403
    assert cast.as_staff("gao").get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_a_person_is_entered_given_a_role_and_invited_page_by_page(cast: Cast):
    desk, subdistrict = cast.as_staff("chen"), cast.as_staff("sun")
    form = {"place": str(cast.wenxing.pk), "name": "李桂花", "phone": "13800138000"}
    url = desk.post("/desk/people/new/", form).url
    assert "138****8000" in desk.get(url).content.decode()
    assert "担任什么" in subdistrict.get(f"{url}roles/").content.decode()
    choices = subdistrict.get(f"{url}roles/?role=steward").content.decode()
    assert "后街巷（文兴社区）" in choices
    assert "石阶巷" not in choices
    given = {"role": "steward", "place": str(cast.houjie.pk)}
    assert subdistrict.post(f"{url}roles/?role=steward", given).url == url
    assert "小巷管家（后街巷）" in desk.get(url).content.decode()
    assert "data:image/svg+xml" in desk.post(f"{url}bind/", {}).content.decode()


def test_a_refused_form_keeps_what_was_typed(cast: Cast):
    answer = cast.as_staff("chen").post(
        "/desk/people/new/", {"place": str(cast.wenxing.pk), "name": "李桂花", "phone": "12"}
    )
    assert answer.status_code == 422
    assert 'value="李桂花"' in answer.content.decode()


def test_a_first_password_stands_on_the_answer_alone(cast: Cast):
    client, chen = cast.as_staff("wu"), cast.people["chen"]
    form = {"username": "chenxy", "op_id": str(chen.pk)}
    shown = re.search(
        r'mono">(\w{4}-\w{4}-\w{4}-\w{4})<', client.post(f"/desk/people/{chen.pk}/account/", form).content.decode()
    )
    assert Account.objects.get(username="chenxy").check_password(shown[1])
    again = client.post(f"/desk/people/{chen.pk}/account/", form).content.decode()
    assert shown[1] not in again
    assert "重发一个" in again


def test_a_closed_account_is_denied_at_the_next_request(cast: Cast):
    client = cast.as_staff("chen")
    assert client.get("/desk/people/").status_code == 200
    actions.close_account(cast.wu, Account.objects.get(username="chen"), reason="调走了")
    assert client.get("/desk/people/").status_code == 302


def test_a_lowered_role_is_denied_at_the_next_request(cast: Cast):
    client = cast.as_staff("lin")
    actions.give_role(cast.wu, cast.people["lin"], role="community_worker", place=cast.wenxing)
    url = f"/desk/people/{cast.people['wang'].pk}/"
    assert client.get(url).status_code == 200
    for held in cast.people["lin"].roles_held.all():
        actions.end_role(cast.wu, held, reason="换届")
    assert client.get(url).status_code == 302


@pytest.mark.parametrize("name", ["chen", "lin", "sun", "zhou"])
def test_only_the_county_keeps_accounts(cast: Cast, name: str):
    from xiaoxiang.door.refusal import Refused

    with pytest.raises(Refused):
        actions.open_account(getattr(cast, name), cast.people["chen"], username="chenxy")
    assert not Account.objects.exists()


def test_a_sign_in_elsewhere_is_seen_and_ended_on_ones_own_page(cast: Cast, monday):
    here, elsewhere = cast.as_staff("chen"), cast.as_staff("chen")
    account = Account.objects.get()
    for client in (here, elsewhere):
        SignIn.objects.create(
            county=cast.county, account=account, session_key=client.session.session_key, browser="Firefox", at=monday
        )
    other = SignIn.objects.get(session_key=elsewhere.session.session_key)
    assert f"/me/sign-ins/{other.pk}/end/" in here.get("/me/").content.decode()
    here.post("/staff/reauthenticate/", {"password": PASSWORD})
    here.post(f"/me/sign-ins/{other.pk}/end/", {})
    assert elsewhere.get("/desk/people/").status_code == 302
    assert here.get("/desk/people/").status_code == 200


def test_fields_that_nobody_asked_for_change_nothing(cast: Cast):
    """Mass assignment (hostile 22)."""
    client, wang = cast.as_staff("chen"), cast.people["wang"]
    more = {
        "role": "county_official",
        "community_id": str(cast.qingyun.pk),
        "is_admin": "1",
        "name": "别人",
        "version": "99",
    }
    client.post(f"/desk/people/{wang.pk}/phone/", {"phone": "13800138000", **more})
    wang.refresh_from_db()
    assert (wang.name, wang.community_id, wang.version) == ("王秀英", cast.wenxing.pk, 2)
    assert wang.roles_held.count() == 1


def test_a_form_without_its_token_is_refused(cast: Cast):
    client = cast.as_staff("chen", Client(enforce_csrf_checks=True))
    answer = client.post(f"/desk/people/{cast.people['wang'].pk}/phone/", {"phone": "13800138000"})
    assert answer.status_code == 403


def test_a_real_county_has_no_page_of_keys(cast: Cast):
    assert Client().get("/demo/").status_code == 404
    assert Client().post(f"/demo/{cast.people['wang'].pk}/bind/").status_code == 404
    assert not Device.objects.exists()


@pytest.fixture
def demo_cast(cast: Cast) -> Cast:
    cast.county.is_demo = True
    cast.county.save()
    places_queries.forget()
    open_account(cast.people["chen"], "chen", demo.PASSWORD, new_totp_secret())
    return cast


def test_the_demo_lists_one_way_in_for_each_role(demo_cast: Cast):
    accounts.totp_code(new_totp_secret())  # not on the last second of a step
    page = Client().get("/demo/").content.decode()
    assert demo.PASSWORD in page
    shown = re.findall(r'mono">(\d{6})<', page)
    client = Client()
    client.post("/staff/login/", {"login": "chen", "password": demo.PASSWORD})
    assert client.post("/staff/2fa/authenticate/", {"code": shown[0]}).url == "/desk/"


def test_in_the_demo_this_browser_becomes_the_stewards_phone_as_often_as_one_likes(demo_cast: Cast):
    wang = demo_cast.people["wang"]
    for _visitor in range(3):
        client = Client()
        assert client.post(f"/demo/{wang.pk}/bind/").url == "/steward/"
        assert wang.name in client.get("/me/").content.decode()
    assert Device.objects.alive().filter(person=wang).count() == 2
    assert client.post("/pin/", {"code": demo.PIN}).status_code == 302


def test_in_the_demo_only_stewards_are_taken_on(demo_cast: Cast):
    assert Client().post(f"/demo/{demo_cast.people['wu'].pk}/bind/").status_code == 404


def test_a_deed_through_the_json_edge_from_a_forged_page_is_refused(cast: Cast):
    """The browser sends the cookie along; without the token of our own page that is not enough (hostile 25)."""
    client = cast.as_staff("chen", Client(enforce_csrf_checks=True))
    wang = cast.people["wang"]
    body = {"thing": str(wang.pk), "given": {"phone": "13800138000"}}
    answer = client.post("/api/act/person.change_phone", body, content_type="application/json")
    wang.refresh_from_db()
    assert answer.status_code == 403
    assert wang.phone is None
