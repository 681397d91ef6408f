"""What every part of the product stands on: a data folder, its keys and a database, told to children by environment.

| variable | meaning |
|---|---|
| DATABASE_URL | whom a process signs in as: the app role, or the owner for what changes tables |
| DATABASE_OWNER_URL | the owner; only for what migrates. Unset: DATABASE_URL serves both |
| XIAOXIANG_DATA | folder of photos, logs and, when embedded, the database |
| XIAOXIANG_KEYS | folder of the secrets `keys.py` makes |
"""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from xiaoxiang.machine import keys, postgres
from xiaoxiang.machine.terminal import Refusal

PROJECT = Path(__file__).resolve().parents[2]
SETTINGS = "xiaoxiang.web.settings"
RUN = "bin/run"  # how the running product marks the data folder it holds
PATIENCE = 60  # seconds one command waits for another to be done
OWNERS = {"migrate", "makemigrations", "sqlmigrate", "dbshell", "flush"}  # commands that own tables


class Ground:
    """A data folder with its keys and the addresses of its database."""

    def __init__(self, data: Path, *, app_url: str, owner_url: str) -> None:
        self.data = data
        self.app_url = app_url
        self.owner_url = owner_url

    def environment(self, command: str) -> dict[str, str]:
        """The environment for a part of the product; only what changes tables is told the owner's address."""
        told = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
        told.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
        told["PYTHONPATH"] = str(PROJECT)
        told["XIAOXIANG_DATA"] = str(self.data)
        told["XIAOXIANG_KEYS"] = str(keys_of(self.data))
        told["DATABASE_URL"] = self.owner_url if command in OWNERS else self.app_url
        if command in OWNERS:
            told["DATABASE_OWNER_URL"] = self.owner_url
        return told


def chosen_data() -> Path:
    """The data folder somebody named, else ./data of the project."""
    return Path(os.environ.get("XIAOXIANG_DATA") or PROJECT / "data").resolve()


def external(data: Path) -> Ground | None:
    """The ground on an own PostgreSQL, when DATABASE_URL names one."""
    app_url = os.environ.get("DATABASE_URL")
    if not app_url:
        return None
    keys.ensure(keys_of(data), has_records=False)
    return Ground(data, app_url=app_url, owner_url=os.environ.get("DATABASE_OWNER_URL") or app_url)


def embedded(data: Path, server: postgres.Server) -> Ground:
    """The ground on the embedded PostgreSQL of a data folder, started now."""
    keys.ensure(keys_of(data), has_records=server.major is not None)
    server.start()
    return _on(data, server)


def _on(data: Path, server: postgres.Server) -> Ground:
    return Ground(data, app_url=server.url(postgres.APP), owner_url=server.url(postgres.OWNER))


@contextmanager
def borrowed(data: Path, what: str) -> Iterator[Ground]:
    """The ground for one command: an own PostgreSQL, the running product's, or the embedded one started meanwhile.

    Raises Refusal when there is no database to work on.
    """
    outside = external(data)
    if outside:
        yield outside
        return
    if not data.exists() or (server := postgres.Server(data)).major is None:
        raise Refusal(
            f"{data} 里还没有数据库。先运行一次 bin/run，或设置 DATABASE_URL 指向自己的 PostgreSQL。",
            f"There is no database in {data}. Run bin/run once, or point DATABASE_URL at your own PostgreSQL.",
        )
    with ExitStack() as stack:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                stack.enter_context(postgres.holding(data, what))
            except postgres.Held as held:
                if held.holder.startswith(RUN) and server.is_answering():
                    yield _on(data, server)
                    return
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)  # another command is at work, or bin/run is about to be there
            else:
                break
        stack.callback(server.stop)
        yield embedded(data, server)


def keys_of(data: Path) -> Path:
    return Path(os.environ.get("XIAOXIANG_KEYS") or data / "keys").resolve()
