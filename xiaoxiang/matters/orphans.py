"""Photos that belong to no matter: whoever chose them never sent the form. They go after a day."""

import time
from pathlib import Path

from django.conf import settings

from xiaoxiang.door.effects import periodic
from xiaoxiang.matters.models import Picture
from xiaoxiang.matters.photos import KEPT_FOR

TWICE_AS_LONG = 2 * KEPT_FOR
"""Seconds. Longer than a form may carry a photo along, so that none is lost on its way."""


@periodic("40 3 * * *", name="matters.forget_orphans", queueing_lock="matters.forget_orphans")
def forget_orphans(timestamp: int) -> None:
    """Once a night: delete the files that no row names."""
    forget()


def forget() -> int:
    """Delete them and say how many files went. Run twice, nothing more goes."""
    before = time.time() - TWICE_AS_LONG
    old = [p for p in Path(settings.PHOTOS).glob("??/??/*.jpg") if p.stat().st_mtime < before]
    named = set(Picture.objects.filter(sha256__in={digest_of(p) for p in old}).values_list("sha256", flat=True))
    orphans = [p for p in old if digest_of(p) not in named]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def digest_of(path: Path) -> str:
    return path.name.split(".", maxsplit=1)[0]
