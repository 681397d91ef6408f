"""Pages for residents: the alley, reporting, the receipt, and a matter as anybody may see it. No account needed."""

from typing import Any

from django.urls import path, re_path

from xiaoxiang.matters.views.resident import alley, find, matter, pictures, raiser, receipt, report

PLAQUE = "(?P<plaque>[0-9A-Za-z]{6})"
RECEIPT = r"(?P<token>[\w-]{22})"
PICTURE = r"(?P<picture_id>[0-9a-f-]{36})(?:\.(?P<size>thumbnail))?\.jpg"
MATTER = "(?P<pk>[0-9a-f-]{36})"

urlpatterns: list[Any] = [
    re_path(r"^(?P<plaque>(?:[0-9A-Za-z]{2}){3})/?$", alley.short),
    re_path(rf"^a/{PLAQUE}/$", alley.alley),
    re_path(rf"^a/{PLAQUE}/report/$", report.kinds),
    re_path(rf"^a/{PLAQUE}/report/(?P<code>[\w.-]{{1,20}})/$", report.report),
    path("c/<int:code>/", alley.community),
    re_path(rf"^r/{RECEIPT}/$", receipt.receipt),
    re_path(rf"^r/{RECEIPT}/add/$", receipt.add_words),
    re_path(rf"^r/{RECEIPT}/withdraw/$", receipt.withdraw),
    re_path(rf"^r/{RECEIPT}/photos/$", receipt.add_photos),
    re_path(rf"^r/{RECEIPT}/photos/{PICTURE}$", pictures.picture_by_receipt),
    re_path(rf"^photos/{MATTER}/{PICTURE}$", pictures.picture),
    path("find/", find.find),
    path("matters/<uuid:pk>/", matter.matter),
    path("matters/<uuid:pk>/why/", matter.why),
    path("matters/<uuid:pk>/join/", matter.join),
    path("matters/<uuid:pk>/undo/", matter.undo),
    path("matters/<uuid:pk>/reveal/", raiser.reveal),
    path("matters/<uuid:pk>/withdraw/", matter.withdraw),
    path("matters/<uuid:pk>/photos/", matter.add_photos),
    path("matters/<uuid:pk>/<slug:verb>/", matter.act),
]
