"""Uploads are capped while they are read, and the form's words arrive whatever stands beside them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client, RequestFactory

from tests.people import Cast
from xiaoxiang.web import uploads

MEGABYTE = 1024 * 1024


def posted(*sizes: int) -> HttpRequest:
    files = [SimpleUploadedFile(f"{n}.jpg", b"x" * size) for n, size in enumerate(sizes)]
    return RequestFactory().post("/", {"before": "写在前面", "photos": files, "zlast": "写在后面"})


def test_a_file_within_the_cap_arrives_whole():
    request = posted(8 * MEGABYTE)
    [file] = request.FILES.getlist("photos")
    assert file.size == 8 * MEGABYTE
    assert len(file.read()) == 8 * MEGABYTE
    assert not file.is_too_large


def test_a_larger_one_arrives_empty_and_marked_with_the_words_on_both_sides():
    request = posted(8 * MEGABYTE + 1)
    [file] = request.FILES.getlist("photos")
    assert file.is_too_large
    assert file.read() == b""
    assert (request.POST["before"], request.POST["zlast"]) == ("写在前面", "写在后面")


def test_the_one_after_a_large_one_arrives_whole():
    first, second = posted(9 * MEGABYTE, 5).FILES.getlist("photos")
    assert (first.is_too_large, second.is_too_large) == (True, False)
    assert second.read() == b"xxxxx"


def test_the_fourth_is_dropped_and_marked():
    files = posted(5, 5, 5, 5).FILES.getlist("photos")
    assert [file.is_too_many for file in files] == [False, False, False, True]
    assert files[3].read() == b""


@pytest.mark.django_db
def test_a_monstrous_body_is_not_read_and_gets_a_page_in_words(cast: Cast, monday, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST_BODY", MEGABYTE)
    strict = Client(enforce_csrf_checks=True)
    strict.get(f"/a/{cast.houjie.plaque}/report/lamp/")
    body = {"photos": SimpleUploadedFile("a.jpg", b"x" * 2 * MEGABYTE)}
    answer = strict.post(f"/a/{cast.houjie.plaque}/report/lamp/", body)
    assert answer.status_code == 413
    assert "照片或文件太大" in answer.content.decode()
