"""The vault: what is sealed stays sealed, stays where it belongs, and shows its mask alone."""

import pytest
from django.db import connection

from tests.people import Cast
from xiaoxiang.people import actions
from xiaoxiang.people.models import Person
from xiaoxiang.people.vault import Sealed, blind, mask_name, mask_phone, open_sealed, seal

PHONE = "13800138000"


def test_the_value_is_nowhere_in_the_sealed_bytes_and_the_mask_is():
    sealed = seal(PHONE, mask_phone(PHONE), "person.phone.1")
    assert PHONE.encode() not in sealed.raw
    assert str(sealed) == "138****8000"
    assert open_sealed(sealed, "person.phone.1") == PHONE


def test_sealed_twice_it_looks_different():
    assert seal(PHONE, "", "a").raw != seal(PHONE, "", "a").raw


@pytest.mark.parametrize("place", ["first", "mask", "nonce", "middle", "last"])
def test_one_flipped_bit_is_noticed(place: str):
    raw = bytearray(seal(PHONE, mask_phone(PHONE), "a").raw)
    index = {"first": 1, "mask": 4, "nonce": 16, "middle": len(raw) - 20, "last": len(raw) - 1}[place]
    raw[index] ^= 1
    with pytest.raises(ValueError, match="altered or moved"):
        open_sealed(Sealed(bytes(raw)), "a")


def test_a_value_moved_to_another_row_or_field_does_not_open():
    sealed = seal(PHONE, mask_phone(PHONE), "person.phone.1")
    for elsewhere in ("person.phone.2", "matter.raiser_phone.1"):
        with pytest.raises(ValueError, match="altered or moved"):
            open_sealed(sealed, elsewhere)


def test_the_blind_index_finds_equals_and_is_no_plain_hash():
    from hashlib import md5, sha256

    assert blind(PHONE) == blind(PHONE)
    assert blind(PHONE) != blind("13800138001")
    assert blind(PHONE) not in (sha256(PHONE.encode()).digest()[:16], md5(PHONE.encode()).digest())


@pytest.mark.parametrize(
    ("value", "mask"),
    [(PHONE, "138****8000"), ("05933881234", "059****1234"), ("3881234", "*****34"), ("110", "*10"), ("12", "12")],
)
def test_masks_of_telephones(value: str, mask: str):
    assert mask_phone(value) == mask


@pytest.mark.parametrize(
    ("name", "mask"), [("陈晓燕", "陈**"), ("王五", "王*"), ("阿不都·买买提", "阿***"), ("王", "王*")]
)
def test_masks_of_names(name: str, mask: str):
    assert mask_name(name) == mask


@pytest.mark.django_db
def test_a_row_read_from_the_database_shows_the_mask_and_holds_no_clear_text(cast: Cast):
    person = actions.register(cast.chen, cast.wenxing, name="李桂花", phone=PHONE)
    assert str(Person.objects.get(pk=person.pk).phone) == "138****8000"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM door_content WHERE body LIKE '%%13800138000%%'")
        assert cursor.fetchone()[0] == 0
        cursor.execute(
            "SELECT position(convert_to(%s, 'UTF8') IN phone) FROM people_person WHERE id = %s", [PHONE, person.pk]
        )
        assert cursor.fetchone()[0] == 0
