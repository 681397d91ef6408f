"""Pages of the desk: the inbox, a matter with all its acts, the list, and writing down for somebody."""

from typing import Any

from django.urls import path

from xiaoxiang.matters.views.desk import inbox, matter, register, search

urlpatterns: list[Any] = [
    path("", inbox.inbox, name="desk"),
    path("matters/", search.search, name="desk-matters"),
    path("register/", register.register, name="desk-register"),
    path("register/<uuid:pk>/join/", register.join),
    path("matters/<uuid:pk>/", matter.matter, name="desk-matter"),
    path("matters/<uuid:pk>/print/", matter.sheet),
    path("matters/<uuid:pk>/reveal/", matter.reveal),
    path("matters/<uuid:pk>/undo/", matter.undo),
    path("matters/<uuid:pk>/<slug:verb>/", matter.act, name="desk-act"),
]
