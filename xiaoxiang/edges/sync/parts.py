"""Bytes on their way: one file for each photo that is coming, written to the disk before the phone is told."""

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

from xiaoxiang.edges.sync.models import Attachment


def folder() -> Path:
    return Path(settings.DATA) / "incoming"


def path_of(attachment_id: UUID) -> Path:
    return folder() / f"{attachment_id}.part"


def write(attachment: Attachment, offset: int, data: bytes) -> None:
    """Put bytes at their place; what lay behind them goes. Returns when they are on the disk."""
    path = path_of(attachment.pk)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as part:
        part.seek(offset)
        part.write(data)
        part.truncate()
        part.flush()
        os.fsync(part.fileno())


def length(attachment: Attachment) -> int:
    """How many bytes lie there."""
    try:
        return path_of(attachment.pk).stat().st_size
    except FileNotFoundError:
        return 0


def read(attachment: Attachment) -> bytes:
    """All bytes. Raises FileNotFoundError."""
    return path_of(attachment.pk).read_bytes()


def is_right(attachment: Attachment) -> bool:
    """Whether they are the ones that were promised."""
    return hashlib.sha256(read(attachment)).hexdigest() == attachment.sha256


def remove(attachment: Attachment) -> None:
    path_of(attachment.pk).unlink(missing_ok=True)


def untouched_for(seconds: float) -> Iterator[tuple[UUID, Path]]:
    """Files that nobody has written to for so long."""
    for path in folder().glob("*.part"):
        try:
            if path.stat().st_mtime < time.time() - seconds:
                yield UUID(path.stem), path
        except (FileNotFoundError, ValueError):
            continue
