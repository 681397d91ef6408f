"""Addresses of this room."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _

from xiaoxiang.people import side
from xiaoxiang.people.views import demo, desk, own, phone

urlpatterns: list[Any] = [
    path("desk/people/", desk.people, name="people"),
    path("desk/people/new/", desk.new),
    path("desk/people/<uuid:pk>/", desk.person, name="person"),
    path("desk/people/<uuid:pk>/roles/", desk.give_role),
    path("desk/people/<uuid:pk>/bind/", desk.bind),
    path("desk/people/<uuid:pk>/reveal/", desk.reveal),
    path("desk/people/<uuid:pk>/phone/", own.change_phone),
    path("desk/people/<uuid:pk>/consents/", own.give_consent),
    path("desk/people/<uuid:pk>/account/", desk.open_account),
    path("desk/roles/<uuid:pk>/end/", desk.end_role),
    path("desk/consents/<uuid:pk>/withdraw/", own.withdraw_consent),
    path("desk/phones/<uuid:pk>/end/", own.end_device),
    path("desk/lines/<uuid:pk>/erase/", desk.erase),
    path("desk/accounts/<uuid:pk>/renew/", desk.renew_account),
    path("desk/accounts/<uuid:pk>/close/", desk.close_account),
    path("me/", own.me, name="me"),
    path("me/phone/", own.change_phone),
    path("me/reveal/", own.reveal),
    path("me/consents/", own.give_consent),
    path("me/consents/<uuid:pk>/withdraw/", own.withdraw_consent),
    path("me/phones/<uuid:pk>/end/", own.end_device),
    path("me/sign-ins/<uuid:pk>/end/", own.end_sign_in),
    path("me/roles/<uuid:pk>/end/", desk.end_role),
    path("me/elder/", own.elder),
    path("bind/<str:token>/", phone.bind, name="bind"),
    path("pin/", phone.pin, name="pin"),
    path("pin/lock/", phone.lock),
    path("demo/", demo.page),
    path("demo/<uuid:pk>/bind/", demo.bind),
]

side.entry("/desk/people/", _("人员"), position=20)
side.entry("/me/", _("我的"), position=98)
side.entry("/staff/logout/", _("退出"), position=99)
