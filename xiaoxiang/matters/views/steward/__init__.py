"""Pages for stewards: what now, note one, what became of mine. Large print, few buttons, nothing to fill when nothing
happened (N6)."""

from typing import Any

from django.urls import path

from xiaoxiang.matters.views.steward import mine, note, today

urlpatterns: list[Any] = [
    path("", today.today),
    path("note/", note.note),
    path("noted/<uuid:pk>/", note.noted),
    path("matters/", mine.mine),
    path("notices/", mine.notices),
]
