"""Where the photos of matters lie: files named by their digest, and how an upload becomes one of them."""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoxiang.door import forms
from xiaoxiang.door.actor import Actor
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.submit import read_op_id
from xiaoxiang.matters import actions, pictures
from xiaoxiang.matters.actions.noting import AT_MOST_PICTURES
from xiaoxiang.matters.models import Matter

FIELD, KEPT = "photos", "kept_photos"
KEPT_FOR = 24 * 3600
TOO_MANY = gettext_lazy("最多 3 张照片，多的没有收；不加照片也能提交")
Kept = tuple[str, int, int]
"""Digest, width and height of a photo that lies in its place already."""


@dataclass
class Received:
    """What a form brought: photos that are kept, and why one was not."""

    kept: list[Kept] = field(default_factory=list)
    error: str | Promise = ""

    @property
    def token(self) -> str:
        """The kept photos as the form carries them when it must be shown again: nothing is sent twice."""
        return signing.dumps(self.kept, salt=KEPT) if self.kept else ""


def path_of(sha256: str, kind: str = "photo") -> Path:
    """Where a photo lies; `kind` is photo or thumbnail."""
    return Path(settings.PHOTOS) / sha256[:2] / sha256[2:4] / f"{sha256}.{kind}.jpg"


def received(request: HttpRequest) -> Received:
    """The photos of a form, made small and put in their place. Never raises: a bad one leaves a sentence."""
    found = Received(_kept_before(request))
    for uploaded in request.FILES.getlist(FIELD):
        if getattr(uploaded, "is_too_many", False) or len(found.kept) >= AT_MOST_PICTURES:
            found.error = found.error or TOO_MANY
        elif getattr(uploaded, "is_too_large", False):
            found.error = pictures.SENTENCES["too_big"]
        elif uploaded.size:
            try:
                found.kept.append(keep(pictures.reencode(uploaded.read())))
            except pictures.PictureRefused as refused:
                found.error = refused.sentence
    return found


def _kept_before(request: HttpRequest) -> list[Kept]:
    try:
        kept = signing.loads(request.POST.get(KEPT, ""), salt=KEPT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return []
    return [(sha256, width, height) for sha256, width, height in kept][:AT_MOST_PICTURES]


def keep(picture: pictures.Picture) -> Kept:
    """Put a photo and its small copy in their place; the same photo again is the same file."""
    for kind, jpeg in (("photo", picture.jpeg), ("thumbnail", picture.thumbnail)):
        path = path_of(picture.sha256, kind)
        if path.exists():
            path.touch()  # it is wanted anew: the sweep of orphans counts from now
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as half:
            half.write(jpeg)
        os.replace(half.name, path)  # a reader meets the whole file or none
    return picture.sha256, picture.width, picture.height


def attach_all(by: Actor, matter: Matter, kept: Iterable[Kept], op_id: UUID) -> None:
    """Add kept photos to a matter. The request ids follow from the form's, so that a double tap adds nothing twice."""
    for sha256, width, height in kept:
        try:
            actions.attach(by, matter, sha256=sha256, width=width, height=height, op_id=uuid5(op_id, sha256))
        except Refused:
            return  # three are there already


def add_to(request: HttpRequest, matter: Matter) -> str:
    """Add the photos of a form to a matter; the good ones are in, and the sentence says why another is not."""
    found = received(request)
    attach_all(request.actor, matter, found.kept, read_op_id(request.POST))  # type: ignore[attr-defined]
    return str(found.error)


def add_field(form: forms.Form, before: Received) -> None:
    """Ask for photos, always optional, after the place; those that arrived already are named and travel along."""
    kept = len(before.kept)
    hint = _("想加就加，最多 3 张：一张近的，一张远的")
    asked = forms.Field(
        name=FIELD,
        label=_("照片"),
        hint=_("已经收到 %(kept)s 张，不用再选") % {"kept": kept} if kept else hint,
        kind="file",
        error=str(before.error),
        is_optional=True,
        accept="image/*",
        multiple=True,
    )
    places = [field.name for field in form.fields]
    after = places.index("landmark") + 1 if "landmark" in places else len(places)
    form.fields.insert(after, asked)
    form.is_multipart = True
    if before.token:
        form.hidden.append((KEPT, before.token))


def what_else_is_wrong(request: HttpRequest, **known: str) -> Refused | None:
    """What else a form for noting has to change, so that it is told together with a bad photo."""
    try:
        actions.note.read({**forms.typed(actions.note, request.POST), **known})
    except Refused as refused:
        return refused
    return None


def form(url: str, error: str = "") -> forms.Form:
    """A form for photos alone."""
    drawn = forms.Form(action_url=url, fields=[], verb=_("加照片"), op_id=str(uuid4()))
    add_field(drawn, Received(error=error))
    return drawn
