"""Clients that are signed in, without walking through the sign-in each time."""

from django.test import Client

from xiaoxiang.door import clock
from xiaoxiang.people import devices
from xiaoxiang.people.actors import DEVICE_COOKIE, SECOND_FACTOR, UNLOCKED
from xiaoxiang.people.models import Account, Device, Person
from xiaoxiang.people.sessions import BEGAN, MOVED


def phone_of(person: Person) -> Client:
    """The steward's bound phone, unlocked."""
    client, token = Client(), devices.new_secret()
    device = Device.objects.create(
        county_id=person.county_id, person=person, token_digest=devices.digest(token), bound_at=clock.now()
    )
    client.cookies[DEVICE_COOKIE] = token
    session = client.session
    session[UNLOCKED] = (str(device.pk), clock.now().timestamp() + 3600)
    session.save()
    client.cookies["session"] = session.session_key
    return client


def desk_of(person: Person) -> Client:
    """Somebody of the staff, signed in with both factors."""
    client = Client()
    account = Account.objects.create(county_id=person.county_id, person=person, username=f"u-{person.pk.hex[-8:]}")
    client.force_login(account)
    session = client.session
    session[SECOND_FACTOR] = str(account.pk)
    session[BEGAN] = session[MOVED] = clock.now().timestamp()
    session.save()
    return client
