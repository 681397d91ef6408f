"""The product's own secrets, made once and kept in the data folder: losing them loses what they protect."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from xiaoxiang.machine.terminal import Refusal

# name -> how it is made. `secret` signs sessions; `vault` (32 bytes) seals sensitive fields; `journal` (32 bytes) is
# the Ed25519 seed that signs the journal's daily heads.
KEYS: dict[str, Callable[[], bytes]] = {
    "secret": lambda: secrets.token_urlsafe(48).encode(),
    "vault": lambda: secrets.token_bytes(32),
    "journal": lambda: secrets.token_bytes(32),
}


def ensure(folder: Path, *, has_records: bool) -> None:
    """Make the keys that are not there yet (0600, in a 0700 folder).

    Raises Refusal when there are records already but no vault key: a fresh one could not read what is sealed.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if has_records and not (folder / "vault").exists():
        raise Refusal(
            f"{folder / 'vault'} 不见了，没有它就读不出加密的内容。从备份把它放回去，再启动。",
            f"{folder / 'vault'} is missing, and sealed fields cannot be read without it. Put it back from a backup.",
        )
    for name, make in KEYS.items():
        if not (folder / name).exists():
            _keep(folder / name, make())


def _keep(path: Path, key: bytes) -> None:
    """Written whole or not at all: a start that is cut off leaves no empty key behind."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
