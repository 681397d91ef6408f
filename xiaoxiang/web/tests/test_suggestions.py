"""给这套系统提意见: anybody may, staff answer, everybody reads the answer (LB3)."""

import pytest
from django.test import Client

from tests.people import Cast
from tests.signed_in import desk_of, phone_of
from xiaoxiang.door.models import Entry
from xiaoxiang.door.refusal import Refused
from xiaoxiang.people import suggestions
from xiaoxiang.people.models import Suggestion

pytestmark = pytest.mark.django_db


def test_anybody_says_it_without_a_name_on_the_page_of_an_alley(client: Client, cast: Cast, monday):
    html = client.get(f"/suggest/?page=/a/{cast.houjie.plaque}/").content.decode()
    assert f'name="page" value="/a/{cast.houjie.plaque}/"' in html
    answer = client.post("/suggest/", {"words": "字太小", "page": f"/a/{cast.houjie.plaque}/"}, follow=True)
    assert "收到了。答复会贴在这一页。" in answer.content.decode()
    said = Suggestion.objects.get()
    assert (said.words, said.community_id, said.person_id) == ("字太小", cast.wenxing.pk, None)
    assert Entry.objects.filter(thing_id=said.pk).count() == 1


def test_every_page_leads_there(client: Client, cast: Cast):
    for url in ("/", "/find/", f"/a/{cast.houjie.plaque}/", "/steward/"):
        assert f'href="/suggest/?page={url}"' in client.get(url).content.decode()


def test_an_empty_one_says_what_to_do(client: Client, cast: Cast, monday):
    answer = client.post("/suggest/", {"words": "", "page": "/find/"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count("写一写是什么事，一两句话就行") == 2
    assert 'name="page" value="/find/"' in html


def test_the_secret_of_a_receipt_is_not_kept(cast: Cast, monday):
    for page, kept in (("/r/Ec2l749uSNA-pQHG7YFLrw/", "/r/"), ("/bind/abc/", "/bind/"), ("/find/", "/find/")):
        assert suggestions.make(cast.stranger, words="难用", page=page).page == kept


def test_the_community_answers_and_everybody_reads_it(client: Client, cast: Cast, monday):
    said = suggestions.make(cast.stranger, words="字太小", page=f"/a/{cast.houjie.plaque}/")
    desk = desk_of(cast.people["chen"])
    assert "字太小" in desk.get("/desk/suggestions/").content.decode()
    answer = desk.post(f"/desk/suggestions/{said.pk}/", {"answer": "下个月换大字", "seen": "1"})
    assert answer["Location"] == "/desk/suggestions/"
    html = client.get("/suggest/").content.decode()
    assert "字太小" in html
    assert "下个月换大字" in html


def test_an_unanswered_one_is_read_by_nobody_else(client: Client, cast: Cast, monday):
    suggestions.make(cast.stranger, words="还没答复的话", page="/")
    assert "还没答复的话" not in client.get("/suggest/").content.decode()


def test_words_with_a_number_in_them_are_not_shown(client: Client, cast: Cast, monday):
    said = suggestions.make(cast.stranger, words="打我电话 138-0013 8000 再说", page=f"/a/{cast.houjie.plaque}/")
    suggestions.answer(cast.chen, said, answer="改好了")
    html = client.get("/suggest/").content.decode()
    assert "138" not in html
    assert "改好了" in html


def test_the_next_community_neither_sees_nor_answers_it(cast: Cast, monday):
    said = suggestions.make(cast.stranger, words="字太小", page=f"/a/{cast.houjie.plaque}/")
    desk = desk_of(cast.people["gao"])
    assert "字太小" not in desk.get("/desk/suggestions/").content.decode()
    assert desk.get(f"/desk/suggestions/{said.pk}/").status_code == 404
    assert desk.post(f"/desk/suggestions/{said.pk}/", {"answer": "不管"}).status_code == 404


def test_what_belongs_to_no_alley_is_the_countys(cast: Cast, monday):
    said = suggestions.make(cast.stranger, words="总的来说", page="/")
    assert "总的来说" in desk_of(cast.people["wu"]).get("/desk/suggestions/").content.decode()
    assert suggestions.answer(cast.wu, said, answer="知道了").answer == "知道了"


def test_a_steward_makes_them_and_does_not_answer(cast: Cast, monday):
    phone = phone_of(cast.people["wang"])
    phone.post("/suggest/", {"words": "被要求天天打卡"})
    said = Suggestion.objects.get()
    assert said.person_id == cast.wang.person_id
    with pytest.raises(Refused) as refused:
        suggestions.answer(cast.wang, said, answer="自己答")
    assert refused.value.status == 403
    assert phone.get("/desk/suggestions/").status_code in (302, 403)


def test_an_answer_sent_twice_is_told(cast: Cast, monday):
    said = suggestions.make(cast.stranger, words="字太小")
    suggestions.answer(cast.wu, said, answer="知道了")
    with pytest.raises(Refused) as refused:
        suggestions.answer(cast.wu, said, answer="知道了")
    assert refused.value.code == "already"


def test_ten_an_hour_from_one_address_and_nothing_typed_is_lost(client: Client, cast: Cast, monday):
    for _n in range(10):
        assert client.post("/suggest/", {"words": "又一条"}).status_code == 302
    answer = client.post("/suggest/", {"words": "写了很久的话"})
    assert answer.status_code == 429
    assert "写了很久的话" in answer.content.decode()


def test_a_page_of_another_site_is_no_way_back(client: Client, cast: Cast):
    for page in ("//evil.example/", "https://evil.example/", "javascript:alert(1)"):
        html = client.get("/suggest/", {"page": page}).content.decode()
        assert 'class="back" href="/"' in html
